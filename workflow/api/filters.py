"""What lists of the API can be narrowed by and sorted on; a value that fits nothing is refused by name."""

import django_filters
from django.db.models import Q, QuerySet
from django.utils import timezone

from agencies.api.filters import DayBoundFilter, FlagFilter, IntegerFilter, OrderingFilter
from agencies.organisation.models import Agency, Officer, Role
from agencies.text.comparing import has_words, same_number, same_whole_number
from intake.models import ApplicantKind, Application, Channel, ServiceAccount
from law import procedure
from law.outcomes import GROUNDS, OUTCOMES, join_grounds
from law.regulations.texts import REGULATIONS
from notices.letters.models import Letter, LetterStatus
from workflow.cases import search as searching
from workflow.cases import selectors
from workflow.cases.models import Case, Event
from workflow.cases.policy import visible_agencies
from workflow.desk import worklist

LONGEST_SEARCH = 80
TIMELINESS = ("on_time", "extended", "late")


def choices_of(codes) -> list[tuple[str, str]]:
    """Return codes as choices."""
    return [(code, code) for code in codes]


def agencies_of(request) -> QuerySet[Agency]:
    """Return the agencies that the person who asks may see; others are refused as unknown."""
    if request is None:
        return Agency.objects.none()
    if isinstance(request.user, ServiceAccount):
        return request.user.agencies.all()
    return visible_agencies(request.user)


class AgencyFilter(django_filters.ModelChoiceFilter):
    """One agency by its code."""

    def __init__(self, **options):
        super().__init__(
            queryset=agencies_of, to_field_name="code", help_text="Code of an agency that you may see", **options
        )


class NumberFilter(django_filters.CharFilter):
    """A whole number of the register or of a document, however its brackets, zeros and digits are typed."""

    def __init__(self, *, cases: str = "", **options):
        """`cases` leads from the case that is found by its numbers to the rows; empty: the rows are cases."""
        super().__init__(**options)
        self.cases = cases

    def filter(self, queryset, value):
        """Return the rows that bear the number."""
        if not value:
            return queryset
        found = Q(**{self.field_name: value})
        likely = Case.objects.filter(searching.matching(value))
        if self.cases:
            rows = queryset.filter(pk__in=Event.objects.filter(case__in=likely).values(self.cases))
        else:
            rows = queryset.filter(pk__in=likely)
        bearing = rows.order_by().values_list("pk", self.field_name)
        return queryset.filter(found | Q(pk__in=[key for key, number in bearing if same_whole_number(number, value)]))


class ApplicationFilter(django_filters.FilterSet):
    """Applications."""

    agency = AgencyFilter()
    channel = django_filters.MultipleChoiceFilter(choices=Channel.choices)
    applicant_kind = django_filters.MultipleChoiceFilter(choices=ApplicantKind.choices)
    arrived_on__gte = DayBoundFilter("arrived_on", "gte")
    arrived_on__lte = DayBoundFilter("arrived_on", "lte")
    registered = FlagFilter(method="of_registered", label="Whether a case was opened; false is the queue")
    search = django_filters.CharFilter(
        method="of_words",
        max_length=LONGEST_SEARCH,
        help_text="Words of the content, the name of the applicant, the register number",
    )
    ordering = OrderingFilter("arrived_on", "id")

    class Meta:
        model = Application
        fields = []

    def of_registered(self, queryset, name, value):
        """Leave those with a case, or those without."""
        return queryset.filter(case__isnull=not value)

    def of_words(self, queryset, name, value):
        """Leave those that have the words."""
        queue = queryset.filter(case__isnull=True).values_list(
            "pk", "applicant_name", "content"
        )  # what waits is little
        waiting = [key for key, *texts in queue if has_words(value, *texts)]
        return queryset.filter(Q(pk__in=waiting) | Q(case__in=Case.objects.filter(searching.matching(value))))


