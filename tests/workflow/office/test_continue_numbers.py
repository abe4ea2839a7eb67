"""The numbers of an imported register go on in their form once a person confirmed it: letters and register, page and command."""

import json
from datetime import date

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, transaction
from django.urls import reverse
from django.utils import timezone

from agencies.organisation.models import Agency
from law import Refused
from notices.letters import numbering
from notices.letters import services as notices
from notices.letters.models import HighWaterMark, Letter, SeriesWord
from notices.register import selectors as registers
from tests.workflow.sample_office import at
from tests.workflow.sample_registers import REPLIED, as_csv
from workflow.acts.services import register
from workflow.cases import register_numbers
from workflow.registers.services import import_register

TODAY = date(2026, 11, 24)


def bring_in(office, tmp_path, numbers, *, kept=None, year=2026, agency="某区住建局"):
    """Import a register with these document numbers; the register's own numbers are 1, 2, 3 … unless given."""
    kept = kept or [f"{year}-{n:03d}" for n in range(1, len(numbers) + 1)]
    rows = [
        REPLIED
        | {
            "受理单位": agency,
            "登记编号": own,
            "文号": number,
            "到达日期": f"{year}-03-03",
            "答复日期": f"{year}-03-20",
            "送达日期": f"{year}-03-21",
        }
        for own, number in zip(kept, numbers, strict=True)
    ]
    result = import_register(
        as_csv(tmp_path / f"{agency}{kept[0]}.csv", *rows), today=max(TODAY, timezone.localdate()), now=at(TODAY)
    )
    assert result.faults == []


def letter(office, kind="withdrawn", on=TODAY):
    facts = {
        "addressee": "张三",
        "application_number": "1",
        "received_on": "2026-11-02",
        "content": "合同",
        "withdrawn_on": "2026-11-20",
    }
    return notices.issue(agency=office.agency, kind=kind, dated=on, regulation="2019", now=at(on), facts=facts).number


FORMS = [
    (["瓯公开告〔2026〕14号", "瓯公开告〔2026〕15号"], "瓯公开告〔2026〕16号", "瓯公开告〔2026〕17号"),
    (["瓯信公开〔2026〕第006号", "瓯信公开〔2026〕第007号"], "瓯信公开〔2026〕第008号", "瓯信公开〔2026〕第009号"),
    (["(2026)第11号", "(2026)第12号"], "(2026)第13号", "(2026)第14号"),
    (["2026-0011", "2026-0012"], "2026-0013", "2026-0014"),
    (["XXGK-2026-11", "XXGK-2026-12"], "XXGK-2026-13", "XXGK-2026-14"),
    (["98", "99"], "100", "101"),
    (["20260011", "20260012"], "20260013", "20260014"),
    (["2026年公开第1号", "2026年公开第2号"], "2026年公开第3号", "2026年公开第4号"),
    (["依申请2026第8号", "依申请2026第9号"], "依申请2026第10号", "依申请2026第11号"),
    (["【2026】瓯信复第18号", "【2026】瓯信复第17号"], "【2026】瓯信复第19号", "【2026】瓯信复第20号"),
    (["No.0098", "No.0099"], "No.0100", "No.0101"),
    (["瓯公开[2026]9号", "瓯公开[2026]10号"], "瓯公开[2026]11号", "瓯公开[2026]12号"),
]


@pytest.mark.parametrize(("numbers", "first", "second"), FORMS)
def test_the_next_letter_bears_the_number_after_the_register_in_its_form(office, tmp_path, numbers, first, second):
    Agency.objects.update(series_word="")
    office.agency.refresh_from_db()
    bring_in(office, tmp_path, numbers)
    with pytest.raises(Refused, match="机关代字"):
        letter(office)
    assert register_numbers.undecided(office.agency) == ["documents"]
    assert register_numbers.confirm_sure(office.agency, by=office.clerk, now=at(TODAY)) == [first]
    assert register_numbers.undecided(office.agency) == []
    assert [letter(office), letter(office, "withdrawn")] == [first, second]
    assert registers.numbering_faults() == []


