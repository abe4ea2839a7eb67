"""Cases over the API: their facts, their events, the acts that may be performed now; the same door as the pages."""

from typing import Any

from django.db.models import Prefetch
from django.shortcuts import get_object_or_404
from django.utils import timezone
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import mixins, serializers, status, viewsets
from rest_framework.decorators import action
from rest_framework.permissions import IsAuthenticated
from rest_framework.response import Response

from agencies.api.endpoints import Listing
from agencies.organisation.models import Officer, Role
from law import procedure
from law.outcomes import GROUNDS, OUTCOMES, split_grounds
from law.regulations.texts import REGULATIONS
from workflow.acts import services
from workflow.api.acts import ANY_ACT, ActIn
from workflow.api.filters import TIMELINESS, CaseFilter, OfficerFilter
from workflow.cases import policy, selectors
from workflow.cases.models import Case, Event
from workflow.cases.term.clock import effective, run_clock
from workflow.cases.term.unsent import unsent_notices
from workflow.cases.transfers.models import CaseTransfer
from workflow.labels import said
from workflow.papers.demands import demands_of

ACTS = tuple(procedure.ACTS)
WAITING = ("correction", "payment", "reasons")


class ReasonOut(serializers.Serializer):
    """One cited reason of a due day; `void` = an act that came too late and moved nothing."""

    on = serializers.DateField()
    act = serializers.CharField()
    article = serializers.CharField(allow_blank=True)
    text = serializers.CharField()
    due_on = serializers.DateField(allow_null=True)
    void = serializers.BooleanField()


class ActOut(serializers.Serializer):
    """An act that the officer may perform now."""

    code = serializers.ChoiceField(ACTS)
    term = serializers.CharField()
    name = serializers.CharField()
    article = serializers.CharField()


class UnsentOut(serializers.Serializer):
    """A notice that was decided and has not left; past its last day it is void."""

    seq = serializers.IntegerField()
    act = serializers.ChoiceField(ACTS)
    last_on = serializers.DateField(
        allow_null=True, help_text="The last day for its letter to leave; null: none is set"
    )
    void = serializers.BooleanField()


class TransferOut(serializers.ModelSerializer):
    """A move of the case to another agency: both keep it in their registers, the one that replies counts it."""

    from_agency = serializers.SlugRelatedField(slug_field="code", read_only=True)
    to_agency = serializers.SlugRelatedField(slug_field="code", read_only=True)

    class Meta:
        model = CaseTransfer
        fields = ["from_agency", "from_number", "to_agency", "to_number", "proposed_on", "settled_on", "status"]
        read_only_fields = fields


class CaseOut(serializers.ModelSerializer):
    """A case with its projections; the applicant's particulars stay with the page that logs who looked."""

    agency = serializers.SlugRelatedField(slug_field="code", read_only=True)
    state = serializers.ChoiceField(list(procedure.STATES), read_only=True)
    regulation = serializers.ChoiceField(list(REGULATIONS), read_only=True)
    waiting_for = serializers.ChoiceField(WAITING, read_only=True, allow_blank=True, help_text="Empty: for nothing")
    outcome = serializers.ChoiceField(
        list(OUTCOMES), read_only=True, allow_blank=True, help_text="Empty: not decided (条例36)"
    )
    grounds = serializers.SerializerMethodField(help_text="Grounds of refusal, the first is counted once (条例14至16)")
    timeliness = serializers.ChoiceField(
        TIMELINESS, read_only=True, allow_blank=True, help_text="Empty: not decided (条例33)"
    )

    unsent = serializers.SerializerMethodField(
        help_text="Notices decided whose letters have not left: they take effect when they do (docs/decisions/0039)"
    )

    transfers = TransferOut(many=True, read_only=True)

    class Meta:
        model = Case
        fields = [
            "id", "number", "agency", "applicant_kind", "channel", "topic", "regulation", "state", "arrived_on",
            "received_on", "unconfirmed", "due_on", "provisional", "waiting_for", "waiting_until", "extended", "outcome",
            "grounds", "decided_on", "delivered_on", "closed_on", "timeliness", "document_number", "imported", "version",
            "due_on_if_sent", "unsent", "transfers",
        ]  # fmt: skip
        read_only_fields = fields

    @extend_schema_field(UnsentOut(many=True))
    def get_unsent(self, case):
        """Return the notices that have not left, the one that must leave first at the head."""
        today = timezone.localdate()
        return [
            {"seq": one.seq, "act": one.act, "last_on": one.last_on, "void": one.void(today)}
            for one in unsent_notices(case)
        ]

    @extend_schema_field(serializers.ListField(child=serializers.ChoiceField(list(GROUNDS))))
    def get_grounds(self, case):
        """Return the grounds one by one, in their order."""
        return list(split_grounds(case.grounds))


