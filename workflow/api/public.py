"""What the API tells without a case in hand: where an application stands, for its applicant, and due days for anybody's lives."""

from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from drf_spectacular.utils import PolymorphicProxySerializer, extend_schema
from rest_framework import exceptions, serializers
from rest_framework.permissions import AllowAny, IsAuthenticated
from rest_framework.response import Response

from agencies.api.endpoints import FOR_EVERY_ACCOUNT, Endpoint, StrictSerializer
from agencies.api.limits import SharedThrottle
from intake.models import Application
from law.deadlines import deadline_json, receipt
from law.regulations.texts import REGULATIONS
from workflow.cases.models import Case
from workflow.changes.standing import PUBLIC_WORDS, case_of, public_state
from workflow.duplicates.selectors import remaining_case

MAX_LIVES = 10_000
ACTS = sorted(deadline_json.ACTS)
CHANNELS = sorted(receipt.LABELS)
WAITING = ("confirmation", "correction", "payment", "reasons")


class StatusIn(StrictSerializer):
    """The secret that the applicant received; sent in the body so that no log of addresses keeps it."""

    code = serializers.UUIDField(help_text="The public_id of the application")


class StatusOut(serializers.Serializer):
    """What an applicant may know of the own application."""

    status = serializers.CharField()
    arrived_on = serializers.DateField()
    received_on = serializers.DateField(allow_null=True)
    due_on = serializers.DateField(allow_null=True)
    provisional = serializers.BooleanField(help_text="The holidays of the year are not published yet")
    decided_on = serializers.DateField(allow_null=True)


class Status(Endpoint):
    """Where an application stands, for its applicant, who holds its secret code."""

    permission_classes = [AllowAny]
    authentication_classes = []
    throttle_classes = [SharedThrottle]
    throttle_scope = "public"
    takes = {"post": StatusIn}

    @extend_schema(operation_id="read_status", tags=["status"], responses={200: StatusOut})
    def post(self, request):
        """Tell an applicant where the application stands; an unknown code is a 404 and says nothing else."""
        application = get_object_or_404(Application.objects.select_related("case"), public_id=self.given["code"])
        case = _case_that_counts(application)
        body = {
            "status": PUBLIC_WORDS[public_state(case)],
            "arrived_on": application.arrived_on,
            "received_on": case.received_on if case else None,
            "due_on": case.due_on if case else None,
            "provisional": bool(case and case.provisional),
            "decided_on": case.decided_on if case else None,
        }
        return Response(StatusOut(body).data)


def _case_that_counts(application: Application) -> Case | None:
    """Return the case of an application, or the one that remains where its registration was annulled; None before it is registered."""
    case = case_of(application)
    while case is not None and case.annulled and (remains := remaining_case(case)) is not None:
        case = remains
    return case


class LifeActIn(serializers.Serializer):
    """An act of a life."""

    act = serializers.ChoiceField(ACTS)
    on = serializers.DateField()
    key = serializers.CharField(required=False, allow_null=True, help_text="Pairs an opinion with its consultation")
    delivered_on = serializers.DateField(required=False, allow_null=True)
    workdays = serializers.IntegerField(required=False, allow_null=True)
    term_workdays = serializers.IntegerField(required=False, allow_null=True)
    sent_on = serializers.DateField(
        required=False,
        allow_null=True,
        help_text="The day it left; default: on; null: it has not left and moves nothing",
    )


class LifeIn(serializers.Serializer):
    """A life: the day of receipt, or how it arrived, and what was done on which day."""

    received_on = serializers.DateField(required=False)
    channel = serializers.ChoiceField(CHANNELS, required=False, help_text="Instead of received_on (条例31)")
    arrived_on = serializers.DateField(required=False)
    confirmed_on = serializers.DateField(required=False, allow_null=True)
    acts = LifeActIn(many=True, required=False)


class LifeReasonOut(serializers.Serializer):
    """One cited reason of a due day."""

    on = serializers.DateField()
    act = serializers.CharField()
    article = serializers.CharField(allow_blank=True)
    text = serializers.CharField()
    due_on = serializers.DateField(allow_null=True)
    void = serializers.BooleanField(required=False)


class LifeOut(serializers.Serializer):
    """The due day of a life with its reasons."""

    received_on = serializers.DateField(allow_null=True)
    regulation = serializers.ChoiceField(list(REGULATIONS), allow_null=True)
    due_on = serializers.DateField(allow_null=True)
    provisional = serializers.BooleanField()
    reasons = LifeReasonOut(many=True)
    waiting_for = serializers.ChoiceField(WAITING, required=False)


class NoLifeOut(serializers.Serializer):
    """Why the law does not allow a life."""

    error = serializers.CharField()


ONE_OR_MANY_LIVES = PolymorphicProxySerializer("OneOrManyLives", [LifeIn, LifeIn(many=True)], None, many=False)


def _answers(many: bool) -> PolymorphicProxySerializer:
    return PolymorphicProxySerializer(
        component_name="Reckoned", serializers=[LifeOut, NoLifeOut], resource_type_field_name=None, many=many
    )


ONE_OR_MANY_ANSWERS = PolymorphicProxySerializer(
    "OneOrManyReckoned", [_answers(False), _answers(True)], None, many=False
)


class Reckon(Endpoint):
    """Reckon the due day of one or many lives."""

    permission_classes = [IsAuthenticated]
    scopes = {"post": FOR_EVERY_ACCOUNT}
    unchecked = ("post",)

    @extend_schema(
        operation_id="reckon", tags=["reckon"], request=ONE_OR_MANY_LIVES, responses={200: ONE_OR_MANY_ANSWERS}
    )
    def post(self, request):
        """Reckon one life, or a list of at most 10,000: one answer a life, in order (条例33).

        A life that the law does not allow, or that names a field that is not read, has its error in its place.
        """
        if not isinstance(request.data, list | dict):
            raise exceptions.ValidationError(_("A life, or a list of lives."))
        lives = request.data if isinstance(request.data, list) else [request.data]
        if len(lives) > MAX_LIVES:
            raise exceptions.ValidationError(_("At most %(most)s lives at once.") % {"most": MAX_LIVES})
        found = deadline_json.reckon_many(lives)
        return Response(found if isinstance(request.data, list) else found[0])
