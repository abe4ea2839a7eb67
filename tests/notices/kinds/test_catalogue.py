"""The catalogue of papers as a whole: kinds, templates, layouts and legal bases hang together, and nothing is left over."""

import dataclasses
import json
from datetime import date
from pathlib import Path

import pytest
from django.conf import settings

from law import Refused
from law.remedies import instructions
from notices.kinds.catalogue import KINDS, PAPERS, REPLIES
from notices.kinds.citation import LEGAL_DOCUMENTS as CITED
from notices.kinds.citation import CitationWriter, articles_of
from notices.kinds.combined import PARTS
from notices.kinds.facts import Record
from notices.kinds.samples import sample_facts
from notices.kinds.search_record import SearchRecord
from notices.kinds.sheets.base_sheet import InternalForm
from notices.kinds.sheets.file import ArchiveIndexEntry, DeliveryEntry
from notices.kinds.withheld import WithheldItem
from tests.notices.sample_letters import EVERY, composed

TEMPLATES = Path(settings.BASE_DIR) / "templates" / "notices"
OWN_WILL = {"withdrawn", "rectification"}  # the applicant's will, and a slip of the pen, rest on no article
RECORDS = (ArchiveIndexEntry, WithheldItem, SearchRecord, DeliveryEntry, *KINDS.values(), *PARTS.values())
KEPT = {declared.name for record in RECORDS for declared in dataclasses.fields(record) if declared.metadata["kept"]} | {
    "addressee"
}
# law.md 4.1, 4.3, practice.md A1.3: what offices write, by our codes.
CATALOGUE = {
    "receipt", "correction_request", "reasons_request", "delay", "extension", "third_party_inquiry", "third_party_slip",
    "applicant_consultation_notice", "third_party_notice", "agency_inquiry", "co_producer_inquiry", "co_handling", "fee_notice",
    "fee_lapsed", "correction_lapsed", "open_published", "open", "partial", "deny", "query", "not_exist", "not_ours", "no_ready",
    "unclear", "petition", "repeat", "publication", "excess", "reconfirm", "archived", "enquiry", "not_information", "transferred",
    "withdrawn", "other", "amend_told", "other_channel", "amended", "amendment_forwarded", "amendment_refused", "combined",
    "revocation", "rectification", "service_record", "registration_form", "mail_hand_over", "conversation_note", "search_sheet",
    "secrecy_review_sheet", "legal_review_sheet", "approval_sheet", "signing_sheet", "hand_over_slip", "return_slip",
    "archive_index", "proactive_sheet", "proactive_list", "application_form", "secrecy_referral",
}  # fmt: skip

PAGES = ("register", "verification")  # folders beside the letters that hold pages


def test_the_catalogue_is_complete():
    assert set(KINDS) == CATALOGUE
    assert len(KINDS) >= 40


def test_every_template_belongs_to_a_kind_and_every_kind_has_one():
    used = {kind.TEMPLATE for kind in KINDS.values()} | {
        getattr(kind, "SAYS", kind.TEMPLATE) for kind in REPLIES.values()
    }
    on_disk = {
        path.relative_to(TEMPLATES.parent).as_posix()
        for path in TEMPLATES.rglob("*.html")
        if path.parent.name not in PAGES
    }
    assert used <= on_disk
    parts = {name for name in on_disk - used if Path(name).name.startswith("_")}  # frames and what templates share
    assert on_disk - used == parts


@pytest.mark.parametrize("code", KINDS)
def test_the_layout_says_what_a_paper_is(code):
    kind = KINDS[code]
    assert kind.LAYOUT in ("letter", "document", "sheet")
    assert (TEMPLATES / f"_{kind.LAYOUT}.html").exists()
    assert (kind.LAYOUT == "sheet") == issubclass(kind, InternalForm) == (not kind.NUMBERED)
    if kind.LAYOUT != "letter":
        assert kind.REMEDY == "N"  # between agencies and in the office nobody is told of a remedy
    assert kind.TITLE and (kind.NAME or code not in PAPERS)


@pytest.mark.parametrize(("code", "regulation"), EVERY)
def test_every_paper_cites_its_own_regulations_and_says_its_remedy(code, regulation):
    kind, letter = KINDS[code], composed(code, regulation)
    short = kind.ARTICLES.get(regulation, "")
    if code not in OWN_WILL:
        assert short or code == "combined", "no legal basis"
    if articles_of(short):
        order = {"2007": "国务院令第492号", "2019": "国务院令第711号"}
        assert order[regulation] in letter.text or code in ("deny", "partial", "third_party_slip")
        assert order["2019" if regulation == "2007" else "2007"] not in letter.text
    told = "行政复议" in letter.text and "行政诉讼" in letter.text
    assert told == (letter.facts.remedy_under(regulation) != "N" or code == "rectification")
    assert letter.facts.remedy_under(regulation) in instructions.CLASSES


@pytest.mark.parametrize(("code", "regulation"), EVERY)
def test_punctuation_is_whole(code, regulation):
    text = composed(code, regulation).text
    for broken in ("。。", "；。", "，。", "、。", "：。", "None", "（）", "“”", "《》", "{{", "{%"):
        assert broken not in text, broken


@pytest.mark.parametrize("code", [code for code, kind in KINDS.items() if kind.REGULATIONS == ("2019",)])
def test_what_only_2019_knows_is_refused_under_2007(code):
    with pytest.raises(Refused, match="2007年"):
        composed(code, "2007", facts=sample_facts(code, "2019"), dated=date(2026, 3, 27))


