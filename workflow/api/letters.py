"""Letters over the API: what was issued, and its PDF as the page gives it."""

from django.db.models import OuterRef, Subquery
from django.http import HttpResponse
from django.utils.http import content_disposition_header
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import mixins, serializers, viewsets
from rest_framework.decorators import action
from rest_framework.permissions import IsAuthenticated
from rest_framework.renderers import JSONRenderer

from agencies.api.endpoints import Listing, StrictSerializer, as_conflict
from agencies.api.parsing import AnyFile
from law.regulations.texts import REGULATIONS
from notices.letters.models import Letter, LetterStatus
from notices.rendering.watermark import file_to_hand_out
from workflow.api.filters import LetterFilter
from workflow.cases import policy
from workflow.cases.models import Event


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

    class Meta:
        model = Letter
        fields = [
            "id", "agency", "case", "kind", "number", "dated", "title", "regulation", "standing", "historic",
            "content_sha256", "pdf_sha256", "has_pdf", "signed",
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
        return bool(getattr(letter, "signed_copy", None) and letter.signed_copy.pdf_sha256)


class CopyIn(StrictSerializer):
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

    def get_queryset(self):
        """Return the visible letters, each with the case that it belongs to."""
        found = policy.visible_letters(self.request.user)
        case = Event.objects.filter(letter=OuterRef("pk")).values("case_id")[:1]
        related = ("agency", "void_record", "supersession__by", "signed_copy")
        return found.select_related(*related).annotate(case_id=Subquery(case))

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
        """Read the PDF of a letter; one that no longer holds is marked across each page.

        While the worker has not drawn it yet, where it was destroyed after its term, and where the stored file is not what
        was stored, this is a conflict (409) whose detail says which.
        """
        letter = self.get_object()
        with as_conflict():
            data = file_to_hand_out(letter, unsigned=self.asked["copy"] == "unsigned")
        status = "" if letter.status == LetterStatus.VALID else f"（{letter.status.label}）"
        response = HttpResponse(data, content_type="application/pdf")
        response["Content-Disposition"] = content_disposition_header(
            True, f"{letter.number or letter.title}{status}.pdf"
        )
        return response
