"""The quality of a file: a whole one has a hundred points, and every fault costs exactly its part and nothing else."""

import random
from dataclasses import replace
from datetime import date, timedelta

import pytest

from intake.models import Application
from law import Refused
from law.remedies.instructions import LETTERS
from notices.kinds.catalogue import REPLIES
from notices.kinds.samples import sample_day, sample_facts
from notices.letters.models import Letter
from reporting.quality import reply as quality_reply
from reporting.quality import rubric
from reporting.quality import services as quality_services
from reporting.quality.case_file import CaseFile, read_case_files
from reporting.quality.models import CaseQuality
from reporting.quality.rubric import load_rubric
from reporting.quality.scoring import CRITERIA, DEDUCTIONS, score_case
from reporting.scores import marks
from tests.notices.sample_letters import compose
from tests.reporting.files import delivered, disclosed, march, not_found, refused, signed
from tests.reporting.quality.lost_files import undone
from tests.shared_data import shared_data
from tests.workflow.sample_office import SEARCH, Office, at
from tests.workflow.sample_registers import REPLIED, as_csv
from workflow.cases.models import Case, Event, RemedyCase
from workflow.cases.selectors import calendar
from workflow.registers.services import import_register

TODAY = date(2026, 4, 1)


@shared_data
def office():
    return Office()


def file_of(case) -> CaseFile:
    (file,) = read_case_files([case.pk], calendar())
    return file


def lost(case) -> dict:
    return score_case(file_of(case)).lost


# -- every part both ways ----------------------------------------------------------------------------------------


def event(file: CaseFile, act: str) -> Event:
    return next(each for each in file.every if each.act == act)


def arrival(file: CaseFile) -> Event:
    """Return the record that the reply arrived."""
    return next(e for e in file.every if e.act == "record_service" and e.data["serves"] == event(file, "reply").seq)


def put(target, **values):
    for name, value in values.items():
        target[name] = value


def with_remedy(file: CaseFile, kind: str, result: str):
    one = RemedyCase(pk=1, case=file.case, key="r", kind=kind, received_on=march(30), result=result, concluded_on=TODAY)
    file.case._prefetched_objects_cache["remedies"] = [*file.case.remedies.all(), one]


def rewritten(file: CaseFile, old: str, new: str):
    assert old in file.letter.html
    file.letter.html = file.letter.html.replace(old, new)


def twice(file: CaseFile):
    """Request a correction a second time; the clock knows one, so it is not asked here."""
    again = Event(seq=99, act="request_correction", on=march(4), data={"points": ["再补正"]})
    file.every.append(again)
    file.__dict__["reckoning"] = type("Reckoning", (), {"reasons": (), "unsent": ()})()


