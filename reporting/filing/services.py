"""A unit's report on its way: figures typed, confirmed by the head, returned or accepted by the supervisor.

Every act is an event that is only ever added; the state of a filing follows from them.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db import transaction
from django.utils import timezone

from agencies.organisation.models import GOVERNMENTS, Agency, Officer
from agencies.text.statements import checked_statement
from law import Refused
from law.reports.forms import Form, form_for
from reporting.commentary import services as commentary_services
from reporting.commentary.models import Example, Passage
from reporting.figures.imports import refuse_figure
from reporting.figures.models import Figure
from reporting.figures.scope import Scope
from reporting.figures.tables import filled_form_of
from reporting.figures.units import government_of, why_not_asked
from reporting.filing.models import Filing, FilingEvent
from reporting.narrative.report import report_of
from reporting.table.filled import FilledForm
from reporting.table.numbers import plain_number
from reporting.validation import services as validation_services
from reporting.validation.models import Disposition
from reporting.validation.rules import HARD, ValidationFinding
from workflow.locks import services as lock_services

LONGEST_REMARK = 400  # characters of evidence, a remark, a reason


@dataclass(frozen=True, slots=True)
class ActRule:
    """Who does what with a filing, from where to where."""

    role: str
    above: bool  # by the government's people, else by the unit's own
    source: tuple[str, ...]
    target: str | None


RULES = {
    "enter": ActRule("clerk", False, ("open", "returned"), None),
    "write": ActRule("clerk", False, ("open", "returned"), None),
    "confirm": ActRule("signer", False, ("open", "returned"), "confirmed"),
    "return": ActRule("supervisor", True, ("confirmed", "accepted"), "returned"),
    "accept": ActRule("supervisor", True, ("confirmed",), "accepted"),
}
ACT_NAMES = {
    "enter": ("填报", "enter figures"), "write": ("填写文字", "write"), "confirm": ("确认", "confirm"),
    "return": ("退回", "return"), "accept": ("接收", "accept"),
}  # fmt: skip
STATE_NAMES = {
    "open": ("填报中", "being filled in"), "confirmed": ("已确认，待接收", "confirmed"),
    "returned": ("已退回", "returned"), "accepted": ("已接收", "accepted"),
}  # fmt: skip


# -- reading --------------------------------------------------------------------------------------------------


def filing_of(agency: Agency, year: int) -> Filing:
    """Return the filing of a unit and year, a new one in memory where nobody has begun."""
    return Filing.objects.filter(agency=agency, year=year).first() or Filing(agency=agency, year=year)


def may(user: Officer, act: str, filing: Filing) -> bool:
    """Say whether `user` may do this with the filing as it stands."""
    return why_not(user, act, filing) is None


def why_not(user: Officer, act: str, filing: Filing) -> Refused | None:
    """Return why `user` may not do this now, None if it is allowed.

    Who typed a figure does not confirm it, and who confirmed a report does not accept it.
    """
    rule, (name, english) = RULES[act], ACT_NAMES[act]
    home = government_of(filing.agency).pk if rule.above else filing.agency_id
    if not user.is_active or user.agency_id != home or not user.has_role(rule.role):
        return Refused(f"您的岗位不能{name}", english=f"Your role does not allow you to {english}")
    if filing.agency.opened_on and (refusal := why_not_asked(filing.agency, filing.year)):
        return refusal
    if lock_services.is_locked(filing.agency_id, filing.year):
        return Refused(
            f"{filing.year} 年度已经公布并锁定，先由区级统计解锁", english="The year is published and locked"
        )
    if filing.state not in rule.source:
        here = STATE_NAMES[filing.state]
        return Refused(f"现在是“{here[0]}”，不能{name}", english=f"The filing is {here[1]}: you cannot {english} now")
    return _other_person(user, act, filing)


def _other_person(user: Officer, act: str, filing: Filing) -> Refused | None:
    if act == "confirm" and has_contributed(filing, user):
        return Refused(
            "填报数是您自己填的，由另一位签发人确认",
            english="You typed figures of this report: another person confirms",
        )
    if act == "accept" and filing.pk:
        last = filing.events.filter(act="confirm").last()
        if last and last.by_id == user.pk:
            return Refused("确认人不能接收自己确认的报告", english="Who confirmed a report does not accept it")
    return None


def has_contributed(filing: Filing, user: Officer) -> bool:
    """Say whether `user` typed a figure, a text or a typical case of the report."""
    if Figure.objects.filter(agency_id=filing.agency_id, year=filing.year, entered_by=user).exists():
        return True
    if (
        Example.objects.filter(agency_id=filing.agency_id, year=filing.year, by=user)
        .exclude(agency__kind__in=GOVERNMENTS)
        .exists()
    ):
        return True
    return bool(filing.pk) and filing.events.filter(act="write", by=user).exists()


def hash_of_report(sheet: FilledForm, texts: Mapping[str, str], examples: Sequence[str] = ()) -> str:
    """Return the hash of what a head confirms: every number of the sheet, every text and every typical case."""
    body = [sheet.form.code, sheet.year, sheet.tables(), dict(texts), list(examples)]
    return hashlib.sha256(json.dumps(body, ensure_ascii=False, sort_keys=True, default=str).encode()).hexdigest()


def current_hash_of_report(filing: Filing) -> str:
    """Return the hash of the report as it is now; another than the confirmed one means that something changed."""
    scope = Scope(filing.agency, filing.year, False)
    examples = commentary_services.confirmed_example_texts([filing.agency_id], filing.year).get(filing.agency_id, ())
    return hash_of_report(filled_form_of(scope), commentary_services.texts(scope), examples)


# -- writing --------------------------------------------------------------------------------------------------


def _begin(agency: Agency, year: int, act: str, by: Officer, version: int | None) -> Filing:
    """Return the filing, locked for this act; raise Refused where the act is not allowed."""
    lock_services.hold_years()
    if refusal := why_not_asked(agency, year):
        raise refusal
    filing = Filing.objects.select_for_update(of=("self",), no_key=True).filter(agency=agency, year=year).first()
    if refusal := why_not(by, act, filing or Filing(agency=agency, year=year)):
        raise refusal
    filing = filing or Filing.objects.create(agency=agency, year=year)
    if version is not None and version != filing.version:
        raise Refused(
            "别人刚刚动过这份报告，请看一看再办",
            field="version",
            english="Somebody else acted first: please check again",
        )
    return filing


def _note(
    filing: Filing, act: str, by: Officer, now: datetime, *, remark: str = "", data: dict | None = None, sheet: str = ""
) -> None:
    filing.version += 1
    filing.events.create(seq=filing.version, act=act, by=by, at=now, remark=remark, data=data or {}, sheet_sha256=sheet)
    if RULES[act].target:
        filing.state = RULES[act].target
    filing.save()


@transaction.atomic
def enter_figures(
    agency: Agency,
    year: int,
    typed: Mapping[str, tuple[int | Decimal | None, str]],
    *,
    by: Officer,
    now: datetime,
    version: int | None = None,
) -> int:
    """Store typed figures, each with where it can be looked up: indicator → (number, evidence); return how many changed.

    None leaves it unstated. Raises Refused, the indicator as `field`, for no number of the form and missing evidence.
    """
    filing, form = _begin(agency, year, "enter", by, version), form_for(year)
    kept = {figure.indicator: figure for figure in Figure.objects.filter(agency=agency, year=year)}
    changed = 0
    for indicator, (value, evidence) in typed.items():
        figure = kept.get(indicator)
        if value is None:
            if figure is not None:
                raise Refused(
                    f"{indicator}：已经填过，没有的应当填 0", field=indicator, english="Enter 0 if there are none"
                )
            continue
        value, evidence = _figure(form, indicator, value), " ".join(evidence.split())
        if figure is not None and (figure.value, figure.evidence) == (value, evidence):
            continue  # a figure that came by import stays its file's
        _refuse_evidence(indicator, value, evidence)
        Figure.objects.update_or_create(
            agency=agency,
            year=year,
            indicator=indicator,
            defaults={"value": value, "evidence": evidence, "source": "", "entered_by": by, "entered_at": now},
        )
        before = str(plain_number(figure.value)) if figure else None
        data = {"indicator": indicator, "from": before, "to": str(plain_number(value)), "evidence": evidence}
        _note(filing, "enter", by, now, data=data)
        changed += 1
    return changed


def _figure(form: Form, indicator: str, number: int | Decimal) -> Decimal:
    try:
        refuse_figure(form, indicator, value := Decimal(number))
    except Refused as error:
        raise Refused(f"{indicator}：{error.reason}", field=indicator, english=error.english) from None
    return value


def _refuse_evidence(indicator: str, value: Decimal, evidence: str) -> None:
    if value and len(evidence) < 2:
        raise Refused(
            f"{indicator}：请写明依据，如台账、文号、页码",
            field=indicator,
            english="Say where the figure can be looked up",
        )
    if len(evidence) > LONGEST_REMARK:
        raise Refused(f"{indicator}：依据超过 {LONGEST_REMARK} 字", field=indicator, english="The evidence is too long")


@transaction.atomic
def write_text(
    agency: Agency,
    year: int,
    section: str,
    text: str,
    *,
    by: Officer,
    now: datetime,
    version: int | None = None,
    seen: int | None = None,
) -> Passage | None:
    """Store a new version of the unit's own words in a part of its report; None where nothing changed.

    `version` is that of the filing and `seen` that of the part which the writer saw.
    """
    filing, part = _begin(agency, year, "write", by, version), commentary_services.written_part(year, section)
    row = commentary_services.save_passage(Scope(agency, year, False), part, text, by=by, now=now, seen=seen)
    if row:
        _note(filing, "write", by, now, data={"section": section, "heading": part.name, "version": row.version})
    return row


@transaction.atomic
def confirm(agency: Agency, year: int, *, by: Officer, now: datetime, version: int | None = None) -> None:
    """Confirm the unit's report as it stands; refused before the year is over and while a hard finding stands."""
    filing, today = _begin(agency, year, "confirm", by, version), timezone.localdate(now)
    if today.year <= year:
        raise Refused(f"{year} 年还没有结束，不能确认全年的统计", english="The year is not over")
    hard = [each for each in validation_services.validate_report(Scope(agency, year, False)) if each.severity == HARD]
    if hard:
        raise Refused(
            f"还有 {len(hard)} 项必须改：{hard[0].message}", english=f"{len(hard)} to correct first: {hard[0].english}"
        )
    filing.sheet_sha256 = current_hash_of_report(filing)
    filing.confirmed_on = filing.confirmed_on or today
    _note(filing, "confirm", by, now, sheet=filing.sheet_sha256)


