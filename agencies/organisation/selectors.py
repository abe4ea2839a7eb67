"""Read agencies and their people: what letters would lack, what follows where a field is empty, who works where."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from django.db.models import Count, Q, QuerySet

from agencies.organisation.models import Agency, AgencyKind, Officer
from agencies.text.comparing import LookUp, has_words
from law import Refused
from law.dated import DatedText
from law.remedies.instructions import reconsideration_bodies

FEW = 50  # keys that a condition may name


@dataclass(frozen=True, slots=True)
class AgencySetup:
    """Whether an agency's letters can name the bodies that they must name, and what follows where it says nothing."""

    bodies: tuple[str, ...]  # to which an applicant turns today, in the order of the letter
    refused: Refused | None  # why a letter with remedies would be refused
    follows: dict[str, str]  # field -> what holds while it is empty, "" where nothing does


def agency_setup(agency: Agency, today: date, letters: Sequence[DatedText]) -> AgencySetup:
    """Return how an agency stands by the texts of remedies that hold; its parent and that one's parent should be loaded."""
    given, refused = agency.bodies(), None
    try:
        bodies = tuple(reconsideration_bodies(today, given, letters))
    except Refused as error:
        bodies, refused = (), error
    try:
        lawful = "、".join(reconsideration_bodies(today, replace(given, reconsideration_body=""), letters))
    except Refused:
        lawful = ""
    follows = {
        "superior_department": "",
        "reconsideration_body": lawful,
        "founding_body": agency.parent.name if agency.founded_by_parent else "",
        "place_government": agency.government_above if agency.kind == AgencyKind.DISPATCHED_OFFICE else "",
        "court": "人民法院",
        "letterhead": agency.name,
    }
    return AgencySetup(bodies, refused, follows)


def with_parents(agencies: QuerySet[Agency]) -> QuerySet[Agency]:
    """Return the agencies with what `Agency.bodies` reads."""
    return agencies.select_related("parent__parent")


def shortest_keys(keys: Sequence[int]) -> Sequence[int] | QuerySet:
    """Return what stands for some agencies in a condition: their keys, or the question for all where these are all there are.

    The keys of a province's thousands of units cost more, in every query, than what is looked for with them.
    """
    return Agency.objects.order_by().values("pk") if are_all_agencies(keys) else keys


def are_all_agencies(keys: Sequence[int]) -> bool:
    """Say whether some keys are those of all agencies there are, where they are so many that it is worth asking."""
    return len(keys) > FEW and len(keys) == Agency.objects.count()


def with_staff_counts(agencies: QuerySet[Agency]) -> QuerySet[Agency]:
    """Return the agencies with the number of their open accounts and of those per role of a reply."""
    opened = Q(officers__is_active=True)
    roles = {
        f"n_{role}": Count("officers", distinct=True, filter=opened & Q(officers__grants__role=role))
        for role in ("clerk", "handler", "reviewer", "signer")
    }
    return agencies.annotate(n_people=Count("officers", distinct=True, filter=opened), **roles)


def agencies_matching(agencies: QuerySet[Agency], words: str) -> QuerySet[Agency]:
    """Return the agencies whose name or code has the words, or one of whose people is called so."""
    if not words:
        return agencies
    found = {pk for pk, name, code in agencies.values_list("pk", "name", "code") if has_words(words, name, code)}
    found |= set(officers_matching(words).values_list("agency_id", flat=True))
    return agencies.filter(pk__in=found)


def officers_matching(words: str) -> QuerySet[Officer]:
    """Return the people whose name or user name has the words."""
    people = Officer.objects.values_list("pk", "username", "display_name")
    return Officer.objects.filter(pk__in=[pk for pk, *names in people if has_words(words, *names)])


def agency_names(agencies: QuerySet[Agency] | None = None) -> LookUp[Agency]:
    """Return the agencies by code and by name, however either is written."""
    found = list(Agency.objects.all() if agencies is None else agencies)
    return LookUp([*((agency.code, agency) for agency in found), *((agency.name, agency) for agency in found)])


def find_agency(text: str) -> Agency:
    """Return the agency of a code or a name; raise Refused naming what was not found, or the candidates."""
    found = agency_names(Agency.objects.select_related("parent")).get(text)
    if found is None:
        raise Refused(f"没有“{text}”这个单位", field="agency", english=f"No agency {text}")
    return found