FAULTS = {  # what is taken from a whole refusal -> exactly what it costs
    "no rule of receipt": (lambda f: f.every[0].data.pop("basis_text"), {"receipt": 5}),
    "receipt not confirmed": (lambda f: setattr(f.case, "unconfirmed", True), {"receipt": 5}),
    "no envelope": (lambda f: setattr(f.application, "tracking_number", ""), {"receipt": 5}),
    "registered on the second day": (lambda f: setattr(f.every[0], "recorded_at", at(march(4))), {"registration": 5}),
    "correction says nothing": (lambda f: put(event(f, "request_correction").data, points=[" "]), undone(correction=3)),
    "two characters of guidance": (lambda f: put(event(f, "request_correction").data, ways=["写明"]), {"doubtful": 10}),
    "two corrections": (twice, undone(correction=3)),
    "late": (lambda f: setattr(f.case, "timeliness", "late"), {"term": 20, "overdue": 25}),
    "extension approved by nobody": (lambda f: put(event(f, "extend").data, approved_by=""), {"term": 6}),
    "extension without a letter": (lambda f: setattr(event(f, "extend"), "letter_id", None), {"term": 6}),
    "asked by word of mouth": (
        lambda f: setattr(event(f, "consult_third_party"), "letter_id", None),
        {"consultation": 4},
    ),
    "opinion after the reply": (
        lambda f: setattr(event(f, "receive_third_party_opinion"), "seq", 90),
        undone(consultation=3),
    ),
    "refused though the third party agreed": (
        lambda f: put(event(f, "receive_third_party_opinion").data, agrees="agrees"),
        undone(consultation=3),
    ),
    "three things asked, one answered": (
        lambda f: setattr(f.application, "content", "1、合同\n2、图纸\n3、发票"),
        undone(conclusion=6),
    ),
    "no evidence for the ground": (lambda f: put(f.letter.facts["items"][0], evidence=""), {"conclusion": 4}),
    "item of the article left out": (lambda f: rewritten(f, "第（三）项", ""), {"conclusion": 5}),
    "no remedy": (lambda f: rewritten(f, "申请行政复议", "提出意见"), {"remedy": 10}),
    "another term of remedy": (lambda f: rewritten(f, "60日", "30日"), {"remedy": 5}),
    "remedies of another class": (lambda f: rewritten(f, "应当自收到", "可以自收到"), {"remedy": 5}),
    "given to a courier": (lambda f: put(event(f, "deliver").data, receipt="SF1234567"), {"delivery": 7}),
    "no proof of posting": (lambda f: put(event(f, "deliver").data, receipt=""), {"delivery": 10}),
    "no word that it arrived": (lambda f: f.every.remove(arrival(f)), {"delivery": 3}),
    "came back": (lambda f: put(arrival(f).data, status="returned"), {"delivery": 3}),
    "corrected in reconsideration": (lambda f: with_remedy(f, "reconsideration", "corrected"), {"corrected": 30}),
    "corrected by a court": (lambda f: with_remedy(f, "litigation_direct", "corrected"), {"corrected": 30}),
}
NO_FAULTS = {
    "upheld": lambda f: with_remedy(f, "reconsideration", "upheld"),
    "a complaint that was right": lambda f: with_remedy(f, "complaint", "corrected"),
    "registered on the first working day": lambda f: setattr(f.every[0], "recorded_at", at(march(3), 23)),
    "an old name of the court": lambda f: rewritten(f, "某区人民法院", "某县人民法院"),
    "a date, and one thing": lambda f: setattr(f.application, "content", "2020年3月1日的合同\n2021年的图纸"),
    "agreed, but the agency found otherwise": lambda f: (
        put(event(f, "receive_third_party_opinion").data, agrees="agrees"),
        put(f.letter.facts["items"][0], finding="涉及其他第三人"),
    ),
}


@pytest.fixture
def whole(office):
    """Return a file in which nothing is missing, to be spoilt in memory."""
    return file_of(refused(office))


def test_a_whole_file_has_a_hundred_points_and_every_item_shows_its_evidence(whole):
    found = score_case(whole)
    assert (found.points, found.lost) == (100, {})
    unconcerned = {one.item.key for one in found.items if not one.concerned}
    assert unconcerned == {"search", "corrected", "overdue", "voidable", "doubtful", "leak"}
    for one in found.items:
        for answer in one.answers:
            assert answer.text, one.item.key
            assert answer.english, one.item.key
            assert not one.concerned or answer.evidence, (one.item.key, answer)


@pytest.mark.parametrize("name", FAULTS)
def test_each_fault_costs_its_part_and_nothing_else(whole, name):
    spoil, expected = FAULTS[name]
    spoil(whole)
    found = score_case(whole)
    assert found.lost == expected
    assert found.points == 100 - sum(expected.values())
    assert [answer.holds for one in found.items if one.lost for answer in one.answers].count(False) >= 1


@pytest.mark.parametrize("name", NO_FAULTS)
def test_what_is_no_fault_costs_nothing(whole, name):
    NO_FAULTS[name](whole)
    assert score_case(whole).lost == {}


