"""The API of the workflow: cases, the acts they may take now, the same policy as the pages."""

import io

from django.http import FileResponse, Http404
from django.shortcuts import get_object_or_404
from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_field
from rest_framework import mixins, serializers, status, viewsets
from rest_framework.decorators import action
from rest_framework.exceptions import PermissionDenied
from rest_framework.permissions import AllowAny, IsAuthenticated
from rest_framework.response import Response
from rest_framework.throttling import ScopedRateThrottle
from rest_framework.views import APIView

from agencies.storage import Damaged, NotKept
from intake import services as intake
from intake.api import ApplicationIn, ApplicationOut
from intake.models import Application
from law import Refused, procedure, reckon
from notices.marking import handed_out
from notices.models import Letter
from workflow import folding, policy, selectors, services
from workflow.models import Case, Event

# What the public reads: no officer's name, no office routine (practice.md A4).
PUBLIC_WORDS = {
    "registered": "办理中",
    "handling": "办理中",
    "in_review": "办理中",
    "approved": "办理中",
    "signed": "办理中",
    "awaiting_correction": "等待您补正",
    "awaiting_payment": "等待您缴费",
    "awaiting_reasons": "等待您说明理由",
    "lapsed": "视为放弃申请",
    "replied": "已答复，送达中",
    "delivered": "已答复并送达",
    "closed": "已办结",
}


CODES = {
    services.Conflict: status.HTTP_409_CONFLICT,
    Damaged: status.HTTP_409_CONFLICT,
    NotKept: status.HTTP_507_INSUFFICIENT_STORAGE,
}


class RefusalOut(serializers.Serializer):
    """A refusal: the reason, the article it rests on, the field it concerns."""

    reason = serializers.CharField()
    english = serializers.CharField()
    article = serializers.CharField()
    field = serializers.CharField()


def refusal(error: Refused, code: int | None = None) -> Response:
    """Answer a refusal: 409 if somebody acted first or a file is damaged, 507 if the disk takes nothing, else 400."""
    if code is None:
        code = next((code for kind, code in CODES.items() if isinstance(error, kind)), status.HTTP_400_BAD_REQUEST)
    body = {"reason": error.reason, "english": error.english, "article": error.article, "field": error.field}
    return Response(body, status=code)


class ReasonOut(serializers.Serializer):
    """One cited reason of a due day."""

    on = serializers.DateField()
    act = serializers.CharField()
    article = serializers.CharField()
    text = serializers.CharField()
    due_on = serializers.DateField(allow_null=True)


class ActOut(serializers.Serializer):
    """An act that the officer may perform now."""

    code = serializers.CharField()
    term = serializers.CharField()
    name = serializers.CharField()
    article = serializers.CharField()


class CaseOut(serializers.ModelSerializer):
    """A case with its projections; the applicant's particulars stay with the page that logs who looked."""

    agency = serializers.SlugRelatedField(slug_field="code", read_only=True)

    class Meta:
        model = Case
        fields = [
            "id", "number", "agency", "applicant_kind", "channel", "topic", "regulation", "state", "arrived_on",
            "received_on", "unconfirmed", "due_on", "provisional", "waiting_for", "extended", "outcome", "grounds",
            "decided_on", "delivered_on", "closed_on", "timeliness", "document_number", "imported", "version",
        ]  # fmt: skip
        read_only_fields = fields


class EventOut(serializers.ModelSerializer):
    """One event of a case, without the words of a paper: they name the applicant, and the page logs who reads them."""

    actor = serializers.StringRelatedField()
    data = serializers.SerializerMethodField()

    class Meta:
        model = Event
        fields = ["seq", "act", "on", "recorded_at", "actor", "data", "letter", "hash"]
        read_only_fields = fields

    def get_data(self, event) -> dict:
        """Return what the act said, but for the facts of a paper (个人信息保护法6、25)."""
        return {name: value for name, value in event.data.items() if name != "facts"}


