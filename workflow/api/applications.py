"""Applications over the API: taken in with their files, confirmed, registered; as at the desk."""

from uuid import UUID

from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import mixins, serializers, status, viewsets
from rest_framework.decorators import action
from rest_framework.exceptions import PermissionDenied
from rest_framework.permissions import IsAuthenticated
from rest_framework.renderers import JSONRenderer
from rest_framework.response import Response

from agencies.api.endpoints import Listing, StrictSerializer, as_conflict
from agencies.api.parsing import AnyFile, NamedPartsParser, StrictJSONParser
from agencies.audit_trail.models import LookKind
from intake import services as intake
from intake.api import (
    MOST_BYTES,
    ApplicationIn,
    ApplicationOut,
    ApplicationWithFilesIn,
    ConfirmationIn,
    ConfirmationOut,
)
from intake.models import Application, Attachment, Scope, ServiceAccount
from intake.selectors import confirmed_on, read_attachment, sent_by
from intake.service_accounts import receiving_agency
from law import Conflict
from workflow.acts import services
from workflow.acts.fields import api as api_fields
from workflow.api.cases import CaseOut
from workflow.api.filters import ApplicationFilter
from workflow.api.letters import LookIn
from workflow.cases import policy, selectors
from workflow.cases.models import Case
from workflow.changes.standing import PUBLIC_WORDS, STATES, case_of, standing_of
from workflow.desk.registration_preview import preview_registration
from workflow.duplicates.selectors import check_seen
from workflow.looks.doors import door_of
from workflow.looks.services import note_look

LONGEST_ID = 18  # digits; more are no number of a row
MEDIA_TYPES = [media_type for media_type, _endings in intake.SIGNATURES.values()]


class RegistrationIn(StrictSerializer):
    """How an application is registered."""

    at_once = serializers.BooleanField(
        required=False, help_text="The reply is given on the spot: no receipt is issued (条例33①)"
    )
    locked_year_reason = serializers.CharField(
        required=False,
        allow_blank=True,
        max_length=400,
        help_text="Why a published and locked year changes: a letter of that year that was found later",
    )
    another_application = serializers.BooleanField(
        required=False,
        help_text="It is another application than the earlier ones that a refusal named: somebody compared them",
    )
    demands = api_fields.lines(
        "What the application asks for, one text each, in its order, as a person confirmed it; left out: it is one, with a "
        "doubt where its text seems to list several (条例36)",
        required=False,
    )


class StandingOut(serializers.Serializer):
    """Where an application stands, without an officer's name and without office routine."""

    application = serializers.IntegerField()
    state = serializers.ChoiceField(STATES)
    status = serializers.CharField(help_text="The state in the language of the request")
    case_number = serializers.CharField(allow_blank=True, help_text="Number in the register; empty: not registered yet")
    received_on = serializers.DateField(allow_null=True)
    due_on = serializers.DateField(allow_null=True)
    provisional = serializers.BooleanField(help_text="The holidays of the year are not published yet")
    decided_on = serializers.DateField(allow_null=True)