UNTOLD = ("facts", "address", "phone", "right", "former")  # of a correction both readings of the particulars


class EventOut(serializers.ModelSerializer):
    """One event of a case, without the words of a paper: they name the applicant, and the page logs who reads them."""

    act = serializers.ChoiceField(ACTS, read_only=True)
    actor = serializers.SerializerMethodField(help_text="Who; null: the system")
    data = serializers.SerializerMethodField(help_text="What the act said; its members follow from the act")
    letter = serializers.PrimaryKeyRelatedField(read_only=True, allow_null=True, help_text="Id of the letter it issued")

    class Meta:
        model = Event
        fields = ["seq", "act", "on", "recorded_at", "actor", "data", "letter", "hash"]
        read_only_fields = fields

    def get_actor(self, event) -> str | None:
        """Return the name of the person."""
        return str(event.actor) if event.actor else None

    def get_data(self, event) -> dict[str, Any]:
        """Return what the act said, but for the facts of a paper and where somebody is reached (个人信息保护法6、25)."""
        return {name: value for name, value in event.data.items() if name not in UNTOLD}


class CaseDetailOut(CaseOut):
    """A case with its events, its reasons and what the officer may do now."""

    events = EventOut(many=True, read_only=True)
    acts = serializers.SerializerMethodField()
    reasons = serializers.SerializerMethodField()
    demands = serializers.SerializerMethodField(
        help_text="What the application asks for, item by item, as a person confirmed it; empty: nobody has, and it is one"
    )
    demands_in_doubt = serializers.SerializerMethodField(
        help_text="How many demands its text seems to list while nobody has confirmed them; 0: no doubt (条例36)"
    )

    class Meta(CaseOut.Meta):
        fields = [*CaseOut.Meta.fields, "events", "acts", "reasons", "demands", "demands_in_doubt"]
        read_only_fields = fields

    @extend_schema_field(serializers.ListField(child=serializers.CharField()))
    def get_demands(self, case):
        """Return the demands in the order in which they are answered."""
        return list(demands_of(effective(case.events.all())).texts)

    def get_demands_in_doubt(self, case) -> int:
        """Return how many there seem to be while nobody has said so."""
        return demands_of(effective(case.events.all())).doubt

    @extend_schema_field(ActOut(many=True))
    def get_acts(self, case):
        """Return exactly the acts that this officer may perform now."""
        rows = policy.possible_acts(self.context["request"].user, case, timezone.localdate())
        return [
            {"code": row.code, "term": row.term, "name": row.name, "article": row.articles[case.regulation]}
            for row in rows
        ]

    @extend_schema_field(ReasonOut(many=True))
    def get_reasons(self, case):
        """Return why the due day is what it is, one cited reason per move."""
        reckoning = run_clock(list(case.events.all()), selectors.calendar())
        found = [
            {
                "on": one.on,
                "act": one.act,
                "article": one.article,
                "text": said(one),
                "due_on": one.due_on,
                "void": one.late,
            }
            for one in reckoning.reasons
        ]
        return ReasonOut(found, many=True).data