@transaction.atomic
def return_filing(
    agency: Agency,
    year: int,
    remark: str,
    figures: Mapping[str, str],
    *,
    by: Officer,
    now: datetime,
    version: int | None = None,
) -> None:
    """Return a report with remarks: on the whole, on single figures (indicator → remark), or both; none is refused."""
    filing, form = _begin(agency, year, "return", by, version), form_for(year)
    remark = " ".join(remark.split())
    figures = {name: " ".join(text.split()) for name, text in figures.items() if text.strip()}
    if not remark and not figures:
        raise Refused("请写明退回哪一项、为什么", field="remark", english="Say what is returned and why")
    if unknown := set(figures) - set(form.entered_cells.values()):
        raise Refused(f"表式里没有指标“{min(unknown)}”", field="remark", english="No such figure")
    if max(map(len, (remark, *figures.values()))) > LONGEST_REMARK:
        raise Refused(f"意见超过 {LONGEST_REMARK} 字", field="remark", english="The remark is too long")
    _note(filing, "return", by, now, remark=remark, data={"figures": figures})


@transaction.atomic
def accept(agency: Agency, year: int, *, by: Officer, now: datetime, version: int | None = None) -> None:
    """Accept exactly what was confirmed; refused when it has changed since, or a finding has no answer."""
    filing, scope = _begin(agency, year, "accept", by, version), Scope(agency, year, False)
    if current_hash_of_report(filing) != filing.sheet_sha256:
        raise Refused(
            "确认之后表或者文字有变动，请退回单位重新确认",
            english="The report changed after it was confirmed: return it",
        )
    found = validation_services.validate_report(scope, report_of(scope))
    hard = [each for each in found if each.severity == HARD]
    left = validation_services.unexplained_findings(found, validation_services.dispositions(scope))
    if hard or left:
        first = (hard or left)[0]
        raise Refused(
            f"还有 {len(hard)} 项必须改、{len(left)} 项没有说明：{first.message}",
            english=f"{len(hard)} to correct and {len(left)} to explain: {first.english}",
        )
    _note(filing, "accept", by, now, sheet=filing.sheet_sha256)


