"""What the API takes and tells of applications: their files, their confirmations, where they stand."""

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from agencies.api.endpoints import MEGABYTE, StrictSerializer
from agencies.forms.fields import recorded_day
from intake.models import ApplicantKind, Application, Attachment, Channel, Confirmation
from intake.services import MAX_ATTACHMENTS

MOST_BYTES = MAX_ATTACHMENTS * settings.ATTACHMENT_MAX_BYTES + MEGABYTE  # a submission: its files and its fields


class ApplicationIn(StrictSerializer):
    """What an applicant sends, word for word (条例29)."""

    agency = serializers.CharField(
        max_length=40,
        required=False,
        help_text="Code of the agency applied to: a service account must name it; for a person it is the own one",
    )
    channel = serializers.ChoiceField(Channel.choices, help_text="How it came in; the day of receipt follows (条例31)")
    arrived_on = serializers.DateField(
        validators=[recorded_day], help_text="The day on which it physically arrived; not after today"
    )
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
    idempotency_key = serializers.CharField(
        max_length=80,
        required=False,
        allow_blank=True,
        help_text="Sent again with the same content: the application stored first; with other content: a conflict (409)",
    )

    def validate_arrived_on(self, day):
        """Refuse a day after today."""
        if day > timezone.localdate():
            raise serializers.ValidationError(_("The day of arrival is in the future."))
        return day


@extend_schema_field(OpenApiTypes.BINARY)
class Upload(serializers.FileField):
    """A file as it is sent; what it is is judged where it is stored."""


class ApplicationWithFilesIn(ApplicationIn):
    """An application with its files, as multipart/form-data: one part `files` a file (PDF, JPG, PNG; 20 MB each, 10 at most)."""

    files = serializers.ListField(
        child=Upload(allow_empty_file=True, max_length=200), required=False, max_length=MAX_ATTACHMENTS
    )


class AttachmentOut(serializers.ModelSerializer):
    """A file that came with an application."""

    class Meta:
        model = Attachment
        fields = ["id", "name", "media_type", "size", "sha256", "recorded_at"]
        read_only_fields = fields


class ConfirmationIn(StrictSerializer):
    """An attempt to confirm an application with its applicant (条例31（二）（三）)."""

    on = serializers.DateField(validators=[recorded_day], help_text="Not before the day of arrival, not after today")
    means = serializers.CharField(max_length=40, help_text="Telephone, message …")
    reached = serializers.BooleanField(
        help_text="Whether the applicant was reached and confirmed; only then it is received"
    )
    note = serializers.CharField(max_length=200, required=False, allow_blank=True)


class ConfirmationOut(serializers.ModelSerializer):
    """An attempt on record."""

    class Meta:
        model = Confirmation
        fields = ["id", "on", "means", "reached", "note", "recorded_at"]
        read_only_fields = fields


class ApplicationOut(serializers.ModelSerializer):
    """An application as stored: `id` stands in addresses, `public_id` is the applicant's secret and never does."""

    agency = serializers.SlugRelatedField(slug_field="code", read_only=True)
    case = serializers.SerializerMethodField(
        help_text="Id of the case that was opened; null while the application waits"
    )
    case_number = serializers.SerializerMethodField(help_text="Its register number, or empty")
    attachments = AttachmentOut(many=True, read_only=True)
    confirmations = ConfirmationOut(many=True, read_only=True)

    class Meta:
        model = Application
        fields = [
            "id", "public_id", "agency", "channel", "arrived_on", "applicant_kind", "topic", "recorded_at", "digest",
            "case", "case_number", "attachments", "confirmations",
        ]  # fmt: skip
        read_only_fields = fields

    def get_case(self, application) -> int | None:
        """Return the id of its case."""
        case = getattr(application, "case", None)
        return case.pk if case else None

    def get_case_number(self, application) -> str:
        """Return the register number."""
        case = getattr(application, "case", None)
        return case.number if case else ""