def test_points_are_the_sum_of_the_items_and_stay_between_nought_and_a_hundred(office):
    chance, case = random.Random(6), refused(office)
    for _ in range(25):
        file = file_of(case)
        for name in chance.sample(
            sorted(set(FAULTS) - {"no word that it arrived", "no remedy", "came back"}), chance.randrange(1, 12)
        ):
            FAULTS[name][0](file)
        found = score_case(file)
        assert found.points == max(0, sum(one.points for one in found.items))
        assert 0 <= found.points <= 100
        assert found.points == max(0, 100 - sum(found.lost.values()))
        for one in found.items:
            bounds = (one.item.points, 0) if one.item.points < 0 else (0, one.item.points)
            assert bounds[0] <= one.points <= bounds[1]


SEARCH_FAULTS = {
    "no terms": (lambda f: put(f.letter.facts["search_record"]["places"][0], terms=""), undone(search=3)),
    "before the receipt": (lambda f: put(f.letter.facts["search_record"], searched_on="2026-03-01"), undone(search=3)),
    "after the reply": (lambda f: put(f.letter.facts["search_record"], searched_on="2026-03-05"), undone(search=3)),
    "no day": (lambda f: put(f.letter.facts["search_record"], searched_on=""), undone(search=6)),
    "no search": (lambda f: f.letter.facts.pop("search_record"), undone(search=10)),
}


@pytest.mark.parametrize("name", SEARCH_FAULTS)
def test_a_search_is_on_record_whole_and_of_this_application(office, name):
    file = file_of(not_found(office))
    assert score_case(file).lost == {}
    spoil, expected = SEARCH_FAULTS[name]
    spoil(file)
    assert score_case(file).lost == expected


def test_every_item_can_be_lost():
    """Nothing in the file of points is a gift: each item is lost in some test of this module."""
    assert set(CRITERIA) | set(DEDUCTIONS) == set(load_rubric().named)
    in_faults = {key for _spoil, expected in (FAULTS | SEARCH_FAULTS).values() for key in expected}
    assert in_faults | {"leak"} == set(load_rubric().named)  # a leak is a mark


def test_a_search_sheet_is_a_search_on_record(office):
    file = file_of(not_found(office))
    file.letter.facts.pop("search_record")
    file.every.insert(
        -2, Event(seq=50, act="write_paper", on=march(3), data={"kind": "search_sheet", "facts": {"record": SEARCH}})
    )
    assert score_case(file).lost == {}


REPLY_LETTERS = [(code, regulation) for code, kind in REPLIES.items() for regulation in kind.REGULATIONS]


@pytest.mark.parametrize(("code", "regulation"), REPLY_LETTERS)
def test_every_letter_of_this_system_cites_its_articles_and_tells_the_remedies_of_its_day(office, code, regulation):
    """Whatever a reply concludes: the letter as it is composed loses nothing here, and a spoilt one does."""
    facts, day = sample_facts(code, regulation), sample_day(code, regulation)
    made = compose(agency=office.agency, kind=code, facts=facts, dated=day, regulation=regulation)
    letter = Letter(
        pk=1, kind=code, regulation=regulation, dated=day, title=made.title, facts=facts.to_json(), html=made.html
    )
    case = Case(
        pk=1,
        agency=office.agency,
        regulation=regulation,
        outcome=facts.outcome,
        application=Application(content=facts.content),
    )
    reply = Event(seq=1, act="reply", on=day, letter_id=1)
    file = CaseFile(case, [reply], letter, [], 0, calendar(), LETTERS)
    for item in (quality_reply.conclusion, quality_reply.remedy):
        assert [answer.text for answer in item(file, load_rubric()) if not answer.holds] == []
    if facts.remedy_under(regulation) != "N":
        spoilt = {"html": made.html.replace("60日", "六十日"), "facts": facts.to_json()}
        other = replace(file, letter=Letter(kind=code, dated=day, title=made.title, **spoilt))
        assert [answer.holds for answer in quality_reply.remedy(other, load_rubric())] == [True, False]


