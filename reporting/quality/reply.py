"""Of the quality of a file: the search, the conclusions, the remedies, the delivery; each function is one item."""

import re

from intake.demands import propose_demands
from law.outcomes import GROUNDS, OUTCOMES
from notices.kinds.combined import ONLY_FOR_ALL_ITEMS, Combined
from notices.kinds.search_record import SearchedPlace, is_in_words
from notices.kinds.withheld import is_separated_only
from reporting.quality import remedy as quality_remedy
from reporting.quality.answers import OLD_REGISTER, Answer, all_fail, event_evidence, letter_evidence, not_applicable
from reporting.quality.case_file import CaseFile
from reporting.quality.rubric import Rubric
from workflow.cases.delivery import DELIVERED, RETURNED, delivery_records, sent_by_post
from workflow.cases.models import Event
from workflow.papers.demands import parts_by_demand

NEED_SEARCH = ("not_exist", "no_ready")
SEARCHED = ("systems", "archive", "sections", "keywords", "period", "searched_on", "searched_by", "result")
_PARAGRAPH_OF = dict(zip("①②③④⑤⑥", "一二三四五六", strict=True))


def search(file: CaseFile, by: Rubric) -> list[Answer]:
    """Judge the search behind a reply that information does not exist (条例36（四）; 指导案例101号)."""
    if not set(file.outcomes) & set(NEED_SEARCH):
        return not_applicable("没有以信息不存在或者没有现成信息答复", "No reply that information does not exist")
    if not file.searches:
        text, english = OLD_REGISTER if file.imported else ("没有检索记录", "No search is on record")
        text, english = (f"{text}检索情况", f"The search: {english}") if file.imported else (text, english)
        return all_fail(("made", "complete", "dated"), text, english, letter_evidence(file))
    record, event = file.searches[-1]
    in_words = is_in_words(record)
    missing = _missing_words(record) if in_words else _missing_by_place(record)
    first, last = file.case.received_on.isoformat(), (file.reply.on if file.reply else file.case.decided_on).isoformat()
    day, shown = str(record.get("searched_on") or ""), event_evidence(event)
    dated = bool(day) and first <= day <= last
    if missing:
        whole = (f"缺 {missing} 项", f"{missing} facts missing")
    elif in_words:
        whole = ("系统、档案、科室、关键词、范围、日期、人员、结果齐全", "All eight facts stated")
    else:
        whole = ("逐处写明检索词、范围、人员、件数、结果", "Terms, period, searcher, number and finding at each place")
    return [
        Answer("made", True, "检索记录在卷", "The search is on record", shown),
        Answer("complete", not missing, *whole, shown),
        Answer("dated", dated, f"检索日 {day or '—'}，应在 {first} 至 {last}", f"Searched {day or '—'}, expected {first} to {last}", shown),
    ]  # fmt: skip


def _missing_words(record: dict) -> int:
    """Return how many facts a search of before lacks."""
    return sum(not record.get(name) for name in SEARCHED)


def _missing_by_place(record: dict) -> int:
    """Return how many facts the rows of a search lack; one without any row lacks them all."""
    rows = record.get("places") or [{}]
    lacking = sum(row.get(name) in (None, "") for row in rows for name in SearchedPlace.labels())
    return lacking + (not record.get("searched_on"))


def conclusion(file: CaseFile, by: Rubric) -> list[Answer]:
    """Judge whether everything asked for has its conclusion, its reason and its article (条例36, 37)."""
    if file.reply is None:
        return not_applicable("申请人撤回，没有答复", "Withdrawn: there is no reply")
    if file.letter is None or not file.letter.html:
        text, english = f"{OLD_REGISTER[0]}答复书正文", f"What the reply says {OLD_REGISTER[1]}"
        return all_fail(("each", "reasons", "article"), text, english, event_evidence(file.reply))
    asked, answered = _asked(file), _answered(file)
    each = asked < 2 or answered >= asked or bool(set(file.outcomes) & set(ONLY_FOR_ALL_ITEMS))
    items = file.withheld
    bare = [
        item
        for item in items
        if not all(str(item.get(name) or "").strip() for name in ("ground", "reason", "evidence"))
    ]
    missing, undone = _missing_articles(file), _undone(file)
    told = (
        "没有不予公开的内容"
        if not items
        else f"不予公开 {len(items)} 项，{len(bare)} 项缺理由或者证据"
        if bare
        else f"不予公开 {len(items)} 项，理由、证据齐全"
    )
    english = "Nothing is withheld" if not items else f"{len(items)} withheld, {len(bare)} without reason or evidence"
    if undone is not None:
        told, english = (
            f"原答复被纠错后于 {undone.on} 撤销重作：{undone.data.get('fault', '')}",
            f"The first reply was corrected and revoked on {undone.on}",
        )
    return [
        Answer("each", each, f"申请列了 {asked} 项，答复 {answered} 项" if asked > 1 else "逐项作出结论", f"{max(1, asked)} asked, {answered} answered", letter_evidence(file)),
        Answer("reasons", not bare and undone is None, told, english, letter_evidence(file) + event_evidence(undone)),
        Answer("article", not missing, f"没有引到{'、'.join(missing)}" if missing else "条款引到款、项", f"Not cited: {', '.join(missing)}" if missing else "Cited to paragraph and item", letter_evidence(file)),
    ]  # fmt: skip


def _undone(file: CaseFile) -> Event | None:
    """Return the revocation of a reply that reconsideration or a court corrected: what it rested on did not stand."""
    corrected = any(one.result == "corrected" and one.kind != "complaint" for one in file.case.remedies.all())
    return file.last("revoke_reply") if corrected else None


