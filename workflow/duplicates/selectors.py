"""Which applications of an agency are perhaps the one in hand: by the mail that brought it, or by person and text."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Q, QuerySet

from agencies.organisation.models import Agency
from intake.applicants import applicant_of, identity_key, mail_key, person_key
from intake.models import Application
from intake.selectors import unregistered
from law import Refused
from workflow.cases.models import Case, Event, SearchText
from workflow.cases.search import sought_under
from workflow.cases.transfers.records import given_away, moved_case, number_at, numbers_of
from workflow.duplicates.likeness import nearly_same, plain_form

MOST_SHOWN = 5
YEAR = timedelta(days=365)  # what waits longer than that to be registered is looked at on its own page
FIELD = "another_application"


@dataclass(frozen=True, slots=True)
class EarlierApplication:
    """One that is here already: its case, None while it waits to be registered, and in what it is the same."""

    application: Application
    case: Case | None
    same_mail: bool
    same_text: bool
    number: str = ""  # of its case in the register in which one looks, which it may have left

    @property
    def name(self) -> str:
        """Return what it is called: the number of its case, where that moved to, or the day on which it came."""
        if self.case is None:
            return f"{self.application.arrived_on} 收到、尚未登记的一件"
        return self.number if self.number == self.case.number else f"{self.number}（已移送{self.case.agency.name}）"


def earlier_applications(asked: Application) -> list[EarlierApplication]:
    """Return those of the same mail number, or of the same person with the same or nearly the same text, the latest first.

    `asked` may be unsaved. Only rows of the same mail, number or name are read, by their index. What the agency gave to
    another was asked of it too: entered once more it would be counted at both.
    """
    mail, text = mail_key(asked.tracking_number), plain_form(asked.content)
    found = []
    for application, case in _candidates(asked):
        known = case.asked if case else application
        same_mail = bool(mail) and mail == mail_key(known.tracking_number)
        same_text = _same_person(asked, known) and nearly_same(text, plain_form(known.content))
        if same_mail or same_text:
            number = number_at(case, asked.agency_id) if case else ""
            found.append(EarlierApplication(application, case, same_mail, same_text, number))
    return found


def of_one_application(one: Case, other: Case, *, typed_wrongly: bool = False) -> bool:
    """Say whether two registrations are of one application: two of mail number, applicant and text are the same.

    The same person asks for several things, and many people ask for the same: each of these is an application of its own.
    With `typed_wrongly` the name or the text may be what is wrong, if both came on one day; a wrong name needs a contact
    in common instead.
    """
    first, second = one.asked, other.asked
    mail = same_mail(one, other)
    person = _same_person(first, second)
    text = nearly_same(plain_form(first.content), plain_form(second.content))
    if mail + person + text >= 2:
        return True
    if not typed_wrongly or one.received_on != other.received_on:
        return False
    return person or (text and bool(applicant_of(first).shared_contacts(applicant_of(second))))


def same_mail(one: Case, other: Case) -> bool:
    """Say whether two registrations name the same item of the post."""
    mail = mail_key(one.asked.tracking_number)
    return bool(mail) and mail == mail_key(other.asked.tracking_number)


def check_seen(asked: Application, *, seen: bool) -> list[str]:
    """Return the numbers of the earlier cases that a person saw; raise Refused naming them where nobody said that this is another one."""
    found = earlier_applications(asked)
    if found and not seen:
        names = "、".join(one.name for one in found[:MOST_SHOWN])
        raise Refused(
            f"这件申请与{names}{_alike_in(found)}，可能是同一件；是同一件的不要重复登记，确是另一件的，请确认后再登记",
            field=FIELD,
            english=f"This may be the same application as {names}; if it is another one, say that you have compared them",
        )
    return [one.number for one in found if one.case]


def annulled_for(case: Case) -> QuerySet[Event]:
    """Return the records that annul another registration of the agency and name this case as the one that remains."""
    named = Q()
    for agency_id, number in numbers_of(case):  # also under those that it had before it moved
        named |= Q(case__agency=agency_id, data__remaining=number)
    annulled = Event.objects.filter(named, case__state="annulled", act="annul_registration")
    return annulled.effective().select_related("case").order_by("pk")


def remaining_case(annulled: Case) -> Case | None:
    """Return the case that remains for a registration that was annulled, wherever it stands now; None where none is found."""
    event = annulled.last_event("annul_registration")
    if event is None:
        return None
    number = event.data["remaining"]
    here = Case.objects.filter(agency=annulled.agency_id, number=number).first()
    return here or moved_case(annulled.agency_id, number)


def _alike_in(found: list[EarlierApplication]) -> str:
    if any(one.same_mail for one in found):
        return "邮件号相同"
    return "是同一人所提，内容相同或者相近"


def _candidates(asked: Application) -> Iterator[tuple[Application, Case | None]]:
    """Yield the applications of the agency by the same mail, name or number, each with its case."""
    found: set[int] = set()
    here = Q(case__agency=asked.agency_id) | Q(pk__in=given_away(asked.agency_id))
    for name, keys in sought_under(asked).items():  # each by its own index; an OR would read all cases of the agency
        for key in keys:
            found.update(SearchText.objects.filter(here, **{name: key}).values_list("pk", flat=True))
    cases = Case.objects.counted().filter(pk__in=found).select_related("application", "agency")
    for case in cases.order_by("-received_on", "-pk"):
        if not _is_itself(asked, case.application):
            yield case.application, case
    waiting = unregistered(Agency.objects.filter(pk=asked.agency_id)).filter(arrived_on__gte=asked.arrived_on - YEAR)
    for application in waiting:
        if not _is_itself(asked, application):
            yield application, None


def _is_itself(asked: Application, stored: Application) -> bool:
    """Say whether the stored application is the one in hand, sent again under its key."""
    return stored.pk == asked.pk or stored.idempotency_key == asked.idempotency_key != ""


def _same_person(one: Application, other: Application) -> bool:
    """Say whether two applications are of one person: by number where both have one, else by name."""
    first, second = identity_key(one.identity_number), identity_key(other.identity_number)
    if first and second:
        return first == second
    return person_key(one.applicant_name) == person_key(other.applicant_name)
