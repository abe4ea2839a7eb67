"""What each act must say over the API: its fields by name; what they mean is judged behind the one door."""

from datetime import date

from drf_spectacular.utils import PolymorphicProxySerializer, extend_schema_field
from rest_framework import serializers

from agencies.api import StrictSerializer
from agencies.forms import recorded_day
from law import procedure
from law.outcomes import GROUNDS, OUTCOMES
from notices.kinds.catalogue import PAPERS, REPLIES
from workflow.acts.fields import MAX_TEXT
from workflow.acts.service_records import PROOF
from workflow.cases.consultations import ANSWERS
from workflow.cases.models import RemedyKind, RemedyResult, Service
from workflow.papers.case_file import METHODS

BY_HAND = [code for code, row in procedure.ACTS.items() if row.by_hand]
LINES = 50


def _day(**options):
    return serializers.DateField(validators=[recorded_day], **options)


def _words(**options):
    return serializers.CharField(max_length=MAX_TEXT, **options)


def _note():
    return _words(required=False, allow_blank=True)


def _lines(help_text: str):
    return serializers.ListField(child=_words(), allow_empty=False, max_length=LINES, help_text=help_text)


def _whole(low: int, high: int, **options):
    return serializers.IntegerField(min_value=low, max_value=high, **options)


def _term():
    return _whole(1, 60, required=False, help_text="Working days; empty: the agency's own")


def _delivered():
    return _day(required=False, help_text="The day on which the letter reached its addressee, if known")


def _key():
    return serializers.CharField(max_length=40, required=False, help_text="Which one, where several are open")


def _result():
    return serializers.ChoiceField([one for one in RemedyResult.choices if one[0] != RemedyResult.PENDING])


def _sha():
    return serializers.RegexField("^[0-9a-f]{64}$", required=False, help_text="Hash of the draft that the person saw")


def _consulted():
    return {
        "name": _words(help_text="Whom"),
        "matter": _words(help_text="The information in question"),
        "delivered_on": _delivered(),
        "tell_applicant": serializers.BooleanField(
            required=False, help_text="Tell the applicant at the same time (条例33③)"
        ),
        "key": _key(),
    }


def _opinion():
    return {"agrees": serializers.ChoiceField(ANSWERS), "text": _note(), "key": _key()}


def _filed():
    return {"reference": _words(help_text="Case number"), "key": _key()}


def _facts(help_text: str, **options):
    return serializers.DictField(help_text=help_text, **options)