def _asked(file: CaseFile) -> int:
    """Return how many things were asked for: by the text or by who confirmed them, whichever are more, so that joining some
    in order to answer them together costs points."""
    listed = len(propose_demands(file.application.content))
    return max(file.demands.asked, listed if not file.demands.texts else 1)


def _answered(file: CaseFile) -> int:
    """Return how many of them the reply answers: its numbered items; where nobody numbered them, what it gives and withholds."""
    if file.letter.kind == Combined.CODE:
        parts = parts_by_demand(file.demands, file.facts) if file.demands.several else file.parts
        return sum(part is not None for part in parts)
    if file.demands.texts or file.demands.doubt:
        return 1
    return max(1, len(file.facts.get("provided") or ()) + len(file.withheld))


def _missing_articles(file: CaseFile) -> list[str]:
    """Return the paragraphs and items that the table of outcomes names and the letter does not cite."""
    regulation, outcomes = file.case.regulation, [code for code in file.outcomes if code in OUTCOMES]
    grounds = [GROUNDS[item["ground"]] for item in file.withheld if item.get("ground") in GROUNDS]
    wanted = [_cited_by(code, file) for code in outcomes if code != "other"]
    wanted += [ground.articles.get(regulation, "") for ground in grounds]
    named = [f"第（{each}）项" for article in wanted for each in re.findall(r"（([一二三四五六七八九十]+)）", article)]
    named += [f"第{_PARAGRAPH_OF[each]}款" for article in wanted for each in re.findall("[①②③④⑤⑥]", article)]
    return [each for each in dict.fromkeys(named) if each not in file.text]


def _cited_by(code: str, file: CaseFile) -> str:
    """Return the articles of an outcome; a partial reply that only separates what is no information refuses nothing (36（三）)."""
    regulation = file.case.regulation
    article = OUTCOMES[code].articles.get(regulation, "")
    grounds = [item.get("ground", "") for item in file.withheld]
    separated = bool(grounds) and all(is_separated_only(ground, regulation) for ground in grounds)
    return article.replace("（三）", "") if code == "partial" and separated else article


def remedy(file: CaseFile, by: Rubric) -> list[Answer]:
    """Judge whether the reply told the remedies of its day."""
    if file.reply is None or all(OUTCOMES[code].remedy == "N" for code in file.outcomes if code in OUTCOMES):
        return not_applicable("这种结果不需要告知救济途径", "This outcome needs no remedy")
    if file.letter is None or not file.letter.html:
        text, english = f"{OLD_REGISTER[0]}答复书正文", f"What the reply says {OLD_REGISTER[1]}"
        return all_fail(("told", "right"), text, english, event_evidence(file.reply))
    told, right = "申请行政复议" in file.text, quality_remedy.remedies_stated_correctly(file)
    return [
        Answer("told", told, "告知了救济途径" if told else "没有告知救济途径", "Remedies are told" if told else "No remedy is told", letter_evidence(file)),
        Answer("right", right, "与发文日的法律相符" if right else "与发文日的法律不符：期限、机关或者复议前置", "As the law of its day says" if right else "Not what the law of its day says: terms, bodies or reconsideration first", letter_evidence(file)),
    ]  # fmt: skip


def delivery(file: CaseFile, by: Rubric) -> list[Answer]:
    """Judge the proof that the reply was sent, and that it arrived (235号)."""
    if file.reply is None:
        return not_applicable("申请人撤回，没有答复要送达", "Withdrawn: no reply was to be delivered")
    given = file.delivery
    if given is None:
        lacking = ("已发文，还没有送达的记录", "Issued; no delivery is on record yet")
        return all_fail(("proof", "arrival"), *lacking, event_evidence(file.reply))
    method, receipt = given.data.get("method", ""), given.data.get("receipt", "")
    if not receipt:
        text, english = (
            (f"{OLD_REGISTER[0]}送达凭证", f"The proof of delivery {OLD_REGISTER[1]}")
            if file.imported
            else ("没有送达凭证", "No proof of delivery")
        )
        return all_fail(("proof", "arrival"), text, english, event_evidence(given))
    if method != "mail":
        said = (f"{given.on}送达，凭证：{receipt}", f"Delivered on {given.on}: {receipt}")
        return [Answer(part, True, *said, event_evidence(given)) for part in ("proof", "arrival")]
    return [_posted(file, given, receipt), _arrived(file)]


def _posted(file: CaseFile, given, receipt: str) -> Answer:
    official = sent_by_post(receipt)
    text = f"{given.on}交邮，{receipt}" + ("" if official else "，不是邮政企业的邮件号")
    return Answer(
        "proof",
        official,
        text,
        f"Posted on {given.on}: {receipt}{'' if official else ', not the postal enterprise'}",
        event_evidence(given),
    )


def _arrived(file: CaseFile) -> Answer:
    about = [fact for fact in delivery_records(file.events) if fact.letter_id == file.reply.letter_id]
    last = about[-1] if about else None
    seq = (("event", last.seq),) if last else event_evidence(file.reply)
    if last and last.status == DELIVERED:
        return Answer("arrival", True, f"{last.on}妥投", f"Arrived on {last.on}", seq)
    if last and last.status == RETURNED:
        return Answer("arrival", False, f"{last.on}退回，没有重新送达", f"Returned on {last.on}, not served again", seq)
    return Answer("arrival", False, "没有妥投记录", "No record that it arrived", seq)