class CaseFilter(django_filters.FilterSet):
    """Cases."""

    agency = AgencyFilter()
    number = NumberFilter(max_length=40, help_text="The register number, whole, however it is typed")
    document_number = NumberFilter(
        max_length=80, help_text="The number of the reply, whole, however it is typed (文号)"
    )
    state = django_filters.MultipleChoiceFilter(choices=choices_of(procedure.STATES))
    open = FlagFilter(method="of_open", label="Whether the applicant still waits for an answer")
    overdue = FlagFilter(method="of_overdue", label="Whether an open case is past its due day today")
    channel = django_filters.MultipleChoiceFilter(choices=Channel.choices)
    applicant_kind = django_filters.MultipleChoiceFilter(choices=ApplicantKind.choices)
    regulation = django_filters.ChoiceFilter(choices=choices_of(REGULATIONS))
    outcome = django_filters.MultipleChoiceFilter(choices=choices_of(OUTCOMES))
    ground = django_filters.ChoiceFilter(
        method="of_ground", choices=choices_of(GROUNDS), label="One of the grounds of refusal"
    )
    timeliness = django_filters.ChoiceFilter(choices=choices_of(TIMELINESS))
    extended = FlagFilter()
    imported = FlagFilter()
    unconfirmed = FlagFilter()
    provisional = FlagFilter()
    topic = django_filters.CharFilter(max_length=40, help_text="The topic, whole")
    handler = django_filters.ModelChoiceFilter(
        queryset=lambda request: handlers_of(request), help_text="Id of an officer"
    )
    received_on__gte = DayBoundFilter("received_on", "gte")
    received_on__lte = DayBoundFilter("received_on", "lte")
    due_on__gte = DayBoundFilter("due_on", "gte")
    due_on__lte = DayBoundFilter("due_on", "lte")
    decided_on__gte = DayBoundFilter("decided_on", "gte")
    decided_on__lte = DayBoundFilter("decided_on", "lte")
    search = django_filters.CharFilter(
        method="of_words",
        max_length=LONGEST_SEARCH,
        help_text="What the search of the worklist finds: numbers, applicant, content",
    )
    ordering = OrderingFilter("received_on", "due_on", "decided_on", "id", empty=("due_on", "decided_on"))

    class Meta:
        model = Case
        fields = []

    def of_open(self, queryset, name, value):
        """Leave the open ones, or the others."""
        return (
            queryset.filter(state__in=procedure.OPEN_STATES)
            if value
            else queryset.exclude(state__in=procedure.OPEN_STATES)
        )

    def of_overdue(self, queryset, name, value):
        """Leave those past their day, or the others."""
        late = Q(state__in=procedure.OPEN_STATES, due_on__isnull=False, due_on__lt=timezone.localdate())
        return queryset.filter(late) if value else queryset.exclude(late)

    def of_ground(self, queryset, name, value):
        """Leave those that were refused on the ground, among others or alone."""
        return queryset.filter(grounds__contains=join_grounds([value]))

    def of_words(self, queryset, name, value):
        """Leave what the worklist finds under the same words."""
        asked = worklist.Filters(stage="all", q=value.strip())
        found = worklist.filtered_cases(self.request.user, asked, timezone.localdate(), selectors.calendar())
        return queryset.filter(pk__in=found.order_by().values("pk"))


def handlers_of(request) -> QuerySet[Officer]:
    """Return the officers whose cases the person who asks may see."""
    return Officer.objects.filter(agency__in=agencies_of(request))


class LetterFilter(django_filters.FilterSet):
    """Letters."""

    agency = AgencyFilter()
    case = IntegerFilter(method="of_case", min_value=1, max_value=2**62, label="Id of the case")
    application = IntegerFilter(
        method="of_application", min_value=1, max_value=2**62, label="Number of the application that it answers"
    )
    kind = django_filters.CharFilter(max_length=40, help_text="Code of the kind, as `render_notice --list` prints them")
    number = NumberFilter(
        max_length=80, cases="letter", help_text="The document number, whole, however it is typed (文号)"
    )
    dated__gte = DayBoundFilter("dated", "gte")
    dated__lte = DayBoundFilter("dated", "lte")
    standing = django_filters.ChoiceFilter(
        method="of_standing", choices=LetterStatus.choices, label="Whether it still holds"
    )
    has_pdf = FlagFilter(method="of_pdf", label="Whether the worker has drawn it")
    search = django_filters.CharFilter(
        method="of_words", max_length=LONGEST_SEARCH, help_text="Part of the number or of the title"
    )
    ordering = OrderingFilter("id", "dated")

    class Meta:
        model = Letter
        fields = []

    def of_case(self, queryset, name, value):
        """Leave the letters of one case; what the person may not see is not in the list anyway."""
        return queryset.filter(pk__in=Case.objects.filter(pk=value).values("events__letter"))

    def of_application(self, queryset, name, value):
        """Leave the letters of the case of one application."""
        return queryset.filter(
            pk__in=Event.objects.filter(case__application=value, letter__isnull=False).values("letter")
        )

    def of_standing(self, queryset, name, value):
        """Leave those that hold, were superseded, or are void; void is told before superseded."""
        void, superseded = Q(void_record__isnull=False), Q(supersession__isnull=False)
        return queryset.filter({"void": void, "superseded": superseded & ~void, "valid": ~void & ~superseded}[value])

    def of_pdf(self, queryset, name, value):
        """Leave those that are drawn, or the others."""
        return queryset.exclude(pdf_sha256="") if value else queryset.filter(pdf_sha256="")

    def of_words(self, queryset, name, value):
        """Leave those with the words in number or title."""
        titles = [
            title for title in queryset.order_by().values_list("title", flat=True).distinct() if has_words(value, title)
        ]
        cases = Case.objects.filter(searching.matching(value))
        theirs = queryset.filter(pk__in=Event.objects.filter(case__in=cases).values("letter")).values_list(
            "pk", "number"
        )
        numbered = [key for key, number in theirs if same_number(number, value) or has_words(value, number)]
        return queryset.filter(Q(title__in=titles) | Q(pk__in=numbered))


class OfficerFilter(django_filters.FilterSet):
    """Officers of the own agency."""

    role = django_filters.ChoiceFilter(field_name="grants__role", choices=Role.choices)
    ordering = OrderingFilter("id")

    class Meta:
        model = Officer
        fields = []