@pytest.mark.parametrize(
    ("content", "asked"),
    [
        ("某小区改造施工合同", 1),
        ("1、合同\n2、图纸\n3、发票", 3),
        ("一、合同\n二、图纸", 2),
        ("（一）合同\n（二）图纸", 2),
        ("1.合同\n 2．图纸", 2),
        ("２）图纸\n３）发票", 2),
        ("2.5亩土地的批文\n3.15行动的通知", 1),
        ("2020年3月1日\n12月1日的会议纪要", 1),
        ("一月的账目\n二月的账目", 1),
    ],
)
def test_what_an_application_lists_is_counted_line_by_line(whole, content, asked):
    whole.application.content = content
    each = next(answer for one in score_case(whole).items for answer in one.answers if answer.part == "each")
    assert each.english == f"{asked} asked, 1 answered"
    assert each.holds == (asked == 1)


# -- acted out through the one door --------------------------------------------------------------------------------


def test_a_correction_posted_after_seven_working_days_is_late(office):
    case = office.assigned(march(2))
    asked = office.decide(case, "request_correction", march(11), points="写明小区的名称")
    office.send(case, asked, march(12), handed=False)
    office.do(case, "receive_correction", march(13))
    office.drafted(case, march(16), "open", provided=["施工合同"], secrecy_review="保密审查表第1号")
    signed(office, case, march(16))
    office.do(case, "deliver", march(16), method="direct", receipt="张三")
    assert lost(case) == {"correction": 4}


def test_an_extension_posted_after_the_due_day_is_late_and_so_is_the_reply(office):
    case = office.assigned(march(2))
    told = office.decide(case, "extend", march(27), workdays=5, reason="档案在外借")
    office.send(case, told, march(31), handed=False)
    office.drafted(case, march(31), "open", provided=["施工合同"], secrecy_review="保密审查表第1号")
    signed(office, case, march(31))
    office.do(case, "deliver", march(31), method="direct", receipt="张三")
    assert lost(case) == {"term": 20, "overdue": 25}


def test_a_third_party_who_was_never_asked_costs_the_letter_and_without_a_finding_all(office):
    case = office.assigned(march(2))
    item = {
        "ground": "privacy",
        "reason": "含有身份证号码",
        "evidence": "合同第3页",
        "finding": "第三人无法联系，公开即损害其权益",
    }
    office.drafted(case, march(4), "deny", ("privacy",), items=[item])
    signed(office, case, march(4))
    office.do(case, "deliver", march(4), method="direct", receipt="张三")
    file = file_of(case)
    assert score_case(file).lost == {"consultation": 4}
    file.letter.facts["items"][0]["finding"] = ""
    assert score_case(file).lost == undone(consultation=10)


def test_who_is_overruled_is_told_first(office):
    case = office.assigned(march(2))
    office.do(case, "consult_third_party", march(3), name="王五", matter="合同", key="one")
    office.do(case, "receive_third_party_opinion", march(4), agrees="objects", text="不同意", key="one")
    office.drafted(case, march(5), "open", provided=["施工合同"], secrecy_review="保密审查表第1号")
    for act in ("submit_for_review", "approve", "sign"):
        office.do(case, act, march(5))
    office.do(case, "notify_third_party", march(5), matter="施工合同", reason="价款出自财政资金", key="one")
    office.do(case, "reply", march(6))
    office.do(case, "deliver", march(6), method="direct", receipt="张三")
    file = file_of(case)
    assert score_case(file).lost == {}
    file.every.remove(event(file, "notify_third_party"))
    assert score_case(file_of(case)).lost == {}
    assert score_case(replace(file)).lost == undone(consultation=3)


@pytest.mark.parametrize(
    ("channel", "given", "expected"),
    [
        ("in_person", {}, {}),
        ("mail_signed", {}, {"receipt": 5}),
        ("mail_signed", {"tracking_number": "XA12345678931"}, {}),
    ],
)
def test_the_proof_of_receipt_is_that_of_the_channel(office, channel, given, expected):
    assert lost(disclosed(office, channel=channel, **given)) == expected


