"""Adapted words: two people, versions that stay, variables from a list, never the law's own part, never code."""

import dataclasses

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, IntegrityError, transaction
from django.utils import timezone

from agencies.organisation.models import Agency, Officer, OfficerRole
from law import Refused
from law.outcomes import OUTCOMES
from notices import policy
from notices.kinds.catalogue import KINDS
from notices.kinds.samples import sample_day, sample_facts
from notices.letters import composition, services
from notices.letters.models import Draft
from notices.letters.preview import letter_kinds, sample_letter
from notices.wording import services as wording_services
from notices.wording.models import Wording
from tests.notices.sample_letters import DAYS, EVERY, GOLDEN, compose, department

NOW = timezone.now


def officer(name, agency, *roles):
    """Make an officer with roles."""
    person = Officer.objects.create(username=name, display_name=name, agency=agency)
    for role in roles:
        OfficerRole.objects.create(officer=person, role=role)
    return person


@pytest.fixture
def writer(agency):
    return officer("writer", agency, "administrator")


@pytest.fixture
def reviewer(agency):
    return officer("reviewer", agency, "reviewer")


@pytest.fixture
def write(agency, writer):
    """Return a function that keeps a new version."""

    def keep(text="感谢您对政府信息公开工作的支持。", place="closing", kind="", by=writer, to=agency):
        return wording_services.write(agency=to, place=place, kind=kind, text=text, by=by, now=NOW())

    return keep


def letter(words, code="not_exist", **changes):
    """Compose the sample of a kind with words at their places."""
    facts = sample_facts(code)
    return compose(
        agency=department(**changes), kind=code, facts=facts, dated=DAYS["2019"], regulation="2019", wording=words
    )


# -- at the named places, and only there ------------------------------------------------------------------------


def test_without_words_every_letter_says_its_golden_text():
    for code, regulation in EVERY:
        sample = {"facts": sample_facts(code, regulation), "dated": sample_day(code, regulation)}
        text = compose(agency=department(), kind=code, **sample, regulation=regulation, wording={}).text
        assert text + "\n" == (GOLDEN / f"{code}_{regulation}.txt").read_text(encoding="utf-8")


WORDS = {
    "greeting": "{称呼}好！",
    "paragraph": "如需了解办理情况，可以与本机关联系。\n本机关在{联系地址}设有查阅点。",
    "closing": "感谢{称呼}对{机关名称}工作的支持。",
    "contact": "咨询电话：{联系电话}，{登记编号}",
}


def test_words_stand_at_their_places_and_the_law_s_part_does_not_move():
    plain, worded = letter({}), letter(WORDS, address="娄桥街道1号")
    lines, before = worded.text.split("\n"), plain.text.split("\n")
    place = before.index(plain.law.remedy)
    start = before.index("杨超英：") + 1
    assert lines[start] == "您好！"
    assert lines[start + 1 : place + 2] == before[start : place + 1]  # body and remedy, word for word
    assert lines[place + 2 : place + 5] == [
        "如需了解办理情况，可以与本机关联系。",
        "本机关在娄桥街道1号设有查阅点。",
        "感谢您对瓯海区住房和城乡建设局工作的支持。",
    ]
    assert lines[-1] == "（咨询电话：0577-88512345，2026-0104）"
    assert (worded.law, worded.title) == (plain.law, plain.title)


@pytest.mark.parametrize("code", sorted(OUTCOMES))
def test_no_place_touches_basis_conclusion_or_remedy(code):
    regulation = KINDS[code].REGULATIONS[-1]
    given = dict(agency=department(), kind=code, facts=sample_facts(code, regulation), dated=DAYS[regulation])
    plain = compose(**given, regulation=regulation)
    worded = compose(**given, regulation=regulation, wording=WORDS)
    kept = [line for line in plain.text.split("\n") if not line.startswith("（联系人")]
    assert [line for line in worded.text.split("\n") if line in kept] == kept
    assert worded.law == plain.law


def test_a_paragraph_without_a_value_is_left_out_whole():
    text = letter({"paragraph": "地址：{联系地址}\n电话：{联系电话}"}).text
    assert "地址" not in text and "电话：0577-88512345" in text
    assert "登记编号" not in letter({"closing": "登记编号{登记编号}。"}, "third_party_inquiry").text


# -- the sandbox ------------------------------------------------------------------------------------------------

PAYLOADS = (
    "{{7*7}}", "{{ 7*7 }}", "{% now 'Y' %}", "{%raw%}", "{# c #}", "${7*7}", "#{7*7}", "{7*7}", "{受文者|upper}", "{受文者.__class__}",
    "{受文者!r}", "{受文者:>10}", "{0}", "{}", "{agency.name}", "{settings.SECRET_KEY}", "{{受文者}}", "{受文者", "受文者}", "{ 受文者 }",
    "{''.__class__.__mro__[1].__subclasses__()}", "{{request.user}}", "{{ config.items() }}", "{%include 'x'%}", "{受文者{联系人}}",
)  # fmt: skip
LITERAL = (
    "<%= 7*7 %>", "#set($x=7*7)$x", "%(受文者)s", "%s", "$受文者", "[[受文者]]", "__import__('os')",
    "<b>粗</b>", "<script>alert(1)</script>", "&lt;b&gt;", "\"><img src=http://127.0.0.1:9/x>", "<span class=\"slot-number\"></span>",
    "<!--#exec cmd=ls-->", "javascript:alert(1)", "<style>p</style>",
)  # fmt: skip