def test_the_database_still_refuses_a_number_that_fits_no_form(office, tmp_path):
    bring_in(office, tmp_path, ["瓯信公开〔2026〕第007号"])
    register_numbers.confirm_sure(office.agency, by=None, now=at(TODAY))
    letter(office)
    kept = Letter.objects.get()
    copy = {
        field.attname: getattr(kept, field.attname) for field in Letter._meta.concrete_fields if not field.primary_key
    }
    for misfit in ("瓯信公开〔2026〕第09号", "瓯信公开〔2026〕第010号", "瓯信公开〔2025〕第009号", "瓯信公开第009号"):
        with pytest.raises(DatabaseError, match="does not fit"), transaction.atomic():
            Letter.objects.create(**copy | {"sequence": 9, "number": misfit})
    for fitting in ("瓯信公开〔2026〕第009号", "瓯信公开〔2026〕9号"):
        with transaction.atomic():
            assert Letter.objects.create(**copy | {"sequence": 9, "number": fitting})
            transaction.set_rollback(True)


@pytest.mark.parametrize(
    ("kept", "following"),
    [
        (["2026-0041", "2026-0042"], "2026-0043"),
        (["(2026)第11号", "(2026)第12号"], "(2026)第13号"),
        (["XXGK-2026-011", "XXGK-2026-012"], "XXGK-2026-013"),
        (["依申请2026-9", "依申请2026-10"], "依申请2026-11"),
        (["117", "118"], "119"),
        (["20260117", "20260118"], "20260119"),
    ],
)
def test_register_numbers_go_on_in_their_own_form(office, tmp_path, kept, following):
    bring_in(office, tmp_path, ["某住建公开〔2026〕1号", "某住建公开〔2026〕2号"], kept=kept)
    assert register_numbers.undecided(office.agency) == ["registers"]
    assert register_numbers.confirm_sure(office.agency, by=office.clerk, now=at(TODAY)) == [following]
    assert register(office.application(TODAY), by=office.clerk, now=at(TODAY)).number == following
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        register_numbers.RegisterForm.objects.update(form="{n}")


def test_a_register_in_the_form_of_this_system_goes_on_by_itself(office, tmp_path):
    bring_in(office, tmp_path, ["某住建公开〔2026〕36号", "某住建公开〔2026〕37号"])
    assert register_numbers.undecided(office.agency) == []
    assert register(office.application(TODAY), by=office.clerk, now=at(TODAY)).number == "2026-003"
    assert Letter.objects.get().number == "某住建公开〔2026〕38号"


def test_a_new_year_begins_anew_but_for_a_form_without_a_year(office, tmp_path):
    bring_in(office, tmp_path, ["瓯公开告〔2026〕15号"])
    register_numbers.confirm_sure(office.agency, by=None, now=at(TODAY))
    assert [letter(office), letter(office, on=date(2027, 1, 4))] == ["瓯公开告〔2026〕16号", "瓯公开告〔2027〕1号"]


@pytest.mark.parametrize(
    "numbers",
    [["202612"], ["26-012"], ["XXGK-2026-03-012"], ["2026-2027"], ["瓯公开〔2026〕007号", "瓯公开〔2026〕8号"]],
)
def test_what_can_be_read_in_two_ways_is_asked_and_not_confirmed_with_the_rest(office, tmp_path, numbers):
    bring_in(office, tmp_path, numbers)
    assert register_numbers.confirm_sure(office.agency, by=None, now=at(TODAY)) == []
    assert "documents" in register_numbers.undecided(office.agency) and not SeriesWord.objects.exists()


