"""What every letter must say: golden texts, missing facts, hostile facts, citations by regulation and day."""

import dataclasses
from datetime import date

import pytest

from law import Refused
from law.outcomes import GROUNDS, OUTCOMES
from law.procedure import ACTS
from notices.kinds.catalogue import KINDS, PAPERS, REPLIES, build
from notices.kinds.citation import CitationWriter, merge_citations, number_in_characters
from notices.kinds.samples import sample_facts
from notices.kinds.withheld import WithheldItem
from tests.notices.sample_letters import DAYS, EVERY, GOLDEN, composed


@pytest.mark.parametrize(("code", "regulation"), EVERY)
def test_every_sample_says_its_golden_text(code, regulation):
    golden = (GOLDEN / f"{code}_{regulation}.txt").read_text(encoding="utf-8")
    assert composed(code, regulation).text + "\n" == golden


def test_golden_texts_and_samples_are_the_same_set():
    assert {path.stem for path in GOLDEN.glob("*.txt")} == {f"{code}_{regulation}" for code, regulation in EVERY}


def test_every_kind_is_reached_by_an_act_an_outcome_or_as_a_paper_and_by_one_of_them_only():
    by_act = {act.letter for act in ACTS.values() if act.letter} - {"reply"} | {"co_producer_inquiry"}
    assert by_act | set(REPLIES) | set(PAPERS) == set(KINDS)
    assert by_act & set(REPLIES) == {"withdrawn"}  # the applicant's own act concludes the case
    assert len(by_act - set(REPLIES)) + len(REPLIES) + len(PAPERS) == len(KINDS)
    assert {getattr(kind, "OUTCOME", code) for code, kind in REPLIES.items()} - {"combined"} == set(OUTCOMES)


@pytest.mark.parametrize("code", OUTCOMES)
def test_a_reply_holds_every_fact_that_its_outcome_names(code):
    assert set(OUTCOMES[code].facts) <= set(KINDS[code].labels())


@pytest.mark.parametrize(("code", "regulation"), EVERY)
def test_facts_survive_json(code, regulation):
    facts = sample_facts(code, regulation)
    assert KINDS[code].from_json(facts.to_json()) == facts


NEEDED = [
    (code, declared.name)
    for code, kind in KINDS.items()
    for declared in dataclasses.fields(kind)
    if declared.default is dataclasses.MISSING
]


@pytest.mark.parametrize(("code", "name"), NEEDED)
def test_a_missing_or_empty_fact_is_refused_by_its_chinese_name(code, name):
    kind = KINDS[code]
    given = sample_facts(code).to_json()
    for broken in ({k: v for k, v in given.items() if k != name}, given | {name: None}):
        with pytest.raises(Refused) as refusal:
            kind.from_json(broken)
        assert kind.labels()[name] in refusal.value.reason
        assert refusal.value.field == name
    if isinstance(given[name], str):
        with pytest.raises(Refused):
            kind.from_json(given | {name: "  \n"})


def test_an_unknown_fact_is_refused():
    with pytest.raises(Refused, match="signature"):
        build("deny", sample_facts("deny").to_json() | {"signature": "x"})


@pytest.mark.parametrize("wrong", ["2026-02-30", 5, ["a"]])
def test_a_wrong_date_is_refused(wrong):
    with pytest.raises(Refused, match="收到申请之日"):
        build("deny", sample_facts("deny").to_json() | {"received_on": wrong})


def test_wrong_types_are_refused():
    sample = sample_facts("open").to_json()
    for change in ({"provided": "一项"}, {"pages": "9"}, {"pages": True}, {"organisation": "yes"}, {"provided": [" "]}):
        with pytest.raises(Refused):
            build("open", sample | change)


@pytest.mark.parametrize("code", GROUNDS)
@pytest.mark.parametrize("regulation", ["2007", "2019"])
def test_every_ground_is_cited_in_its_own_regulation(code, regulation):
    facts = dataclasses.replace(
        sample_facts("deny", regulation),
        items=(WithheldItem(ground=code, reason="理由", evidence="证据", provision="《某法》第一条"),),
    )
    if regulation not in GROUNDS[code].regulations:
        with pytest.raises(Refused):
            composed("deny", regulation, facts=facts)
        return
    text = composed("deny", regulation, facts=facts).text
    expected = {
        ("state_secret", "2019"): "第十四条、第三十六条第（三）项",
        ("state_secret", "2007"): "第十四条第四款、第二十一条第（二）项",
        ("law_forbids", "2019"): "第十四条、第三十六条第（三）项",
        ("security_stability", "2007"): "第八条、第二十一条第（二）项",
        ("security_stability", "2019"): "第十四条、第三十六条第（三）项",
        ("trade_secret", "2019"): "第十五条、第三十二条、第三十六条第（三）项",
        ("internal", "2019"): "第十六条第一款、第三十六条第（三）项",
        ("process", "2019"): "第十六条第二款、第三十六条第（三）项",
        ("enforcement_file", "2019"): "第十六条第二款、第三十六条第（三）项",
        ("internal", "2007"): "第二条、第二十一条第（二）项、《国务院办公厅关于做好政府信息依申请公开工作的意见》",
        ("privacy", "2007"): "第十四条第四款、第二十一条第（二）项、第二十三条",
    }.get((code, regulation))
    assert expected is None or expected in text
    assert "不予公开" in text and "理由：理由。" in text
    order = {"2007": "第492号", "2019": "第711号"}
    assert order[regulation] in text
    assert order["2019" if regulation == "2007" else "2007"] not in text


