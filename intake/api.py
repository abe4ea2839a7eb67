"""The API of intake: submit an application, ask where it stands."""

from django.utils import timezone
from rest_framework import serializers

from agencies.forms import recorded_day
from intake.models import ApplicantKind, Application, Channel


class ApplicationIn(serializers.Serializer):
    """What an applicant sends (条例29)."""

    channel = serializers.ChoiceField(Channel.choices)
    arrived_on = serializers.DateField(validators=[recorded_day], help_text="The day it physically arrived")
    applicant_kind = serializers.ChoiceField(ApplicantKind.choices)
    applicant_name = serializers.CharField(max_length=120)
    identity_number = serializers.CharField(max_length=40, required=False, allow_blank=True)
    representative = serializers.CharField(max_length=80, required=False, allow_blank=True)
    phone = serializers.CharField(max_length=40, required=False, allow_blank=True)
    email = serializers.CharField(max_length=120, required=False, allow_blank=True)
    address = serializers.CharField(max_length=240, required=False, allow_blank=True)
    postcode = serializers.CharField(max_length=12, required=False, allow_blank=True)
    content = serializers.CharField(max_length=5000)
    topic = serializers.CharField(max_length=40, required=False, allow_blank=True)
    wanted_form = serializers.CharField(max_length=80, required=False, allow_blank=True)
    wanted_way = serializers.CharField(max_length=80, required=False, allow_blank=True)
    tracking_number = serializers.CharField(max_length=40, required=False, allow_blank=True)
    idempotency_key = serializers.CharField(max_length=80, required=False, allow_blank=True)

    def validate_arrived_on(self, day):
        """Refuse a day after today."""
        if day > timezone.localdate():
            raise serializers.ValidationError("到达日期在今天之后")
        return day


class ApplicationOut(serializers.ModelSerializer):
    """An application as stored; `public_id` is the secret with which its applicant asks for the status."""

    case_number = serializers.SerializerMethodField()

    class Meta:
        model = Application
        fields = ["public_id", "channel", "arrived_on", "applicant_kind", "recorded_at", "digest", "case_number"]
        read_only_fields = fields

    def get_case_number(self, application) -> str:
        """Return the register number, or an empty string while the application waits."""
        case = getattr(application, "case", None)
        return case.number if case else ""