class CaseDetailOut(CaseOut):
    """A case with its events, its reasons and what the officer may do now."""

    events = EventOut(many=True)
    acts = serializers.SerializerMethodField()
    reasons = serializers.SerializerMethodField()

    class Meta(CaseOut.Meta):
        fields = [*CaseOut.Meta.fields, "events", "acts", "reasons"]
        read_only_fields = fields

    @extend_schema_field(ActOut(many=True))
    def get_acts(self, case):
        """Return exactly the acts that this officer may perform now."""
        rows = policy.possible_acts(self.context["request"].user, case)
        return [
            {"code": row.code, "term": row.term, "name": row.name, "article": row.articles[case.regulation]}
            for row in rows
        ]

    @extend_schema_field(ReasonOut(many=True))
    def get_reasons(self, case):
        """Return why the due day is what it is, one cited reason per move."""
        reckoning = folding.reckon(list(case.events.all()), selectors.calendar())
        return ReasonOut(reckoning.reasons, many=True).data


class ActIn(serializers.Serializer):
    """An act to perform: its day, the version the officer saw, and what the act must say."""

    act = serializers.ChoiceField([code for code, row in procedure.ACTS.items() if row.by_hand])
    on = serializers.DateField()
    version = serializers.IntegerField(min_value=1)
    data = serializers.DictField(required=False)


class StatusIn(serializers.Serializer):
    """The secret that the applicant received; sent in the body so that no log of addresses keeps it."""

    code = serializers.UUIDField()


class StatusOut(serializers.Serializer):
    """What an applicant may know of the own application."""

    status = serializers.CharField()
    arrived_on = serializers.DateField()
    received_on = serializers.DateField(allow_null=True)
    due_on = serializers.DateField(allow_null=True)
    provisional = serializers.BooleanField()
    decided_on = serializers.DateField(allow_null=True)


class Applications(viewsets.GenericViewSet):
    """Applications of the officer's own agency."""

    permission_classes = [IsAuthenticated]
    serializer_class = ApplicationIn
    lookup_field = "public_id"

    def get_queryset(self):
        """Return the applications of the agencies that the officer may see."""
        if getattr(self, "swagger_fake_view", False):
            return Application.objects.none()
        return Application.objects.filter(agency__in=policy.visible_agencies(self.request.user))

    @extend_schema(request=ApplicationIn, responses={201: ApplicationOut, 400: RefusalOut})
    def create(self, request):
        """Store an application exactly as it came in; a repeated idempotency key stores it once."""
        if not policy.may_register(request.user):
            raise PermissionDenied
        given = ApplicationIn(data=request.data)
        given.is_valid(raise_exception=True)
        try:
            stored = intake.submit(
                agency=request.user.agency, now=timezone.now(), by=request.user, **given.validated_data
            )
        except Refused as error:
            return refusal(error)
        return Response(ApplicationOut(stored).data, status=status.HTTP_201_CREATED)

    @extend_schema(responses={200: ApplicationOut})
    def retrieve(self, request, public_id=None):
        """Return one application."""
        return Response(ApplicationOut(self.get_object()).data)

    @extend_schema(request=None, responses={201: CaseOut, 400: RefusalOut})
    @action(detail=True, methods=["post"])
    def register(self, request, public_id=None):
        """Register an application: fix its legal day of receipt and open its case."""
        try:
            case = services.register(self.get_object(), by=request.user, now=timezone.now())
        except Refused as error:
            return refusal(error)
        return Response(CaseOut(case).data, status=status.HTTP_201_CREATED)


class Cases(mixins.ListModelMixin, viewsets.GenericViewSet):
    """The cases that the officer may see."""

    permission_classes = [IsAuthenticated]
    serializer_class = CaseOut
    filterset_fields = ["state", "agency__code", "outcome", "number"]

    def get_queryset(self):
        """Return the visible cases."""
        if getattr(self, "swagger_fake_view", False):
            return Case.objects.none()
        return policy.visible_to(self.request.user).select_related("agency")

    @extend_schema(responses={200: CaseDetailOut})
    def retrieve(self, request, pk=None):
        """Return one case with its events, its reasons and the acts possible now."""
        case = get_object_or_404(self.get_queryset().prefetch_related("events__actor"), pk=_whole(pk))
        return Response(CaseDetailOut(case, context={"request": request}).data)

    @extend_schema(request=ActIn, responses={201: EventOut, 400: RefusalOut, 409: RefusalOut})
    @action(detail=True, methods=["post"])
    def acts(self, request, pk=None):
        """Perform one act on the case."""
        case = get_object_or_404(self.get_queryset(), pk=_whole(pk))
        given = ActIn(data=request.data)
        given.is_valid(raise_exception=True)
        values = given.validated_data
        try:
            event = services.perform(
                values["act"],
                case.pk,
                by=request.user,
                on=values["on"],
                now=timezone.now(),
                data=values.get("data", {}),
                version=values["version"],
            )
        except Refused as error:
            return refusal(error)
        return Response(EventOut(event).data, status=status.HTTP_201_CREATED)


