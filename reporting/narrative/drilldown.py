"""What the text and the charts count beyond the cells of the table: each number by a name, and the records behind it."""

from collections.abc import Callable

from django.db.models import Exists, OuterRef, Q, QuerySet

from intake.models import ApplicantKind
from law import written
from law.reports.forms import Form
from reporting.figures.counting import cases_of, remedies_of
from reporting.figures.drilldown import any_of, case_query
from reporting.figures.scope import Scope
from reporting.narrative import paragraphs
from reporting.narrative.report import received_by
from workflow.cases.delivery import RETURNED
from workflow.cases.models import Case, DeliveryFact, Event

APPLICANT_KINDS = {  # what the kinds of applicant are called in print, in the form's order
    ApplicantKind.NATURAL_PERSON: "自然人",
    ApplicantKind.BUSINESS: "商业企业",
    ApplicantKind.RESEARCH: "科研机构",
    ApplicantKind.PUBLIC_INTEREST: "社会公益组织",
    ApplicantKind.LEGAL_SERVICE: "法律服务机构",
    ApplicantKind.OTHER_ORG: "其他组织",
}
MONTHS = {str(month): f"{month}月" for month in range(1, 13)}
PREFIX = "~"  # no row of a form begins with it


def is_text_number(row: str) -> bool:
    """Say whether a name is one of these and not a row of a form."""
    return row.startswith(PREFIX)


def rows_counted_by(scope: Scope, form: Form, row: str, column: str) -> QuerySet:
    """Return what a number of the text counts, by the condition that counted it; raise KeyError where there is no such number."""
    label_of(form, row, column)  # what has no name is no number of a report
    return TEXT_NUMBERS[row](scope, form, column)


def case_keys_counted_by(scope: Scope, form: Form, row: str, column: str) -> list[int]:
    """Return the keys of the cases behind a number, one twice for two proceedings."""
    found = rows_counted_by(scope, form, row, column)
    return sorted(found.values_list("pk" if found.model is Case else "case_id", flat=True))


def _received(scope: Scope, **conditions) -> QuerySet:
    return cases_of(scope).filter(received_on__gte=scope.first, **conditions)


def _level(scope: Scope, form: Form, column: str) -> QuerySet:
    own = Q(agency_id__in=scope.own_ids)
    return _received(scope).filter({"own": own, "units": ~own}[column])


def _other_topics(scope: Scope, form: Form, column: str) -> QuerySet:
    named = [topic for topic, _n in paragraphs.top_topics(received_by(scope))]
    return _received(scope).exclude(topic__in=named)


def _rows(scope: Scope, form: Form, column: str) -> QuerySet:
    of = form.narrative["column"]
    conditions = [condition for row in column.split(",") for condition in form.cell_conditions(row, of)]
    return cases_of(scope).filter(any_of(case_query(each, scope) for each in conditions))


def _month(scope: Scope, form: Form, column: str) -> QuerySet:
    return _received(scope, received_on__month=int(column))


def _units(scope: Scope, form: Form, column: str) -> QuerySet:
    return _received(scope, agency_id__in=map(int, column.split(",")))


def _is_key(text: str) -> bool:
    return written.whole_number(text) is not None


def _own_remedies(scope: Scope, form: Form, column: str) -> QuerySet:
    own = remedies_of(scope).filter(case__agency_id__in=scope.own_ids)
    of_kind = Q(kind="reconsideration")
    return own.filter({
        "reconsideration": of_kind,
        "litigation": ~of_kind,
        "corrected": Q(result="corrected", concluded_on__lte=scope.last),
    }[column])  # fmt: skip


def fee_events(scope: Scope) -> QuerySet[Event]:
    """Return the fee notices of the year that left, and the payments and refunds that stand."""
    acts = ("issue_fee_notice", "receive_payment", "refund_fee")
    left = DeliveryFact.objects.filter(letter=OuterRef("letter")).exclude(status=RETURNED)
    told = ~Q(act="issue_fee_notice") | ~Q(data__has_key="by_leaving") | Exists(left)
    return (
        Event.objects.effective()
        .exclude(case__state="annulled")
        .filter(told, case__agency_id__in=scope.agency_ids, act__in=acts, on__range=(scope.first, scope.last))
    )


def _fees(scope: Scope, form: Form, column: str) -> QuerySet:
    return Case.objects.filter(pk__in=fee_events(scope).filter(act=column).order_by().values("case_id")).order_by()


TEXT_NUMBERS: dict[str, Callable[[Scope, Form, str], QuerySet]] = {
    "~level": _level,
    "~channel": lambda scope, form, column: _received(scope, channel__in=column.split(",")),
    "~topic": lambda scope, form, column: _received(scope, topic=column),
    "~other-topics": _other_topics,
    "~rows": _rows,
    "~applicant": lambda scope, form, column: _received(scope, applicant_kind=column),
    "~month": _month,
    "~unit": _units,
    "~own-remedies": _own_remedies,
    "~fees": _fees,
}


def label_of(form: Form, row: str, column: str) -> str:
    """Return what a number of the text is called, Chinese as the report is; raise KeyError where there is no such number."""
    return LABELS[row](form, column)


def _channels(form: Form, column: str) -> str:
    return {",".join(given["channels"]): given["label"] for given in form.narrative["channels"]}[column]


def _outcomes(form: Form, column: str) -> str:
    return {",".join(given["rows"]): given["label"] for given in form.narrative["outcomes"]}[column]


def _none(column: str) -> str:
    raise KeyError(column)


LABELS: dict[str, Callable[[Form, str], str]] = {
    "~level": lambda form, column: {"own": "本级收到申请", "units": "所属各单位收到申请"}[column],
    "~channel": lambda form, column: f"申请渠道 × {_channels(form, column)}",
    "~topic": lambda form, column: f"申请信息类别 × {column or _none(column)}",
    "~other-topics": lambda form, column: {"n": "申请信息类别 × 其他"}[column],
    "~rows": lambda form, column: f"办理结果 × {_outcomes(form, column)}",
    "~applicant": lambda form, column: f"申请人 × {APPLICANT_KINDS[column]}",
    "~month": lambda form, column: f"收到申请 × {MONTHS[column]}",
    "~unit": lambda form, column: "收到申请的单位" if all(map(_is_key, column.split(","))) else _none(column),
    "~own-remedies": lambda form, column: {
        "reconsideration": "本级被申请行政复议",
        "litigation": "本级被提起行政诉讼",
        "corrected": "本级被纠正",
    }[column],
    "~fees": lambda form, column: {
        "issue_fee_notice": "信息处理费收费通知",
        "receive_payment": "收取信息处理费",
        "refund_fee": "退还信息处理费",
    }[column],
}