# -- soft findings --------------------------------------------------------------------------------------------


def refusal_to_explain(user: Officer, agency: Agency, year: int) -> Refused | None:
    """Return why `user` may not give reasons for the findings of a report: the unit while it fills in, or the supervisor."""
    above = user.agency_id == government_of(agency).pk and user.has_role("supervisor")
    own = user.agency_id == agency.pk and user.has_role("clerk", "signer")
    if not user.is_active or not (above or own):
        return Refused("您的岗位不能说明核对结果", english="Your role does not allow you to explain findings")
    if lock_services.is_locked(agency.pk, year):
        return Refused(f"{year} 年度已经公布并锁定", english="The year is published and locked")
    if not above and filing_of(agency, year).state not in RULES["enter"].source:
        return Refused("报告已经确认，由区级统计说明", english="The report is confirmed: the supervisor explains")
    return None


@transaction.atomic
def explain_finding(
    scope: Scope,
    identity: str,
    reason: str,
    *,
    by: Officer,
    now: datetime,
    findings: Sequence[ValidationFinding] | None = None,
) -> Disposition:
    """Give the reason for a soft finding; raise Refused for a hard one, which has to be corrected, and for none at all."""
    if refusal := refusal_to_explain(by, scope.agency, scope.year):
        raise refusal
    found = validation_services.validate_report(scope) if findings is None else findings
    finding = next((each for each in found if each.identity == identity), None)
    if finding is None:
        raise Refused("没有这一项核对结果，可能已经改好", field="finding", english="There is no such finding now")
    if finding.severity == HARD:
        raise Refused(
            "这一项必须改正，不能以说明代替", field="finding", english="This finding must be corrected, not explained"
        )
    given = {"missing": "请写明理由", "missing_english": "Please give the reason"}
    reason = checked_statement(reason, **given, shortest=2, longest=LONGEST_REMARK)
    return Disposition.objects.create(
        agency=scope.agency,
        year=scope.year,
        finding=identity,
        rule=finding.rule,
        message=finding.message,
        reason=reason,
        by=by,
        at=now,
    )