@pytest.mark.fault("X3")
@pytest.mark.parametrize("payload", PAYLOADS)
@pytest.mark.parametrize("place", wording_services.PLACES)
def test_braces_that_are_no_variable_of_the_list_are_refused(payload, place):
    with pytest.raises(Refused, match="变量") as refused:
        wording_services.checked_wording(place, f"前{payload}后")
    assert refused.value.field == "text"


@pytest.mark.fault("X3")
@pytest.mark.parametrize("payload", LITERAL)
@pytest.mark.parametrize("place", wording_services.PLACES)
def test_what_looks_like_code_elsewhere_is_printed_to_the_letter(payload, place):
    kept = wording_services.checked_wording(place, f"前{payload}后")
    made = letter({place: kept})
    assert f"前{payload}后" in made.text
    assert "<script" not in made.html and "<img" not in made.html and "<b>" not in made.html
    assert composition.has_empty_slots(made.html)


@pytest.mark.fault("X3")
def test_a_value_is_never_expanded_again():
    facts = dataclasses.replace(sample_facts("not_exist"), addressee="{联系电话}{{7*7}}{% now 'Y' %}")
    assert wording_services.expand_variables("致{受文者}", facts, department()) == ["致{联系电话}{{7*7}}{% now 'Y' %}"]


def test_the_variables_are_exactly_these_and_each_has_a_value():
    facts, agency = sample_facts("not_exist"), department(address="某路1号", postcode="325000")
    values = {
        name: wording_services.expand_variables(f"{{{name}}}", facts, agency) for name in wording_services.VARIABLES
    }
    assert values == {
        "受文者": ["杨超英"], "登记编号": ["2026-0104"], "称呼": ["您"], "公文名称": ["政府信息不存在告知书"],
        "机关名称": ["瓯海区住房和城乡建设局"], "联系人": ["政务公开科"], "联系电话": ["0577-88512345"],
        "联系地址": ["某路1号"], "邮政编码": ["325000"],
    }  # fmt: skip


# -- what may not be written ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "如不服可以申请行政复议。", "可以向上级申请复议", "可以提起诉讼", "可以起诉", "请到人民法院", "也可以申请裁决", "依据第三十六条",
        "见第2款", "根据《政府信息公开条例》", "按国办函办理", "法释已有规定", "国务院令第711号", "本机关决定不予公开", "该信息不存在",
        "予以公开", "视为放弃", "不再处理", "请在15个工作日答复", "请于30日内来取", "请于六十天内", "信息处理费免收", "请尽快缴费",
    ],
)  # fmt: skip
@pytest.mark.parametrize("place", wording_services.PLACES)
def test_the_law_s_own_words_are_refused_everywhere(text, place):
    with pytest.raises(Refused, match="依法按日期写明"):
        wording_services.checked_wording(place, text)


@pytest.mark.parametrize(
    "text", ["地址：法院路1号第一项目部", "本机关办公时间：周一至周五9:00—17:00。", "欢迎关注“瓯海发布”。"]
)
def test_ordinary_words_are_not(text):
    assert wording_services.checked_wording("contact", text) == text


@pytest.mark.parametrize("character", ["\x00", "\u202e", "\u2066", "\ue000", "\ud800", "\ufdd0"])
def test_characters_that_may_not_be_printed_are_refused(character):
    with pytest.raises(Refused, match="U\\+"):
        wording_services.checked_wording("closing", f"感谢{character}您")


def test_lengths_and_lines():
    for code, place in wording_services.PLACES.items():
        assert wording_services.checked_wording(code, "字" * place.longest)
        with pytest.raises(Refused, match=f"最多{place.longest}字"):
            wording_services.checked_wording(code, "字" * (place.longest + 1))
        with pytest.raises(Refused, match="一行|最多5段"):
            wording_services.checked_wording(code, "\n".join("字" * (place.lines + 1)))
    with pytest.raises(Refused, match="空行"):
        wording_services.checked_wording("paragraph", "一\n\n二")
    for empty in ("", "  \n ", "\t"):
        with pytest.raises(Refused, match="请填写"):
            wording_services.checked_wording("closing", empty)
    with pytest.raises(Refused, match="位置"):
        wording_services.checked_wording("remedy", "字")
    assert wording_services.checked_wording("paragraph", " 一 \r\n\t二 ") == "一\n二"


# -- two people, versions ---------------------------------------------------------------------------------------


def test_a_draft_changes_no_letter_until_another_person_releases_it(agency, write, reviewer):
    row = write()
    assert (row.version, row.status, wording_services.released(agency, "deny")) == (1, "draft", {})
    wording_services.release(row, by=reviewer, now=NOW())
    assert wording_services.released(agency, "deny") == {"closing": row.text}