FIELDS = {
    "assign": {"handler_id": _whole(1, 2**62, help_text="Id of a handler of the agency, from /officers/?role=handler")},
    "request_correction": {
        "points": _lines("What is unclear, one point each (条例30)"),
        "guidance": _note(),
        "term_workdays": _term(),
        "delivered_on": _delivered(),
    },
    "receive_correction": {"text": _note()},
    "lapse_correction": {},
    "request_reasons": {
        "count_facts": _words(help_text="What exceeds the reasonable (条例35)"),
        "points": _lines("What is to be explained"),
        "count_table": _words(help_text="Table of the applications on file; not printed"),
        "term_workdays": _term(),
        "delivered_on": _delivered(),
    },
    "receive_reasons": {"text": _words()},
    "lapse_reasons": {},
    "delay": {"workdays": _whole(1, 250), "finding": _words(), "approved_by": _words()},
    "consult_third_party": _consulted(),
    "receive_third_party_opinion": _opinion(),
    "lapse_third_party_opinion": {"text": _note(), "key": _key()},
    "consult_agency": _consulted() | {"co_producer": serializers.BooleanField(required=False, help_text="It made the information with us (条例34)")},
    "receive_agency_opinion": _opinion(),
    "lapse_agency_opinion": {"text": _note(), "key": _key()},
    "notify_applicant": {"key": _key()},
    "extend": {"workdays": _whole(1, 60, help_text="At most 20 (条例33②; 2007: 15)"), "reason": _words(), "approved_by": _words()},
    "issue_fee_notice": {
        "mode": serializers.ChoiceField(["cases", "pages"]),
        "count": _whole(0, 1_000_000),
        "payment": _words(help_text="How to pay"),
        "delivered_on": _delivered(),
    },
    "receive_payment": {"amount": _whole(0, 10**9, required=False, help_text="Yuan; empty: as in the notice")},
    "lapse_payment": {},
    "draft": {
        "outcome": serializers.ChoiceField(list(OUTCOMES), required=False, help_text="What the reply concludes (条例36)"),
        "kind": serializers.ChoiceField(list(REPLIES), required=False, help_text="Instead of outcome: the kind of letter, as combined"),
        "grounds": serializers.ListField(child=serializers.ChoiceField(list(GROUNDS)), required=False, max_length=len(GROUNDS)),
        "online": serializers.BooleanField(required=False, help_text="Served over the internet"),
        "facts": _facts("What the letter says, as `render_notice --sample <outcome>` prints it, without what the case tells", required=False),
    },
    "submit_for_review": {"note": _note()},
    "return_draft": {"comments": _words()},
    "approve": {"content_sha256": _sha(), "comment": _note()},
    "sign": {"content_sha256": _sha()},
    "notify_third_party": {"key": _key(), "matter": _words(), "reason": _words()},
    "reply": {},
    "deliver": {"method": serializers.ChoiceField(list(METHODS)), "receipt": _words(help_text="Mail number, signatory or sending record")},
    "record_service": {
        "letter_id": _whole(1, 2**62),
        "status": serializers.ChoiceField(Service.Status.choices),
        "method": serializers.ChoiceField(list(PROOF)),
        "receipt": _words(help_text="Mail number, signatory or sending record"),
        "signatory": _note(),
        "reason": _note(),
    },
    "close": {"note": _note()},
    "withdraw": {"reason": _words(help_text="The applicant's written withdrawal")},
    "revoke_reply": {"fault": _words(help_text="What was wrong with the reply")},
    "write_paper": {"kind": serializers.ChoiceField(list(PAPERS)), "facts": _facts("What the paper says, as `render_notice --sample <kind>` prints it")},
    "file_reconsideration": _filed(),
    "conclude_reconsideration": {"result": _result(), "key": _key()},
    "file_litigation": {"kind": serializers.ChoiceField([RemedyKind.LITIGATION_DIRECT.value, RemedyKind.LITIGATION_AFTER.value]), **_filed()},
    "conclude_litigation": {"result": _result(), "key": _key()},
    "record_complaint": _filed(),
    "correct_receipt": {"received_on": _day(), "reason": _words()},
    "annul": {"seq": _whole(1, 10**6, help_text="Which event"), "reason": _words()},
}  # fmt: skip


class ActIn(StrictSerializer):
    """An act to perform: which, on what day, and the version of the case that the person saw."""

    act = serializers.ChoiceField(BY_HAND)
    on = _day(help_text="The legal day of the act")
    version = serializers.IntegerField(
        min_value=1, max_value=2**31, help_text="Of the case as it was read; another one is a conflict (409)"
    )
    data = serializers.DictField(required=False)

    def validate(self, values):
        """Check the data by the fields of the act; what it does not read is refused by name."""
        data = OF_ACT[values["act"]].data_class(data=values.get("data") or {})
        if not data.is_valid():
            raise serializers.ValidationError({"data": data.errors})
        values["data"] = {name: _plain(value) for name, value in data.validated_data.items()}
        return values


def _plain(value):
    return value.isoformat() if isinstance(value, date) else value


def _class_of(code: str, fields: dict) -> type[StrictSerializer]:
    """Return the body of one act, for the schema and for the check of its data."""
    row = procedure.ACTS[code]
    name = "".join(word.capitalize() for word in code.split("_"))
    article = "；".join(f"{regulation}: {text}" for regulation, text in row.articles.items())
    about = f"{row.term} ({row.name}); {article}."
    data = type(f"{name}Data", (StrictSerializer,), {"__doc__": f"What “{row.name}” says.", **fields})
    needed = any(field.required for field in fields.values())

    @extend_schema_field({"type": "string", "const": code})
    class Code(serializers.CharField):
        """The one act that this body performs."""

    members = {
        "__doc__": about,
        "act": Code(),
        "on": _day(help_text="The legal day of the act"),
        "version": serializers.IntegerField(min_value=1, max_value=2**31),
        "data_class": data,
    }
    if fields:
        members["data"] = data(required=needed)
    return type(f"{name}Act", (StrictSerializer,), members)


OF_ACT = {code: _class_of(code, FIELDS[code]) for code in BY_HAND}
ANY_ACT = PolymorphicProxySerializer("AnyAct", lambda: OF_ACT, "act")