def test_a_withdrawn_application_has_no_reply_to_be_judged(office):
    case = office.assigned(march(2))
    office.do(case, "withdraw", march(3), reason="不要了")
    found = score_case(file_of(case))
    assert found.lost == {}
    assert {one.item.key for one in found.items if one.concerned} == {"receipt", "registration", "term"}


def test_a_reply_that_was_revoked_before_the_application_was_withdrawn_is_not_judged(office):
    case = disclosed(office)
    office.do(case, "revoke_reply", march(5), by=office.signer, fault="事实不清")
    office.do(case, "withdraw", march(6), reason="不要了")
    found = score_case(file_of(case))
    assert found.lost == {}
    assert {one.item.key for one in found.items if one.concerned} == {"receipt", "registration", "term"}


def test_a_second_reply_is_the_one_that_is_judged(office):
    case = disclosed(office)
    office.do(case, "revoke_reply", march(5), by=office.signer, fault="事实不清")
    office.drafted(case, march(6), "not_exist", search_record=SEARCH)
    signed(office, case, march(6))
    assert lost(case) == {"term": 14, "delivery": 10}  # the first delivery proves nothing of the second reply
    office.do(case, "deliver", march(6), method="direct", receipt="张三")
    found = score_case(file_of(case))
    assert found.lost == {}
    assert next(one.concerned for one in found.items if one.item.key == "search")


def test_a_reply_on_its_way_has_no_proof_of_delivery_yet(office):
    case = office.assigned(march(2))
    office.drafted(case, march(4), "open", provided=["施工合同"], secrecy_review="保密审查表第1号")
    signed(office, case, march(4))
    assert lost(case) == {"term": 14, "delivery": 10}
    delivered(office, case, march(4), march(6))
    assert lost(case) == {}


def imported(tmp_path, **given):
    row = REPLIED | {"办理结果": "信息不存在"} | given
    result = import_register(as_csv(tmp_path / "台账.csv", row), today=TODAY, now=at(TODAY))
    assert result.faults == []
    return Case.objects.get(number=row["登记编号"])


def test_an_old_register_earns_what_it_tells_and_nothing_else(office, tmp_path):
    found = score_case(file_of(imported(tmp_path)))
    assert found.lost == {"receipt": 5, "registration": 5, "search": 10, "conclusion": 15, "remedy": 10, "delivery": 10}
    told = [answer.text for one in found.items for answer in one.answers if not answer.holds]
    assert all("台账没有记载" in text or "没有邮件号" in text for text in told)
    asked = imported(
        tmp_path,
        登记编号="2025-002",
        办理结果="补正后仍不明确",
        补正告知日期="2025-03-20",
        补正收到日期="2025-03-25",
        答复日期="2025-04-01",
        送达日期="2025-04-02",
    )
    assert score_case(file_of(asked)).lost["correction"] == 7  # in time it was not, and what was asked is not told
    never = imported(tmp_path, 登记编号="2025-003", 办理结果="不予公开", 不予公开理由="个人隐私")
    assert score_case(file_of(never)).lost["consultation"] == 10


# -- kept, and made anew -------------------------------------------------------------------------------------------


def kept() -> dict:
    return dict(CaseQuality.objects.values_list("case__number", "points"))


def test_only_concluded_cases_are_scored_and_a_second_run_finds_nothing(office):
    office.assigned(march(2))
    case = disclosed(office)
    assert (quality_services.score_cases(now=at(TODAY)), quality_services.score_cases(now=at(TODAY))) == (1, 0)
    assert kept() == {case.number: 100}
    assert list(quality_services.stale_scores(now=at(TODAY))) == []


def test_a_case_that_moved_on_is_scored_again_and_one_in_hand_again_is_not(office):
    case, other = disclosed(office), disclosed(office)
    quality_services.score_cases(now=at(TODAY))
    office.do(case, "file_reconsideration", march(10), reference="行复1号")
    office.do(case, "conclude_reconsideration", march(20), result="corrected")
    assert quality_services.score_cases(now=at(TODAY)) == 1
    assert kept() == {case.number: 70, other.number: 100}
    office.do(case, "revoke_reply", march(23), by=office.signer, fault="事实不清")
    assert quality_services.score_cases(now=at(TODAY)) == 0
    assert kept() == {other.number: 100}