@extend_schema(tags=["cases"])
class Cases(Listing, mixins.ListModelMixin, mixins.RetrieveModelMixin, viewsets.GenericViewSet):
    """The cases that the officer may see."""

    permission_classes = [IsAuthenticated]
    serializer_class = CaseOut
    filterset_class = CaseFilter
    queryset = Case.objects.none()
    takes = {"acts": ActIn}

    def get_queryset(self):
        """Return the visible cases."""
        moves = Prefetch("transfers", CaseTransfer.objects.select_related("from_agency", "to_agency"))
        return policy.visible_to(self.request.user).select_related("agency").prefetch_related(moves)

    @extend_schema(operation_id="list_cases")
    def list(self, request, *args, **kwargs):
        """List the cases that the officer may see, the newest first."""
        return super().list(request, *args, **kwargs)

    @extend_schema(operation_id="read_case", responses={200: CaseDetailOut})
    def retrieve(self, request, *args, **kwargs):
        """Read one case with its events, the reasons of its due day (条例33) and the acts possible now."""
        case = get_object_or_404(self.get_queryset().prefetch_related("events__actor"), pk=self.pk())
        return Response(CaseDetailOut(case, context={"request": request}).data)

    @extend_schema(operation_id="perform_act", request=ANY_ACT, responses={201: EventOut})
    @action(detail=True, methods=["post"])
    def acts(self, request, *args, **kwargs):
        """Perform one act on the case.

        What the law or the case does not allow is refused with the article (400); where somebody acted since the version
        that was read, it is a conflict (409) and nothing is done.
        """
        case = get_object_or_404(self.get_queryset(), pk=self.pk())
        given = self.given
        event = services.perform(
            given["act"],
            case.pk,
            by=request.user,
            on=given["on"],
            now=timezone.now(),
            data=given["data"],
            version=given["version"],
        )
        return Response(EventOut(event).data, status=status.HTTP_201_CREATED)

    def pk(self) -> int:
        """Return the id in the address; one that is no number is nobody's (-1)."""
        text = self.kwargs["pk"]
        return int(text) if text.isdecimal() and len(text) <= 18 else -1


class OfficerOut(serializers.ModelSerializer):
    """An officer of the own agency."""

    name = serializers.SerializerMethodField()
    section = serializers.SerializerMethodField(help_text="Name of the section; null: none")
    roles = serializers.SerializerMethodField()

    class Meta:
        model = Officer
        fields = ["id", "name", "section", "roles"]
        read_only_fields = fields

    def get_name(self, officer) -> str:
        """Return the name as colleagues read it."""
        return str(officer)

    def get_section(self, officer) -> str | None:
        """Return the section."""
        return str(officer.section) if officer.section else None

    @extend_schema_field(serializers.ListField(child=serializers.ChoiceField(Role.choices)))
    def get_roles(self, officer):
        """Return the roles held."""
        return sorted(grant.role for grant in officer.grants.all())


@extend_schema(tags=["officers"])
class Officers(Listing, mixins.ListModelMixin, viewsets.GenericViewSet):
    """The colleagues to whom a case can be assigned."""

    permission_classes = [IsAuthenticated]
    serializer_class = OfficerOut
    filterset_class = OfficerFilter
    queryset = Officer.objects.none()

    def get_queryset(self):
        """Return the officers of the own agency who are in office, to those who see its cases."""
        user = self.request.user
        if not policy.sees_cases(user):
            return Officer.objects.none()
        people = Officer.objects.filter(agency_id=user.agency_id, is_active=True)
        return people.select_related("section").prefetch_related("grants").order_by("pk")

    @extend_schema(operation_id="list_officers")
    def list(self, request, *args, **kwargs):
        """List the officers of the own agency; `?role=handler` gives those who can be assigned."""
        return super().list(request, *args, **kwargs)