def _whole(text: str) -> int:
    if not str(text).isdecimal() or len(str(text)) > 18:
        raise Http404
    return int(text)


class Status(APIView):
    """Where an application stands, for its applicant, who holds its secret code."""

    permission_classes = [AllowAny]
    authentication_classes = []
    throttle_classes = [ScopedRateThrottle]
    throttle_scope = "public"

    @extend_schema(request=StatusIn, responses={200: StatusOut, 404: OpenApiTypes.OBJECT})
    def post(self, request):
        """Return the status; an unknown code is a 404 and says nothing else."""
        given = StatusIn(data=request.data)
        given.is_valid(raise_exception=True)
        application = get_object_or_404(
            Application.objects.select_related("case"), public_id=given.validated_data["code"]
        )
        case = getattr(application, "case", None)
        body = {
            "status": PUBLIC_WORDS[case.state] if case else "已收到，待确认",
            "arrived_on": application.arrived_on,
            "received_on": case.received_on if case else None,
            "due_on": case.due_on if case else None,
            "provisional": bool(case and case.provisional),
            "decided_on": case.decided_on if case else None,
        }
        return Response(StatusOut(body).data)


class Reckon(APIView):
    """Reckon the due day of one or many lives."""

    permission_classes = [IsAuthenticated]

    @extend_schema(
        request=OpenApiTypes.OBJECT,
        responses={200: OpenApiTypes.OBJECT},
        parameters=[OpenApiParameter("format", OpenApiTypes.STR, exclude=True)],
    )
    def post(self, request):
        """Return one reckoning per life, in order; a life that the law does not allow gives its error."""
        if isinstance(request.data, list):
            if len(request.data) > MAX_LIVES:
                return Response({"error": f"一次最多 {MAX_LIVES} 件"}, status=status.HTTP_400_BAD_REQUEST)
            return Response(reckon.reckon_many(request.data))
        return Response(reckon.reckon_many([request.data])[0])


MAX_LIVES = 10_000


class LetterOut(serializers.ModelSerializer):
    """An issued letter."""

    has_pdf = serializers.SerializerMethodField()

    class Meta:
        model = Letter
        fields = ["id", "kind", "number", "dated", "title", "regulation", "content_sha256", "pdf_sha256", "has_pdf"]
        read_only_fields = fields

    def get_has_pdf(self, letter) -> bool:
        """Say whether the worker has drawn the letter."""
        return bool(letter.pdf)


class Letters(mixins.ListModelMixin, mixins.RetrieveModelMixin, viewsets.GenericViewSet):
    """The letters of the agencies that the officer may see."""

    permission_classes = [IsAuthenticated]
    serializer_class = LetterOut

    def get_queryset(self):
        """Return the visible letters."""
        if getattr(self, "swagger_fake_view", False):
            return Letter.objects.none()
        return Letter.objects.filter(agency__in=policy.visible_agencies(self.request.user))

    @extend_schema(responses={(200, "application/pdf"): OpenApiTypes.BINARY, 404: RefusalOut, 409: RefusalOut})
    @action(detail=True)
    def pdf(self, request, pk=None):
        """Return the PDF; 404 with the reason until the worker has drawn it, 409 where the stored file is damaged."""
        letter = self.get_object()
        try:
            data = handed_out(letter, unsigned=True)  # the file whose hash the API tells
        except Damaged as error:
            return refusal(error)
        except Refused as error:  # not drawn, not signed, historic, destroyed
            return refusal(error, status.HTTP_404_NOT_FOUND)
        return FileResponse(io.BytesIO(data), as_attachment=True, filename=f"{letter.number or letter.title}.pdf")