def test_special_law_needs_its_provision():
    with pytest.raises(Refused, match="条款"):
        WithheldItem(ground="law_forbids", reason="理由", evidence="证据")


def test_a_letter_of_2007_alone_does_not_exist_under_2019_and_the_reverse():
    for code, regulation in (
        ("amend_told", "2019"),
        ("other_channel", "2019"),
        ("fee_notice", "2007"),
        ("fee_lapsed", "2007"),
    ):
        known = KINDS[code].REGULATIONS[0]
        with pytest.raises(Refused):
            composed(code, regulation, facts=sample_facts(code, known), dated=date(2026, 3, 27))


def test_the_day_of_the_letter_chooses_the_remedy():
    facts = sample_facts("deny", "2007")
    early = dataclasses.replace(facts, received_on=date(2014, 3, 3))
    assert "3个月内" in composed("deny", "2007", facts=early, dated=date(2015, 4, 30)).text
    assert "6个月内" in composed("deny", "2007", facts=early, dated=date(2015, 5, 1)).text
    late = dataclasses.replace(sample_facts("deny", "2019"), received_on=date(2023, 12, 1))
    assert "应当自收到本告知书之日起60日内先向" not in composed("deny", facts=late, dated=date(2023, 12, 31)).text
    assert "应当自收到本告知书之日起60日内先向" in composed("deny", facts=late, dated=date(2024, 1, 1)).text


def test_a_paper_younger_than_the_letter_is_not_cited():
    assert "国办公开办函〔2015〕207号" in composed("receipt", "2007").text
    early = dataclasses.replace(
        sample_facts("receipt", "2007"), received_on=date(2012, 3, 2), arrived_on=date(2012, 3, 2)
    )
    assert "207号" not in composed("receipt", "2007", facts=early, dated=date(2012, 3, 3)).text
    query = dataclasses.replace(sample_facts("query", "2007"), received_on=date(2012, 3, 2))
    with pytest.raises(Refused, match="依据"):
        composed("query", "2007", facts=query, dated=date(2012, 3, 5))


def test_a_letter_without_the_name_of_its_body_is_refused():
    with pytest.raises(Refused, match="复议机关"):
        composed("deny", parent=None)
    assert composed("extension", parent=None).text  # a letter without a remedy needs no such name


def test_the_application_stands_word_for_word_and_is_never_markup():
    hostile = '<b>粗</b>&amp;"{{ 7|add:7 }}{% now "Y" %}<script src=http://127.0.0.1/x></script>'
    facts = dataclasses.replace(sample_facts("not_exist"), content=hostile)
    letter = composed("not_exist", facts=facts)
    assert f"“{hostile}”" in letter.text
    assert "<script" not in letter.html and "<b>" not in letter.html


def test_a_fact_cannot_forge_the_place_of_the_number():
    facts = dataclasses.replace(sample_facts("not_exist"), content='<span class="slot-number"></span>')
    assert composed("not_exist", facts=facts).html.count('<span class="slot-number"></span>') == 1


@pytest.mark.parametrize(
    "character", ["\x00", "\x0b", "\u202e", "\u2066", "\u200f", "\ue000", "\U000f0000", "\ufdd0", "\ud800"]
)
def test_characters_that_may_not_be_printed_are_refused(character):
    with pytest.raises(Refused, match="申请内容"):
        dataclasses.replace(sample_facts("not_exist"), content=f"某村{character}方案")


def test_a_stop_at_the_end_of_a_fact_is_not_doubled():
    facts = dataclasses.replace(sample_facts("not_ours"), reason="该信息由他机关制作。", content="关于某事。")
    text = composed("not_ours", facts=facts).text
    assert "制作。根据" in text and "。。" not in text
    assert "“关于某事。”" in text


def test_organisations_are_addressed_as_such():
    facts = dataclasses.replace(sample_facts("open"), organisation=True)
    assert "您单位申请公开" in composed("open", facts=facts).text


def test_amount_and_tariff_must_agree():
    with pytest.raises(Refused, match="380"):
        dataclasses.replace(sample_facts("fee_notice"), amount=400)
    by_case = dataclasses.replace(sample_facts("fee_notice"), mode="cases", count=31, amount=200)
    text = composed("fee_notice", facts=by_case).text
    assert "第31件" in text and "贰佰元整" in text
    with pytest.raises(Refused, match="免费"):
        dataclasses.replace(by_case, count=10, amount=0)


def test_an_extension_longer_than_the_law_allows_is_refused():
    facts = dataclasses.replace(sample_facts("extension", "2007"), workdays=16)
    with pytest.raises(Refused, match="15个工作日"):
        composed("extension", "2007", facts=facts, dated=DAYS["2007"])


@pytest.mark.parametrize(("number", "words"), [(1, "一"), (10, "十"), (14, "十四"), (20, "二十"), (36, "三十六")])
def test_numbers_of_articles(number, words):
    assert number_in_characters(number) == words


def test_the_regulations_are_named_in_full_once():
    citer = CitationWriter("2019", date(2026, 3, 27))
    assert citer.spell("条例36（二）（三）、37") == (
        "《中华人民共和国政府信息公开条例》（国务院令第711号，以下简称《条例》）第三十六条第（二）项、第（三）项、第三十七条"
    )
    assert citer.spell("条例39①") == "《条例》第三十九条第一款"
    assert merge_citations("条例14④、23", "条例21（二）") == "条例14④、21（二）、23"
