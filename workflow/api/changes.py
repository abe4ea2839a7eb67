"""The feed of changes, and the agencies for which a platform may act."""

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.permissions import IsAuthenticated
from rest_framework.response import Response

from agencies.api.endpoints import FOR_EVERY_ACCOUNT, Endpoint, StrictSerializer
from agencies.organisation.models import Agency
from intake.models import Scope, ServiceAccount
from workflow.changes.api import ChangeOut
from workflow.changes.selectors import changes_after
from workflow.changes.services import number_changes

MOST = 500  # changes in one answer


class ChangesIn(StrictSerializer):
    """From where on, and how many."""

    after = serializers.IntegerField(
        min_value=0, max_value=2**62, default=0, help_text="The position that was seen last; 0: from the beginning"
    )
    most = serializers.IntegerField(min_value=1, max_value=MOST, default=100)


class ChangesOut(serializers.Serializer):
    """Changes in the order of their positions."""

    results = ChangeOut(many=True)
    after = serializers.IntegerField(help_text="Where to go on: the position of the last one, or what was asked")
    more = serializers.BooleanField(help_text="Whether there is more already")


class Changes(Endpoint):
    """What changed for the applications that a service account sent."""

    permission_classes = [IsAuthenticated]
    scopes = {"get": Scope.STATUS}
    asks = {"get": ChangesIn}

    @extend_schema(operation_id="follow_changes", tags=["changes"], responses={200: ChangesOut})
    def get(self, request):
        """Return what changed after a position; nothing is lost and nothing comes below a position that was seen.

        An officer, who sends nothing as a platform, finds none.
        """
        after, most, found = self.asked["after"], self.asked["most"], []
        if isinstance(request.user, ServiceAccount):
            number_changes()
            found = list(changes_after(request.user, after)[: most + 1])
        rows = found[:most]
        body = {"results": rows, "after": rows[-1].position if rows else after, "more": len(found) > most}
        return Response(ChangesOut(body).data)


class ReceiverOut(serializers.ModelSerializer):
    """An agency to which applications can be sent."""

    class Meta:
        model = Agency
        fields = ["code", "name"]
        read_only_fields = fields


class Receivers(Endpoint):
    """The agencies to which who asks can send applications."""

    permission_classes = [IsAuthenticated]
    scopes = {"get": FOR_EVERY_ACCOUNT}

    @extend_schema(operation_id="describe_receivers", tags=["choices"], responses={200: ReceiverOut(many=True)})
    def get(self, request):
        """Return the agencies for which a service account acts; for an officer the own one."""
        user = request.user
        if isinstance(user, ServiceAccount):
            found = user.agencies.filter(active=True, closed_on__isnull=True)
        else:
            found = Agency.objects.filter(pk=user.agency_id)
        return Response(ReceiverOut(found.order_by("code"), many=True).data)