def test_a_mark_on_a_case_costs_its_file_until_it_is_taken_back(office):
    case = disclosed(office)
    quality_services.score_cases(now=at(TODAY))
    allowed = ("privacy", "refusal")
    given = {"allowed": allowed, "case": case, "by": office.supervisor, "now": at(TODAY)}
    marks.enter_mark(office.agency, "refusal", date(2026, 3, 20), "拒不提供材料，见督办函3号", **given)
    mark = marks.enter_mark(office.agency, "privacy", date(2026, 3, 20), "公布了手机号，见截图", **given)
    assert quality_services.score_cases(now=at(TODAY)) == 1
    assert CaseQuality.objects.get().lost == {"leak": 30}
    marks.withdraw_mark(mark.pk, "号码是单位总机", by=office.supervisor, now=at(TODAY))
    assert quality_services.score_cases(now=at(TODAY)) == 1
    assert kept() == {case.number: 100}


def test_other_points_score_everything_again(office, monkeypatch, tmp_path):
    disclosed(office)
    quality_services.score_cases(now=at(TODAY))
    other = tmp_path / "other.toml"
    text = rubric.FILE.read_text(encoding="utf-8")
    other.write_text(text.replace("revision = ", "revision = 9"), encoding="utf-8")
    monkeypatch.setattr(quality_services, "load_rubric", lambda: rubric.load_rubric(other))
    assert (quality_services.score_cases(now=at(TODAY)), quality_services.score_cases(now=at(TODAY))) == (1, 0)


@pytest.mark.parametrize(
    "change",
    [
        ("basis = 5, proof = 5", "basis = 5, proof = 6"),
        ("points = -30", "points = 30"),
        ("points = 5\n", "points = 4\n"),
        ("parts = { in_time = 5 }", "parts = { in_time = 5, other = 0 }"),
    ],
)
def test_points_that_do_not_add_up_are_refused(tmp_path, change):
    other = tmp_path / "other.toml"
    other.write_text(rubric.FILE.read_text(encoding="utf-8").replace(*change), encoding="utf-8")
    with pytest.raises(ValueError, match="other.toml"):
        rubric.load_rubric.__wrapped__(other)


def test_a_score_that_was_changed_by_hand_is_found_and_mended(office):
    case = disclosed(office)
    quality_services.score_cases(now=at(TODAY))
    CaseQuality.objects.update(points=12)
    (found,) = quality_services.stale_scores(now=at(TODAY))
    assert found.startswith(case.number)
    assert quality_services.score_cases(now=at(TODAY), every=True) == 1
    assert kept() == {case.number: 100}


def test_many_cases_are_read_in_as_many_queries_as_few(office, django_assert_num_queries):
    for _ in range(2):
        disclosed(office)
    with django_assert_num_queries(12) as few:  # one of them: the texts of remedies as they were known
        quality_services.score_cases(now=at(TODAY))
    for _ in range(4):
        refused(office)
    with django_assert_num_queries(len(few.captured_queries)):
        quality_services.score_cases(now=at(TODAY))


def test_a_withdrawal_can_not_be_withdrawn(office):
    mark = marks.enter_mark(
        office.agency,
        "privacy",
        date(2026, 3, 20),
        "公布了手机号",
        allowed=("privacy",),
        by=office.supervisor,
        now=at(TODAY),
    )
    back = marks.withdraw_mark(mark.pk, "号码是单位总机", by=office.supervisor, now=at(TODAY) + timedelta(hours=1))
    for pk in (mark.pk, back.pk):
        with pytest.raises(Refused):
            marks.withdraw_mark(pk, "再撤回一次", by=office.supervisor, now=at(TODAY))
