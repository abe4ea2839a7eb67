"""The samples as files: one a kind, read as the kind's own types; a wrong or unknown key is named with its file."""

import tomllib
from datetime import date

import pytest

from law import Refused
from notices.kinds import samples
from notices.kinds.catalogue import KINDS
from tests.notices.sample_letters import EVERY

NOT_EXIST = (samples.FOLDER / "not_exist.toml").read_text(encoding="utf-8")


@pytest.fixture
def written(tmp_path, monkeypatch):
    """Return a function that puts another file in the place of a kind's own."""
    monkeypatch.setattr(samples, "FOLDER", tmp_path)
    monkeypatch.setattr(samples, "_file", samples._file.__wrapped__)
    return lambda text, code="not_exist": (tmp_path / f"{code}.toml").write_text(text, encoding="utf-8")


def test_every_kind_has_a_file_and_no_file_is_without_a_kind():
    assert {path.stem for path in samples.FOLDER.glob("*.toml")} == set(KINDS)


@pytest.mark.parametrize(("code", "regulation"), EVERY)
def test_every_sample_is_a_letter_that_may_be_written_on_its_day(code, regulation):
    samples.sample_facts(code, regulation).fits(regulation, samples.sample_day(code, regulation))


@pytest.mark.parametrize("code", KINDS)
def test_a_file_has_the_tables_of_the_earlier_regulations_of_its_kind_and_of_no_others(code):
    given = tomllib.loads((samples.FOLDER / f"{code}.toml").read_text(encoding="utf-8"))
    assert {key for key in given if key.isdecimal()} == set(KINDS[code].REGULATIONS[:-1])


def test_the_newest_regulations_are_taken_unless_others_are_named():
    assert samples.sample_facts("deny") == samples.sample_facts("deny", "2019") != samples.sample_facts("deny", "2007")


def test_earlier_regulations_change_a_table_key_by_key():
    now, then = (samples.sample_facts("not_exist", regulation).search_record for regulation in ("2019", "2007"))
    assert (now.searched_on, then.searched_on) == (date(2026, 3, 9), date(2018, 3, 9))
    assert now.places == then.places


def test_what_is_done_to_one_sample_does_not_reach_the_next():
    samples.sample_facts("combined").parts[0].told.clear()
    assert samples.sample_facts("combined").parts[0].told


def test_regulations_that_do_not_know_the_kind_are_refused():
    with pytest.raises(Refused, match="2007年《条例》没有"):
        samples.sample_facts("reasons_request", "2007")


@pytest.mark.parametrize(
    ("old", "new", "named"),
    [
        ("received_on = 2026-03-02", "received_on = 'soon'", "received_on：“收到申请之日”应当是日期"),
        ("received_on = 2026-03-02", "arrived = 2026-03-02", "arrived：这种公文没有“arrived”这一项"),
        ("received_on = 2026-03-02", "", "received_on：缺少“收到申请之日”"),
        ('finding = "', 'findings = "', "search_record：这种公文没有“findings”这一项"),
        ("searched_on = 2026-03-09", "searched_on = 9", "search_record：“检索日期”应当是日期"),
        (
            'terms = "某村、征地补偿安置方案"',
            "terms = 3",
            "search_record：“检索词（名称、文号、关键词）”应当是",
        ),
        ("[2007]\n", "[1999]\n", "1999：这种公文没有“1999”这一项"),
    ],
)
def test_a_wrong_or_unknown_key_is_named_with_its_file(written, old, new, named):
    assert old in NOT_EXIST
    written(NOT_EXIST.replace(old, new, 1))
    with pytest.raises(Refused) as refusal:
        samples.sample_facts("not_exist", "2019")
    assert refusal.value.reason.startswith(f"samples/not_exist.toml {named}")


@pytest.mark.parametrize("day", ["", "dated = '2026-03-27'", "dated = 2026-03-27T10:00:00", "dated = 3"])
def test_a_sample_without_a_day_is_refused(written, day):
    written(NOT_EXIST.replace("dated = 2026-03-27", day, 1))
    with pytest.raises(Refused, match="samples/not_exist.toml dated：应当是日期"):
        samples.sample_day("not_exist")


def test_a_missing_table_of_earlier_regulations_is_refused(written):
    written(NOT_EXIST.partition("[2007]")[0])
    with pytest.raises(Refused, match="samples/not_exist.toml 2007：缺少"):
        samples.sample_facts("not_exist", "2007")


@pytest.mark.parametrize("text", [None, "addressee = ", "addressee = 'a'\naddressee = 'b'"])
def test_a_file_that_cannot_be_read_is_named(written, text):
    if text is not None:
        written(text)
    with pytest.raises(Refused, match="samples/not_exist.toml：读不了"):
        samples.sample_facts("not_exist")