def cited(short: str, dated: date) -> str:
    """Return what a letter of a day cites, or "" where nothing is left."""
    try:
        return CitationWriter("2019", dated).spell(short)
    except Refused:
        return ""


@pytest.mark.parametrize("short", CITED)
def test_a_paper_is_cited_on_its_days_only(short):
    paper = CITED[short]
    assert paper.title in cited(short, paper.since)
    assert cited(short, date.fromordinal(paper.since.toordinal() - 1)) == ""
    if paper.until:
        assert paper.title in cited(short, paper.until)
        assert cited(short, date.fromordinal(paper.until.toordinal() + 1)) == ""


@pytest.mark.parametrize(
    ("dated", "archive_law", "court"),
    [
        (date(2020, 12, 31), False, True),
        (date(2021, 1, 1), True, True),
        (date(2025, 5, 31), True, True),
        (date(2025, 6, 1), True, False),
    ],
)
def test_the_archive_rests_on_the_law_of_its_day(dated, archive_law, court):
    given = sample_facts("archived", "2019").to_json() | {"received_on": "2020-12-01"}
    text = composed("archived", "2019", facts=KINDS["archived"].from_json(given), dated=dated).text
    assert ("《中华人民共和国档案法》第十五条第二款" in text) == archive_law
    assert ("（法释〔2011〕17号）第七条" in text) == court


def test_before_any_rule_on_archives_the_letter_is_refused():
    given = sample_facts("archived", "2007").to_json() | {"received_on": "2010-03-01", "handed_over_on": "2009-06-01"}
    with pytest.raises(Refused, match="依据"):
        composed("archived", "2007", facts=KINDS["archived"].from_json(given), dated=date(2011, 8, 12))


def test_archives_handed_over_early_stay_with_the_agency_until_the_term_ends():
    given = sample_facts("archived").to_json() | {"early_until": "2026-03-27"}
    with pytest.raises(Refused, match="提前移交"):
        composed("archived", facts=KINDS["archived"].from_json(given))
    assert composed("archived", facts=KINDS["archived"].from_json(given), dated=date(2026, 3, 28)).text


def test_powers_pass_only_once_the_notice_on_the_reform_exists():
    given = sample_facts("transferred", "2007").to_json() | {
        "received_on": "2018-12-03",
        "transferred_on": "2018-12-05",
    }
    with pytest.raises(Refused, match="依据"):
        composed("transferred", "2007", facts=KINDS["transferred"].from_json(given), dated=date(2019, 2, 28))
    assert (
        "国办公开办函〔2019〕14号"
        in composed("transferred", "2007", facts=KINDS["transferred"].from_json(given), dated=date(2019, 3, 1)).text
    )


HOSTILE = '<b x="1">粗</b>{{ 7|add:7 }}{% now "Y" %}&amp;<script src=http://127.0.0.1/x></script><style>*{display:none}</style>'


def texts_of(given, path=()):
    """Yield the path of every text in the facts of a kind, those within records and lists as well."""
    for key, value in given.items() if isinstance(given, dict) else enumerate(given):
        if isinstance(value, dict | list):
            yield from texts_of(value, (*path, key))
        elif isinstance(value, str):
            yield (*path, key)


def changed(given: dict, path: tuple, text: str) -> dict:
    """Return a copy of facts with one text replaced."""
    copy = json.loads(json.dumps(given))
    place = copy
    for key in path[:-1]:
        place = place[key]
    place[path[-1]] = text
    return copy


@pytest.mark.parametrize("code", KINDS)
def test_every_text_of_every_kind_comes_out_literally_or_is_refused(code):
    kind = KINDS[code]
    regulation = kind.REGULATIONS[-1]
    given, printed = sample_facts(code, regulation).to_json(), 0
    for place, path in enumerate(texts_of(given)):  # a number behind each: what is the same in two records is said once
        with pytest.raises(Refused):
            kind.from_json(changed(given, path, "某\u202e村"))
        try:
            kind.from_json(hostile := changed(given, path, f"{HOSTILE}{place}"))
        except Refused:
            continue  # a choice among few words, a day
        given = hostile
        printed += not any(str(step) in KEPT for step in path)
    letter = composed(code, regulation, facts=kind.from_json(given))
    assert "<script" not in letter.html and "<b " not in letter.html and "<style" not in letter.html
    assert letter.text.count(HOSTILE) >= printed > 0


def evidence_of(record: Record) -> set[str]:
    """Return the texts that a record keeps on file and does not print, those of the records within it as well."""
    found = set()
    for declared in dataclasses.fields(record):
        value = getattr(record, declared.name)
        if declared.metadata["kept"] and isinstance(value, str) and value:
            found.add(value)
        for inner in value if isinstance(value, tuple) else (value,):
            found |= evidence_of(inner) if isinstance(inner, Record) else set()
    for reply in getattr(record, "replies", ()):
        found |= evidence_of(reply)
    return found


@pytest.mark.parametrize(("code", "regulation"), EVERY)
def test_what_may_leave_the_agency_holds_no_evidence(code, regulation):
    letter = composed(code, regulation)
    told = json.dumps(letter.facts.printed(), ensure_ascii=False)
    assert set(letter.facts.printed()) <= set(letter.facts.to_json())
    if KINDS[code].LAYOUT == "sheet":
        assert letter.facts.printed() == letter.facts.to_json()
        return
    for text in evidence_of(letter.facts):
        assert text not in told and text not in letter.text


def test_evidence_is_found_where_it_lies_deep():
    deep = evidence_of(sample_facts("combined"))
    assert {"第三方意见第3号", "李某", "保密审查表第12号"} <= deep