def test_one_word_in_the_registers_of_two_agencies_is_asked_and_belongs_to_one(office, tmp_path):
    bring_in(office, tmp_path, ["瓯公开〔2026〕3号"])
    bring_in(office, tmp_path, ["瓯公开〔2026〕4号"], agency="某区人民政府", kept=["2026-900"])
    (series,) = register_numbers.imported_series(office.agency).documents
    assert "只能由一个单位续用" in series.doubts[0]
    register_numbers.continue_as(office.agency, "瓯公开〔2026〕5号", families=None, by=None, now=at(TODAY))
    with pytest.raises(Refused, match="某区住建局的代字"):
        register_numbers.continue_as(office.government, "瓯公开〔2026〕5号", families=None, by=None, now=at(TODAY))


def test_a_later_register_in_the_confirmed_form_lifts_the_series(office, tmp_path):
    bring_in(office, tmp_path, ["瓯信公开〔2026〕第007号"])
    register_numbers.confirm_sure(office.agency, by=None, now=at(TODAY))
    bring_in(office, tmp_path, ["瓯信公开〔2026〕第021号"], kept=["2026-777"])
    assert letter(office) == "瓯信公开〔2026〕第022号"
    assert HighWaterMark.objects.count() == 2 and registers.numbering_faults() == []


# -- the page and the command -----------------------------------------------------------------------------------


def test_a_person_confirms_on_the_page_once(office, tmp_path, client):
    year = timezone.localdate().year
    bring_in(office, tmp_path, [f"瓯公开告〔{year}〕15号"], kept=[f"{year}-0041"], year=year)
    address = reverse("numbers-continue", args=["D"])
    client.force_login(office.clerk)
    said = client.get(address).content.decode()
    assert f"瓯公开告〔{year}〕16号" in said and f"{year}-0042" in said
    posted = {
        "what": "documents",
        "way": "0|瓯公开告〔{year}〕{n}号",
        "last-0": "15",
        "families": ["reply", "procedural", "inter_agency"],
    }
    assert client.post(address, posted | {"last-0": "14"}).status_code == 422
    assert client.post(address, posted | {"way": "0|<b>{n}"}).status_code == 422
    assert client.post(address, posted | {"families": []}).status_code == 422
    assert client.post(address, posted | {"last-0": "20"}).status_code == 302  # five more are on paper
    assert client.post(address, {"what": "registers", "number": f"{year}-0042"}).status_code == 302
    assert register_numbers.undecided(office.agency) == []
    case = register(office.application(timezone.localdate()), by=office.clerk, now=timezone.now())
    assert (case.number, Letter.objects.get().number) == (f"{year}-0042", f"瓯公开告〔{year}〕21号")


def test_who_does_not_keep_the_numbers_sees_no_such_page(office, client):
    for person, status in (
        (office.handler, 404),
        (office.signer, 404),
        (office.supervisor, 404),
        (office.administrator, 200),
        (office.clerk, 200),
    ):
        client.force_login(person)
        assert client.get(reverse("numbers-continue", args=["D"])).status_code == status, person
    assert client.get(reverse("numbers-continue", args=["G"])).status_code == 404  # not the clerk's agency


def test_the_command_lists_and_confirms(office, tmp_path, capsys):
    year = timezone.localdate().year  # command and page act today
    bring_in(office, tmp_path, [f"{year}12"], kept=[f"{year}-0041"], year=year)
    with pytest.raises(SystemExit):
        call_command("continue_numbers", "--agency", "D", "--format", "json")
    (told,) = json.loads(capsys.readouterr().out)
    assert told["undecided"] == ["documents", "registers"] and len(told["documents"][0]["options"]) == 2
    with pytest.raises(CommandError, match="几种读法|没有顺序号"):
        call_command("continue_numbers", "--agency", "D", "--next", "1-2-3")
    with pytest.raises(CommandError, match="已经用到"):
        call_command("continue_numbers", "--agency", "D", "--next-registration", f"{year}-0007")
    call_command(
        "continue_numbers", "--agency", "某区住建局", "--next", f"{year}13", "--next-registration", f"{year}-0042"
    )
    assert letter(office, on=timezone.localdate()) == f"{year}13"
    assert numbering.forms_in_force(office.agency, timezone.localdate())["reply"].text == "{year}{n}"
