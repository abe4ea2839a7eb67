"""What may stand in a field that takes one of some codes, and what each act reads: read from the tables themselves."""

from collections.abc import Iterable

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.permissions import IsAuthenticated
from rest_framework.response import Response

from agencies.api.endpoints import FOR_EVERY_ACCOUNT, Endpoint
from agencies.organisation.models import Role
from agencies.text.language import reads_chinese
from intake.models import ApplicantKind, Channel, Scope
from law import procedure
from law.outcomes import GROUNDS, OUTCOMES
from law.regulations.texts import REGULATIONS
from notices.kinds.catalogue import KINDS
from notices.letters.models import LetterStatus
from workflow.api.acts import OF_ACT
from workflow.api.letters import Drawing
from workflow.cases.models import DeliveryFact, RemedyKind, RemedyResult
from workflow.changes.models import ChangeKind
from workflow.changes.standing import PUBLIC_WORDS
from workflow.labels import SERVICES

Pairs = Iterable[tuple[str, str]]
TYPES = (  # of a field, the narrowest first
    (serializers.BooleanField, "boolean"),
    (serializers.IntegerField, "integer"),
    (serializers.DecimalField, "decimal"),
    (serializers.FloatField, "number"),
    (serializers.DateField, "date"),
    (serializers.ChoiceField, "choice"),
    (serializers.ListField, "list"),
    (serializers.ListSerializer, "list"),
    (serializers.DictField, "object"),
    (serializers.BaseSerializer, "object"),
    (serializers.CharField, "text"),
)
BOUNDS = ("min_value", "max_value", "max_length")


def lists_of_choices() -> dict[str, Pairs]:
    """Return every list of codes by its name, each code with what the reader calls it."""
    chinese = reads_chinese()
    return {
        "applicant_kind": ApplicantKind.choices,
        "channel": Channel.choices,
        "state": [(code, names[0] if chinese else names[1]) for code, names in procedure.STATES.items()],
        "act": [(code, row.term if chinese else row.name) for code, row in procedure.ACTS.items()],
        "regulation": [(code, code) for code in REGULATIONS],
        "outcome": [(one.code, one.label if chinese else one.name) for one in OUTCOMES.values()],
        "ground": [(one.code, one.label if chinese else one.name) for one in GROUNDS.values()],
        "letter_kind": [(code, kind.TITLE if chinese else kind.NAME or kind.TITLE) for code, kind in KINDS.items()],
        "letter_standing": LetterStatus.choices,
        "letter_drawing": Drawing.choices,
        "service_method": SERVICES,
        "service_status": DeliveryFact.Status.choices,
        "remedy_kind": RemedyKind.choices,
        "remedy_result": RemedyResult.choices,
        "role": Role.choices,
        "scope": Scope.choices,
        "application_state": PUBLIC_WORDS.items(),
        "change_kind": ChangeKind.choices,
    }


class ChoiceOut(serializers.Serializer):
    """One code, and what it is called in the language of the request."""

    code = serializers.CharField()
    label = serializers.CharField()


class ChoicesOut(serializers.Serializer):
    """A list of codes."""

    name = serializers.CharField(help_text="Of the list: channel, outcome, ground, letter_kind …")
    choices = ChoiceOut(many=True)


class Choices(Endpoint):
    """Every list of codes."""

    permission_classes = [IsAuthenticated]
    scopes = {"get": FOR_EVERY_ACCOUNT}

    @extend_schema(operation_id="describe_choices", tags=["choices"], responses={200: ChoicesOut(many=True)})
    def get(self, request):
        """Return every list of codes that fields take and answers bear, with their names in the language of the request."""
        found = [
            {"name": name, "choices": [{"code": code, "label": label} for code, label in pairs]}
            for name, pairs in lists_of_choices().items()
        ]
        return Response(ChoicesOut(found, many=True).data)


class FieldOut(serializers.Serializer):
    """A field of an act; it has members where it is an object, or a list of objects."""

    name = serializers.CharField()
    type = serializers.ChoiceField(sorted({name for _kind, name in TYPES}))
    items = serializers.CharField(allow_blank=True, help_text="Type of what a list holds; empty: it is no list")
    required = serializers.BooleanField()
    about = serializers.CharField(allow_blank=True)
    choices = serializers.ListField(child=serializers.CharField())
    least = serializers.FloatField(allow_null=True, help_text="The smallest number")
    most = serializers.FloatField(allow_null=True, help_text="The largest number")
    longest = serializers.IntegerField(allow_null=True, help_text="Characters of a text, or items of a list")
    members = serializers.ListField(child=serializers.DictField(), help_text="Each in this same shape")


class ArticleOut(serializers.Serializer):
    """On which article an act rests under one text of the Regulations."""

    regulation = serializers.ChoiceField(list(REGULATIONS))
    article = serializers.CharField()


class ActTableOut(serializers.Serializer):
    """An act as the table of procedure has it, with every field that it reads in `data`."""

    code = serializers.CharField()
    term = serializers.CharField()
    name = serializers.CharField()
    articles = ArticleOut(many=True)
    source = serializers.ListField(child=serializers.CharField(), help_text="States from which it may be performed")
    target = serializers.CharField(allow_blank=True, help_text="State to which it leads; empty: the state stays")
    roles = serializers.ListField(child=serializers.CharField())
    letter = serializers.CharField(
        allow_blank=True, help_text="Kind of the letter that it issues; empty: none, or several"
    )
    moves_clock = serializers.BooleanField()
    data = FieldOut(many=True, help_text="The fields of `data`")


class Acts(Endpoint):
    """Every act by hand with its fields."""

    permission_classes = [IsAuthenticated]
    scopes = {"get": FOR_EVERY_ACCOUNT}

    @extend_schema(operation_id="describe_acts", tags=["choices"], responses={200: ActTableOut(many=True)})
    def get(self, request):
        """Return every act that `cases/{id}/acts/` takes: from where, by whom, on which article, and the fields of its data."""
        return Response(ActTableOut([_act(code) for code in OF_ACT], many=True).data)


def _act(code: str) -> dict:
    row = procedure.ACTS[code]
    return {
        "code": code,
        "term": row.term,
        "name": row.name,
        "articles": [{"regulation": text, "article": article} for text, article in row.articles.items()],
        "source": row.source,
        "target": row.target or "",
        "roles": row.roles,
        "letter": row.letter,
        "moves_clock": row.clock,
        "data": [describe(name, field) for name, field in OF_ACT[code].data_class().fields.items()],
    }


def describe(name: str, field: serializers.Field) -> dict:
    """Return what a field reads, its members included."""
    kind, item = type_of(field), getattr(field, "child", None)
    in_list = kind == "list" and item is not None
    members = getattr(item if in_list else field, "fields", {})
    bounds = {bound: getattr(field, bound, None) for bound in BOUNDS}
    return {
        "name": name,
        "type": kind,
        "items": type_of(item) if in_list else "",
        "required": field.required,
        "about": str(field.help_text or ""),
        "choices": [str(code) for code in getattr(item if in_list else field, "choices", ())],
        "least": bounds["min_value"],
        "most": bounds["max_value"],
        "longest": bounds["max_length"],
        "members": [describe(one, member) for one, member in members.items()],
    }


def type_of(field: serializers.Field) -> str:
    """Return the type of a field; one of a kind that is not listed is a fault of ours."""
    return next(name for kind, name in TYPES if isinstance(field, kind))
