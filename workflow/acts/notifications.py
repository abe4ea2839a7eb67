"""What the acts must say that ask for reasons, note silence, tell people, take a reply back, or write a paper (条例32、33、35)."""

from law import Refused
from law.outcomes import split_grounds
from notices.kinds.catalogue import PAPERS, build
from workflow.acts.fields import check_received, choice, delivered, last_of, lines, text, whole
from workflow.cases.consultations import AGENCY, THIRD_PARTY, Consultation, not_told, of_case, overruled
from workflow.cases.replies_on_paper import title_of
from workflow.papers.case_file import fixed_facts


def _request_reasons(context, data):
    return {
        "count_facts": text(data, "count_facts", "数量、频次明显超过合理范围的事实"),
        "points": lines(data, "points", "要求说明的事项"),
        "count_table": text(data, "count_table", "申请数量、频次统计表"),
        "term_workdays": whole(
            data, "term_workdays", "说明理由的期限（工作日）", 1, 60, context.case.agency.correction_workdays
        ),
        "delivered_on": delivered(data, context),
    }


def _reasons(context, data):
    return {"text": text(data, "text", "申请人说明的理由")}


def _lapse_reasons(context, data):
    until = context.case.waiting_until
    if until is not None and context.on <= until:
        raise Refused(
            f"期限到 {until} 才届满，还不能记为逾期未说明理由",
            context.article,
            field="on",
            english=f"The term runs until {until}",
        )
    check_received(context, last_of(context.case, "request_reasons"), "说明理由告知书")
    return {"term_ended_on": until.isoformat()}


def _delay(context, data):
    return {
        "workdays": whole(data, "workdays", "延迟的工作日数", 1, 250),
        "finding": text(data, "finding", "认可理由、需要延迟的说明"),
        "approved_by": text(data, "approved_by", "同意延迟的公开工作机构负责人"),
    }


def key_of(data: dict) -> dict:
    """Return the consultation that the data name, if they do."""
    return {"key": text(data, "key", "编号")} if data.get("key") else {}


def _silence(context, data):
    """Note that a term passed without an opinion, which runs from the receipt of the inquiry (条例32、34)."""
    asked = THIRD_PARTY if context.code == "lapse_third_party_opinion" else AGENCY
    waiting = [one for one in of_case(context.case, asked) if one.answer is None]
    named = [one for one in waiting if one.key == data.get("key")]
    if waiting:
        check_received(context, (named or waiting)[-1].asked, "征求意见书")
    return key_of(data) | {"text": text(data, "text", "说明", needed=False)}


def _one_of(found: list[Consultation], data: dict) -> Consultation:
    """Return the consultation that the data name, or the only one there is."""
    if data.get("key"):
        found = [one for one in found if one.key == data["key"]]
    if not found:
        raise Refused("没有这一次征求意见", field="key", english="No such consultation")
    return found[0]


def _notify_applicant(context, data):
    one = _one_of(not_told(context.case), data)
    return {
        "key": one.key,
        "name": one.name,
        "consulted_on": one.asked.on.isoformat(),
        "of_agency": one.asked.act == AGENCY,
    }


def _notify_third_party(context, data):
    drafted = context.case.events.standing().filter(act="draft").order_by("seq").last().data
    one = _one_of(overruled(context.case, drafted["outcome"], split_grounds(drafted["grounds"])), data)
    return {
        "key": one.key,
        "name": one.name,
        "matter": text(data, "matter", "决定公开的政府信息内容"),
        "reason": text(data, "reason", "决定公开的理由"),
        "opinion_on": one.answer.on.isoformat(),
    }


def _revoke_reply(context, data):
    """Name the reply that is taken back; the signer alone takes it back, on the record."""
    last = context.case.events.standing().filter(act="reply").order_by("seq").last()
    number = last.data.get("number") or ""
    if not number:
        raise Refused(
            "原答复没有文号，不能制发撤销决定书", field="fault", english="The reply to be revoked has no number"
        )
    return {
        "fault": text(data, "fault", "自查发现的问题"),
        "approved_by": str(context.by),
        "earlier_title": title_of(last),
        "earlier_number": number,
        "earlier_dated": last.on.isoformat(),
        "ordered": _put_right(context.case, last.on),
    }


def _put_right(case, replied_on) -> str:
    """Return the proceeding that put the reply right, as the letter names it, or "": then nothing was found by the agency itself."""
    ended = case.remedies.filter(result="corrected", concluded_on__gte=replied_on).exclude(kind="complaint")
    one = ended.order_by("-concluded_on", "-pk").first()
    if one is None:
        return ""
    return f"{'行政复议' if one.kind == 'reconsideration' else '行政诉讼'}（{one.reference or one.key}）"


def _write_paper(context, data):
    """Read the facts of a record or a letter that moves nothing; what it lacks is refused by name."""
    kind = choice(data, "kind", "公文", PAPERS)
    given = data.get("facts")
    if not isinstance(given, dict):
        raise Refused("公文的事实应当是一组名称和内容", field="facts", english="facts must be an object")
    typed = build(kind, given | fixed_facts(context.case, kind))
    return {"kind": kind, "title": typed.TITLE, "facts": typed.to_json()}


PREPARE = {
    "lapse_third_party_opinion": _silence,
    "lapse_agency_opinion": _silence,
    "notify_applicant": _notify_applicant,
    "notify_third_party": _notify_third_party,
    "request_reasons": _request_reasons,
    "receive_reasons": _reasons,
    "lapse_reasons": _lapse_reasons,
    "delay": _delay,
    "revoke_reply": _revoke_reply,
    "write_paper": _write_paper,
}