@dataclass(frozen=True, slots=True)
class ReturnedFigure:
    """A figure that was returned: what was remarked, the number then and now, None where it was not stated."""

    indicator: str
    remark: str
    then: str | None
    now: str | None

    @property
    def changed(self) -> bool:
        """Say whether the number is another one than was returned."""
        return self.then != self.now


@dataclass(frozen=True, slots=True)
class ChangesSinceReturn:
    """What has been done with a filing since it was last returned."""

    event: FilingEvent
    figures: list[ReturnedFigure]  # those that were returned
    others: list[FilingEvent]  # figures and texts that changed without having been returned


def changes_since_return(filing: Filing) -> ChangesSinceReturn | None:
    """Return the last return of a filing with what came of it, until it is accepted; None where there was none."""
    events = list(filing.events.select_related("by").order_by("seq")) if filing.pk else []
    last = next((event for event in reversed(events) if event.act in ("return", "accept")), None)
    if last is None or last.act == "accept":
        return None
    entered: dict[str, list[FilingEvent]] = {}
    for event in events:
        if event.act == "enter":
            entered.setdefault(event.data["indicator"], []).append(event)
    kept = dict(Figure.objects.filter(agency_id=filing.agency_id, year=filing.year).values_list("indicator", "value"))
    figures = []
    for name, remark in last.data["figures"].items():
        now = str(plain_number(kept[name])) if name in kept else None
        later = [event for event in entered.get(name, ()) if event.seq > last.seq]
        figures.append(ReturnedFigure(name, remark, later[0].data["from"] if later else now, now))
    after = [event for event in events if event.seq > last.seq and event.act in ("enter", "write")]
    return ChangesSinceReturn(
        last, figures, [event for event in after if event.data.get("indicator") not in last.data["figures"]]
    )


def history(filing: Filing) -> list[FilingEvent]:
    """Return the acts on a filing, the latest first."""
    return list(filing.events.select_related("by").order_by("-seq")) if filing.pk else []
