"""What each act must say over the API: its fields by name; what they mean is judged behind the one door."""

from datetime import date

from drf_spectacular.utils import PolymorphicProxySerializer, extend_schema_field
from rest_framework import serializers

from agencies.api.endpoints import StrictSerializer
from law import procedure
from workflow.acts.fields import api as api_fields
from workflow.cases.act import ACTS
from workflow.locks import compelled

BY_HAND = [code for code, row in procedure.ACTS.items() if row.by_hand]


class ActIn(StrictSerializer):
    """An act to perform: which, on what day, and the version of the case that the person saw."""

    act = serializers.ChoiceField(BY_HAND)
    on = api_fields.day(help_text="The legal day of the act")
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
        "on": api_fields.day(help_text="The legal day of the act"),
        "version": serializers.IntegerField(min_value=1, max_value=2**31),
        "data_class": data,
    }
    if fields:
        members["data"] = data(required=needed)
    return type(f"{name}Act", (StrictSerializer,), members)


def _fields_of(code: str) -> dict:
    """Return the fields of an act, with the reason for a change of a published year where the law may compel one."""
    if code not in compelled.CODES:
        return ACTS[code].api_fields
    told = "Why a published and locked year changes, where the law compels it"
    reason = api_fields.words(required=False, allow_blank=True, help_text=told)
    return ACTS[code].api_fields | {compelled.REASON: reason}


OF_ACT = {code: _class_of(code, _fields_of(code)) for code in BY_HAND}
ANY_ACT = PolymorphicProxySerializer("AnyAct", lambda: OF_ACT, "act")