def test_nobody_releases_their_own_words(agency, write):
    both = officer("both", agency, "administrator", "reviewer")
    row = write(by=both)
    assert not policy.may_release_wording(both, row)
    with pytest.raises(Refused, match="自己写的"):
        wording_services.release(row, by=both, now=NOW())
    with pytest.raises(IntegrityError), transaction.atomic():  # nor past the program
        Wording.objects.filter(pk=row.pk).update(status="released", released_by=both, released_at=NOW())
    with pytest.raises(IntegrityError), transaction.atomic():
        Wording.objects.filter(pk=row.pk).update(status="released")


def test_a_new_version_retires_the_one_before_and_both_stay(agency, write, reviewer):
    first = write("甲")
    wording_services.release(first, by=reviewer, now=NOW())
    second = write("乙")
    assert wording_services.released(agency, "deny") == {"closing": "甲"}
    wording_services.release(second, by=reviewer, now=NOW())
    assert wording_services.released(agency, "deny") == {"closing": "乙"}
    assert [(r.version, r.text, r.status) for r in Wording.objects.order_by("version")] == [
        (1, "甲", "retired"),
        (2, "乙", "released"),
    ]
    for row in (first, second):
        with pytest.raises(Refused, match="拟稿状态"):
            wording_services.release(row, by=reviewer, now=NOW())
    wording_services.retire(second, by=reviewer, now=NOW())
    assert wording_services.released(agency, "deny") == {}
    with pytest.raises(Refused, match="已经停用"):
        wording_services.retire(second, by=reviewer, now=NOW())


def test_versions_are_counted_by_agency_place_and_kind(agency, write):
    other = Agency.objects.create(code="B08", name="瓯海区财政局", series_word="瓯财", kind="department")
    made = [write(), write(), write(kind="deny"), write(place="greeting"), write(to=other), write()]
    assert [row.version for row in made] == [1, 2, 1, 1, 1, 3]
    with pytest.raises(Refused, match="没有“love_letter”"):
        write(kind="love_letter")


def test_words_for_one_kind_come_before_words_for_all(agency, write, reviewer):
    for row in (write("全部"), write("专用的话", kind="deny"), write("问候", place="greeting")):
        wording_services.release(row, by=reviewer, now=NOW())
    assert wording_services.released(agency, "deny") == {"closing": "专用的话", "greeting": "问候"}
    assert wording_services.released(agency, "open") == {"closing": "全部", "greeting": "问候"}


def test_what_was_written_cannot_be_changed_or_deleted(write):
    row = write()
    with pytest.raises(ValidationError):
        row.delete()
    for attempt in (
        lambda: Wording.objects.update(text="x"),
        lambda: Wording.objects.update(version=9),
        lambda: Wording.objects.update(written_by=None),
        lambda: Wording.objects.all()._raw_delete("default"),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            attempt()


def test_the_list_of_locked_words_is_asked_again_at_the_release(agency, writer, reviewer):
    row = Wording.objects.create(
        agency=agency, place="closing", version=1, text="可以申请行政复议", written_by=writer, written_at=NOW()
    )
    with pytest.raises(Refused, match="复议"):
        wording_services.release(row, by=reviewer, now=NOW())


# -- drafts and letters -----------------------------------------------------------------------------------------


def test_a_draft_keeps_its_words_and_the_next_one_has_the_new(agency, write, reviewer):
    def draft():
        return services.save_draft(
            agency=agency, kind="deny", facts=sample_facts("deny"), dated=DAYS["2019"], regulation="2019", now=NOW()
        )

    old = draft()
    wording_services.release(write("新的结束语。"), by=reviewer, now=NOW())
    new = draft()
    assert "新的结束语" not in old.text and "新的结束语。" in new.text
    sent = services.issue_draft(
        Draft.objects.get(pk=old.pk), dated=DAYS["2019"], approved_sha256=old.content_sha256, now=NOW()
    )
    assert "新的结束语" not in sent.html
    issued = services.issue(
        agency=agency,
        kind="extension",
        facts=sample_facts("extension"),
        dated=DAYS["2019"],
        regulation="2019",
        now=NOW(),
    )
    assert "新的结束语。" in issued.html


def test_another_agency_s_words_are_not_ours(agency, write, reviewer):
    other = Agency.objects.create(
        code="B08", name="瓯海区财政局", series_word="瓯财", kind="department", parent=agency.parent
    )
    wording_services.release(write("别家的话"), by=reviewer, now=NOW())
    assert wording_services.released(other, "deny") == {}


@pytest.mark.parametrize("kind", [code for code, _ in letter_kinds()])
def test_words_are_seen_on_the_sample_of_every_letter(db, kind):
    agency = department()
    agency.parent.save()
    agency.save()
    made = sample_letter(agency=agency, kind=kind, place="closing", text="感谢支持。", dated=DAYS["2019"])
    assert "感谢支持。" in made.text.split("\n")
    with pytest.raises(Refused, match="复议"):
        sample_letter(agency=agency, kind=kind, place="closing", text="申请复议", dated=DAYS["2019"])
