"""What a draft decides for each third party that was asked, as the API takes it (条例15、32)."""

from rest_framework import serializers

from agencies.api.endpoints import StrictSerializer
from workflow.acts.fields import api as api_fields
from workflow.cases.third_parties.decisions import DECISIONS

MOST_PARTIES = 50


class GivenDecision(StrictSerializer):
    """What the reply decides for one third party."""

    key = serializers.CharField(max_length=40, help_text="Of the inquiry")
    decision = serializers.ChoiceField(
        list(DECISIONS), required=False, allow_blank=True, help_text="What concerns it is disclosed or withheld"
    )
    finding = api_fields.words(
        required=False,
        allow_blank=True,
        help_text="The agency's own finding; needed for a silent party and against what was said",
    )
    public_interest = api_fields.words(
        required=False, allow_blank=True, help_text="Weighed where an objection is overruled"
    )


def decided_parties() -> serializers.ListField:
    """Return the field of a draft for its decisions, one a third party."""
    return serializers.ListField(
        child=GivenDecision(),
        required=False,
        max_length=MOST_PARTIES,
        help_text="For each third party that answered or kept silent, before the draft is submitted (条例32)",
    )
