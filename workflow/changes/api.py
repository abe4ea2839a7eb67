"""How a change is told: in the feed and in what is sent to platforms, the same."""

from rest_framework import serializers

from workflow.changes.models import Change, ChangeKind
from workflow.changes.standing import STATES


class ChangeOut(serializers.ModelSerializer):
    """One change of an application that the account sent; numbers and codes, nothing personal."""

    kind = serializers.ChoiceField(ChangeKind.choices, read_only=True)
    application = serializers.PrimaryKeyRelatedField(read_only=True, help_text="Number of the application")
    agency = serializers.CharField(read_only=True, source="application.agency.code")
    idempotency_key = serializers.CharField(
        read_only=True, source="application.idempotency_key", help_text="The platform's own number of it"
    )
    state = serializers.ChoiceField(STATES, read_only=True, source="standing.state")
    case_number = serializers.CharField(read_only=True, source="standing.case_number")
    received_on = serializers.DateField(read_only=True, source="standing.received_on", allow_null=True)
    due_on = serializers.DateField(read_only=True, source="standing.due_on", allow_null=True)
    provisional = serializers.BooleanField(read_only=True, source="standing.provisional")
    decided_on = serializers.DateField(read_only=True, source="standing.decided_on", allow_null=True)
    letter = serializers.PrimaryKeyRelatedField(
        read_only=True, allow_null=True, help_text="Id of the letter that has left; null: a change of the standing"
    )

    class Meta:
        model = Change
        fields = [
            "position", "kind", "application", "agency", "idempotency_key", "state", "case_number", "received_on", "due_on",
            "provisional", "decided_on", "letter", "recorded_at",
        ]  # fmt: skip
        read_only_fields = fields

    position = serializers.IntegerField(read_only=True, help_text="Rises; what comes later has a higher one")
