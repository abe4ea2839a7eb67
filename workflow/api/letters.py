"""Letters over the API: what was issued, and its PDF as the page gives it."""

from django.db import models
from django.db.models import OuterRef, Subquery
from django.http import HttpResponse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext_lazy as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import mixins, serializers, viewsets
from rest_framework.decorators import action
from rest_framework.permissions import IsAuthenticated
from rest_framework.renderers import JSONRenderer

from agencies.api.endpoints import Listing, StrictSerializer, as_conflict
from agencies.api.parsing import AnyFile
from intake.models import Scope, ServiceAccount
from law.regulations.texts import REGULATIONS
from notices.letters.models import Letter, LetterStatus
from notices.letters.selectors import drawing_failed
from notices.rendering.watermark import file_to_hand_out
from workflow.api.filters import LetterFilter
from workflow.cases import policy
from workflow.cases.models import Event
from workflow.changes.selectors import letters_told_to
from workflow.looks.doors import door_of
from workflow.looks.services import note_letter, note_letter_for_platform


class Drawing(models.TextChoices):
    """How far the worker is with the PDF of a letter."""

    WAITING = "waiting", _("Waits to be drawn")
    FAILED = "failed", _("Could not be drawn so far; it is tried again")
    UNSIGNED = "unsigned", _("Drawn, waits for its electronic signature")
    DRAWN = "drawn", _("Drawn")
    PAPER = "paper", _("On paper alone: issued before this system")

    @classmethod
    def of(cls, letter: Letter) -> "Drawing":
        """Return how far a letter is."""
        if letter.historic:
            return cls.PAPER
        if not letter.pdf_sha256:
            return cls.FAILED if drawing_failed(letter) else cls.WAITING
        copy = getattr(letter, "signed_copy", None)
        return cls.UNSIGNED if copy is not None and not copy.pdf_sha256 else cls.DRAWN


class LetterOut(serializers.ModelSerializer):
    """An issued letter; its addressee and its words stay with the page that logs who looked."""

    agency = serializers.SlugRelatedField(slug_field="code", read_only=True)
    case = serializers.SerializerMethodField(help_text="Id of its case; null: it belongs to none")
    kind = serializers.CharField(read_only=True, help_text="Code of the kind, as `render_notice --list` prints them")
    number = serializers.CharField(read_only=True, allow_blank=True, help_text="Document number (文号); empty: a sheet")
    regulation = serializers.ChoiceField([*REGULATIONS], read_only=True)
    standing = serializers.ChoiceField(LetterStatus.choices, source="status", read_only=True)
    content_sha256 = serializers.CharField(
        read_only=True, allow_blank=True, help_text="Empty: issued on paper before this system"
    )
    pdf_sha256 = serializers.CharField(
        read_only=True, allow_blank=True, help_text="Of the PDF as drawn, before any signature; empty: not drawn yet"
    )
    has_pdf = serializers.SerializerMethodField(help_text="Whether the worker has drawn it")
    signed = serializers.SerializerMethodField(help_text="Whether there is an electronically signed copy")
    signed_sha256 = serializers.SerializerMethodField(help_text="Of the signed copy; empty: there is none")
    act = serializers.SerializerMethodField(help_text="Act by which it was issued; empty: it belongs to no case")
    seq = serializers.SerializerMethodField(help_text="Number of that event in its case; null: it belongs to none")
    drawing = serializers.SerializerMethodField(help_text="How far the worker is with its PDF")
    drawing_error = serializers.SerializerMethodField(
        help_text="Why it could not be drawn or signed so far; empty: it could"
    )

    class Meta:
        model = Letter
        fields = [
            "id", "agency", "case", "kind", "number", "dated", "title", "regulation", "standing", "historic",
            "content_sha256", "pdf_sha256", "has_pdf", "signed",
            "signed_sha256", "act", "seq", "drawing", "drawing_error",
        ]  # fmt: skip
        read_only_fields = fields

    def get_case(self, letter) -> int | None:
        """Return the case whose act issued the letter."""
        return letter.case_id

    def get_has_pdf(self, letter) -> bool:
        """Say whether the worker has drawn the letter."""
        return bool(letter.pdf)

    def get_signed(self, letter) -> bool:
        """Say whether the signed copy is there."""
        return bool(self.get_signed_sha256(letter))

    def get_signed_sha256(self, letter) -> str:
        """Return the hash of the signed copy."""
        copy = getattr(letter, "signed_copy", None)
        return copy.pdf_sha256 if copy is not None else ""

    def get_act(self, letter) -> str:
        """Return the code of the act."""
        return letter.issued_by_act or ""

    def get_seq(self, letter) -> int | None:
        """Return the number of the event."""
        return letter.issued_by_seq

    @extend_schema_field(serializers.ChoiceField(Drawing.choices))
    def get_drawing(self, letter):
        """Return how far the worker is."""
        return Drawing.of(letter)

    def get_drawing_error(self, letter) -> str:
        """Return the reason of the last attempt."""
        copy = getattr(letter, "signed_copy", None)
        return letter.render_error or (copy.error if copy is not None and not copy.pdf_sha256 else "")


