"""Applications over the API: taken in with their files, confirmed, registered; as at the desk."""

from django.db import transaction
from django.http import HttpResponse
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
from intake import services as intake
from intake.api import (
    MOST_BYTES,
    ApplicationIn,
    ApplicationOut,
    ApplicationWithFilesIn,
    ConfirmationIn,
    ConfirmationOut,
)
from intake.models import Application, Attachment
from intake.selectors import confirmed_on, read_attachment
from law import Conflict
from workflow.acts import services
from workflow.acts.fields import api as api_fields
from workflow.api.cases import CaseOut
from workflow.api.filters import ApplicationFilter
from workflow.cases import policy, selectors
from workflow.cases.models import Case
from workflow.desk.registration_preview import preview_registration
from workflow.duplicates.selectors import check_seen

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


@extend_schema(tags=["applications"])
class Applications(Listing, mixins.ListModelMixin, mixins.RetrieveModelMixin, viewsets.GenericViewSet):
    """Applications of the agencies that the officer may see."""

    permission_classes = [IsAuthenticated]
    serializer_class = ApplicationOut
    filterset_class = ApplicationFilter
    queryset = Application.objects.none()
    lookup_field = "public_id"
    parser_classes = [StrictJSONParser, NamedPartsParser]  # files come with a submission alone
    takes = {"create": ApplicationWithFilesIn, "register": RegistrationIn, "confirm": ConfirmationIn}

    @property
    def most_bytes(self) -> int:
        """Return how much is read at most: a submission brings files."""
        return MOST_BYTES if self.action == "create" else super().most_bytes

    def get_queryset(self):
        """Return the applications of the agencies that the officer may see."""
        found = policy.visible_applications(self.request.user)
        return found.select_related("agency", "case").prefetch_related("attachments", "confirmations")

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
        content answers with the application that was stored first.
        """
        self.refuse_others()
        values = dict(self.given)
        preview_registration(
            values["channel"], values["arrived_on"], None, selectors.calendar()
        )  # refuse an impossible day before anything is kept
        stored = intake.submit(agency=request.user.agency, now=timezone.now(), by=request.user, **values)
        return Response(ApplicationOut(self.get_queryset().get(pk=stored.pk)).data, status=status.HTTP_201_CREATED)

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
            application = get_object_or_404(self.get_queryset().select_for_update(of=("self",)), **self.kwargs)
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
        """Read a file that came with an application, as it came; where what is stored is no longer that file, a conflict (409)."""
        found = get_object_or_404(Attachment, application=self.get_object(), pk=int(self.kwargs["attachment"]))
        with as_conflict():
            data = read_attachment(found)
        response = HttpResponse(data, content_type=found.media_type)
        response["Content-Disposition"] = content_disposition_header(True, found.name)
        return response

    def refuse_others(self) -> None:
        """Refuse who may not take in and register applications."""
        if not policy.may_register(self.request.user):
            raise PermissionDenied(_("Only a clerk of the agency may register."))