@extend_schema(tags=["applications"])
class Applications(Listing, mixins.ListModelMixin, mixins.RetrieveModelMixin, viewsets.GenericViewSet):
    """Applications of the agencies that the officer may see."""

    permission_classes = [IsAuthenticated]
    serializer_class = ApplicationOut
    filterset_class = ApplicationFilter
    queryset = Application.objects.none()
    lookup_url_kwarg = "id"
    parser_classes = [StrictJSONParser, NamedPartsParser]  # files come with a submission alone
    asks = {"attachment": LookIn}
    scopes = {"create": Scope.SUBMIT, "list": Scope.STATUS, "retrieve": Scope.STATUS, "standing": Scope.STATUS}
    takes = {"create": ApplicationWithFilesIn, "register": RegistrationIn, "confirm": ConfirmationIn}

    @property
    def most_bytes(self) -> int:
        """Return how much is read at most: a submission brings files."""
        return MOST_BYTES if self.action == "create" else super().most_bytes

    def get_queryset(self):
        """Return the applications of the agencies that the officer may see, or those that the service account sent."""
        user = self.request.user
        found = sent_by(user) if isinstance(user, ServiceAccount) else policy.visible_applications(user)
        return found.select_related("agency", "case").prefetch_related("attachments", "confirmations")

    def get_object(self):
        """Return the application of the address: by its number, or by its code as addresses were before they held no secret."""
        return get_object_or_404(self.get_queryset(), **self.named())

    def named(self) -> dict:
        """Return by what the address names an application; what is neither number nor code names none."""
        text = self.kwargs["id"]
        if text.isdecimal() and len(text) <= LONGEST_ID:
            return {"pk": int(text)}
        try:
            return {"public_id": UUID(text)}
        except ValueError:
            raise Http404 from None

    @extend_schema(operation_id="list_applications")
    def list(self, request, *args, **kwargs):
        """List applications, the newest first; `?registered=false` is the queue before registration."""
        return super().list(request, *args, **kwargs)

    @extend_schema(
        operation_id="submit_application",
        request={"application/json": ApplicationIn, "multipart/form-data": ApplicationWithFilesIn},
        responses={201: ApplicationOut},
    )
    def create(self, request):
        """Store an application exactly as it came in, with its files (条例29).

        Files come as multipart/form-data, each as a part named `files`: PDF, JPG or PNG, recognised by what they are;
        20 MB each, 10 at most. If one of them is refused, nothing is stored. A repeated idempotency key with the same
        content answers with the application that was stored first. A service account names the agency applied to.
        """
        values = dict(self.given)
        sender = self.sender(values.pop("agency", ""))
        preview_registration(
            values["channel"], values["arrived_on"], None, selectors.calendar()
        )  # refuse an impossible day before anything is kept
        stored = intake.submit(now=timezone.now(), **sender, **values)
        seen = Application.objects.select_related("agency", "case").get(pk=stored.pk)
        return Response(ApplicationOut(seen).data, status=status.HTTP_201_CREATED)

    def sender(self, code: str) -> dict:
        """Return who sends and to which agency; raise Refused for an agency that is not theirs to receive for."""
        user = self.request.user
        if isinstance(user, ServiceAccount):
            if not code:
                raise serializers.ValidationError({"agency": [_("Name the agency applied to.")]}, code="required")
            return {"agency": receiving_agency(user, code), "account": user}
        self.refuse_others()
        if code not in ("", user.agency.code):
            raise serializers.ValidationError({"agency": [_("An officer takes applications in for the own agency.")]})
        return {"agency": user.agency, "by": user}

    @extend_schema(operation_id="read_standing", responses={200: StandingOut})
    @action(detail=True, url_path="status")
    def standing(self, request, *args, **kwargs):
        """Read where an application stands, in the words and within the limits of what its applicant may know."""
        application = self.get_object()
        case = case_of(application)
        told = standing_of(case)
        found = {"application": application.pk, "status": PUBLIC_WORDS[told["state"]], **told}
        return Response(StandingOut(found).data)

    @extend_schema(operation_id="read_application")
    def retrieve(self, request, *args, **kwargs):
        """Read one application with its files and the attempts to confirm it."""
        return super().retrieve(request, *args, **kwargs)

    @extend_schema(operation_id="confirm_application", responses={201: ConfirmationOut})
    @action(detail=True, methods=["post"], url_path="confirmations", parser_classes=[StrictJSONParser])
    def confirm(self, request, *args, **kwargs):
        """Record an attempt to confirm with the applicant.

        An application by ordinary mail, fax, e-mail or another online channel is received on the day on which both sides
        confirmed (条例31（二）（三）); until then it cannot be registered. An attempt that reached nobody is kept as well.
        """
        self.refuse_others()
        with transaction.atomic():
            application = get_object_or_404(self.get_queryset().select_for_update(of=("self",)), **self.named())
            if Case.objects.filter(application=application).exists():
                raise Conflict(
                    "这件申请已经登记，不再记录确认", "条例31", english="The application is registered already"
                )
            stored = intake.confirm(application, now=timezone.now(), by=request.user, **self.given)
        return Response(ConfirmationOut(stored).data, status=status.HTTP_201_CREATED)

    @extend_schema(operation_id="register_application", responses={201: CaseOut})
    @action(detail=True, methods=["post"], parser_classes=[StrictJSONParser])
    def register(self, request, *args, **kwargs):
        """Register an application: fix its legal day of receipt and open its case (条例31).

        One with the mail number of an earlier application, or by the same person with the same or nearly the same text, is
        refused with the number of its case; `another_application` says that somebody compared them and it is another one.
        """
        self.refuse_others()
        application, at_once = self.get_object(), self.given.get("at_once", False)
        arrival = preview_registration(
            application.channel, application.arrived_on, confirmed_on(application), selectors.calendar()
        )
        besides: list[str] = []
        if arrival.due_on and not hasattr(
            application, "case"
        ):  # else the refusal of `register` is the first to be told
            besides = check_seen(application, seen=self.given.get("another_application", False))
        details = services.RegistrationDetails(
            at_once=at_once,
            besides=besides,
            locked_year_reason=self.given.get("locked_year_reason", ""),
            demands=self.given.get("demands"),
        )
        case = services.register(application, by=request.user, now=timezone.now(), details=details)
        return Response(CaseOut(case).data, status=status.HTTP_201_CREATED)

    @extend_schema(
        operation_id="read_attachment",
        parameters=[OpenApiParameter("attachment", OpenApiTypes.INT, OpenApiParameter.PATH)],
        responses={(200, one): OpenApiTypes.BINARY for one in MEDIA_TYPES},
    )
    @action(
        detail=True,
        url_path="attachments/(?P<attachment>[0-9]{1,18})",
        renderer_classes=[JSONRenderer, AnyFile],
    )
    def attachment(self, request, *args, **kwargs):
        """Read a file that came with an application, as it came; the look is put on record.

        Where what is stored is no longer that file, a conflict (409).
        """
        application = self.get_object()
        found = get_object_or_404(Attachment, application=application, pk=int(self.kwargs["attachment"]))
        with as_conflict():
            data = read_attachment(found)
        note_look(
            request.user, LookKind.SCAN, case=getattr(application, "case", None), application=application,
            door=door_of(request), now=timezone.now(), given=self.asked.get("reason", ""),
        )  # fmt: skip
        response = HttpResponse(data, content_type=found.media_type)
        response["Content-Disposition"] = content_disposition_header(True, found.name)
        return response

    def refuse_others(self) -> None:
        """Refuse who may not take in and register applications."""
        if not policy.may_register(self.request.user):
            raise PermissionDenied(_("Only a clerk of the agency may register."))