class LookIn(StrictSerializer):
    """Why a paper is opened."""

    reason = serializers.CharField(
        required=False,
        allow_blank=True,
        max_length=200,
        help_text="Why; needed from who does not handle the case. Every look is on record",
    )


class CopyIn(LookIn):
    """Which file of a letter."""

    copy = serializers.ChoiceField(
        ["issued", "unsigned"],
        default="issued",
        help_text="issued: signed where there is a signature; unsigned: as drawn",
    )


@extend_schema(tags=["letters"])
class Letters(Listing, mixins.ListModelMixin, mixins.RetrieveModelMixin, viewsets.GenericViewSet):
    """The letters of the agencies that the officer may see."""

    permission_classes = [IsAuthenticated]
    serializer_class = LetterOut
    filterset_class = LetterFilter
    queryset = Letter.objects.none()
    asks = {"pdf": CopyIn}
    scopes = dict.fromkeys(("list", "retrieve", "pdf"), Scope.LETTERS)

    def get_queryset(self):
        """Return the visible letters, each with the case that it belongs to; to a service account those that left for its applicants."""
        user = self.request.user
        found = letters_told_to(user) if isinstance(user, ServiceAccount) else policy.visible_letters(user)
        issuing = Event.objects.filter(letter=OuterRef("pk")).order_by("id")
        related = ("agency", "void_record", "supersession__by", "signed_copy")
        told = {"case_id": "case_id", "issued_by_act": "act", "issued_by_seq": "seq"}
        return found.select_related(*related).annotate(
            **{name: Subquery(issuing.values(column)[:1]) for name, column in told.items()}
        )

    @extend_schema(operation_id="list_letters")
    def list(self, request, *args, **kwargs):
        """List letters, the newest first."""
        return super().list(request, *args, **kwargs)

    @extend_schema(operation_id="read_letter")
    def retrieve(self, request, *args, **kwargs):
        """Read what was issued under one number."""
        return super().retrieve(request, *args, **kwargs)

    @extend_schema(operation_id="read_letter_pdf", responses={(200, "application/pdf"): OpenApiTypes.BINARY})
    @action(detail=True, renderer_classes=[JSONRenderer, AnyFile])
    def pdf(self, request, *args, **kwargs):
        """Read the PDF of a letter, which is put on record; one that no longer holds is marked across each page.

        While the worker has not drawn it yet, where it was destroyed after its term, and where the stored file is not what
        was stored, this is a conflict (409) whose detail says which.
        """
        letter = self.get_object()
        with as_conflict():
            data = file_to_hand_out(letter, unsigned=self.asked["copy"] == "unsigned")
        user, told = request.user, {"door": door_of(request), "now": timezone.now()}
        if isinstance(user, ServiceAccount):
            note_letter_for_platform(user.name, letter, **told)
        else:
            note_letter(user, letter, given=self.asked.get("reason", ""), **told)
        status = "" if letter.status == LetterStatus.VALID else f"（{letter.status.label}）"
        response = HttpResponse(data, content_type="application/pdf")
        response["Content-Disposition"] = content_disposition_header(
            True, f"{letter.number or letter.title}{status}.pdf"
        )
        return response
