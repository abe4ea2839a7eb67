"""Search cases: the stored form in which a case is found, and what a hurried person types.

A row has three lines in the form for comparing (`agencies.text.comparing`): the applicant, what was asked, the numbers. It is
a projection: written with the case, written anew by `rebuild`, and gone with the words of a destroyed case.
"""

from collections.abc import Iterable, Iterator

from django.db.models import Q, QuerySet, Value

from agencies.encryption.sealing import blind_index, blind_indexes
from agencies.organisation.models import Agency
from agencies.text.comparing import LONGEST_QUERY, comparable, letters_and_digits, numbers_in, same_number, words_of
from intake.applicants import identity_key, mail_key, numbers_and_phones, person_key
from intake.models import Application
from workflow.cases.models import Case, Event, SearchText

TAB = "\t"  # before and after each number; no form for comparing holds one
LEAST_BARE = 5  # letters and digits; fewer, without their signs, would stand in too many numbers
AT_ONCE = 500


def text_of(applicant: str, content: str, numbers: Iterable[str]) -> str:
    """Return the three lines under which a case is found."""
    forms = dict.fromkeys(form for number in numbers if number for form in _forms(number))
    return "\n".join((comparable(applicant), comparable(content), TAB + "".join(form + TAB for form in forms)))


def _forms(number: str) -> Iterator[str]:
    """Yield a number as it compares, as it reads whatever its brackets and zeros, and without any sign."""
    yield comparable(number)
    yield from numbers_in(number)
    yield letters_and_digits(number)


def search_text_of(case: Case) -> str:
    """Return the text of a stored case with the numbers of its letters, its mail and its package; a corrected name is found too."""
    numbers = [case.number, case.document_number, case.application.tracking_number, *_stored_numbers(case)]
    asked = case.asked
    numbers += [asked.tracking_number, case.application.applicant_name if case.particulars else ""]
    return text_of(asked.applicant_name, asked.content, numbers)


def _stored_numbers(case: Case) -> list[str]:
    """Return the numbers of a case's letters, its mail, its earlier registers and its packages, in one query."""
    kinds = (
        Event.objects.filter(case=case, letter__isnull=False).values_list("seq", "letter__number"),
        case.delivery_facts.filter(method="mail").values_list("pk", "receipt"),
        case.transfers.filter(status="accepted").values_list("seq", "from_number"),
        case.archive_records.values_list("edition", "reference"),
    )
    first, *others = (rows.order_by().annotate(kind=Value(place)) for place, rows in enumerate(kinds))
    found = sorted(first.union(*others, all=True), key=lambda row: (row[-1], row[0]))
    return [number for _place, number, _kind in found]


def found_under(asked: Application) -> dict[str, str]:
    """Return by whom and by which mail an application came, as `SearchText` keeps it."""
    return {
        "person": person_key(asked.applicant_name),
        "identity": blind_index("identity_number", identity_key(asked.identity_number)),
        "mail": mail_key(asked.tracking_number),
    }


def sought_under(asked: Application) -> dict[str, list[str]]:
    """Return by which keys an application may be stored: a number by every key of its blind index."""
    found = {name: [key] for name, key in found_under(asked).items() if key}
    number = identity_key(asked.identity_number)
    return found | ({"identity": blind_indexes("identity_number", number)} if number else {})


def marks_of(asked: Application) -> str:
    """Return the blind index of each number and telephone of an application, by which it is looked up without being read."""
    kept = numbers_and_phones(asked.identity_number, asked.phone)
    return TAB + "".join(blind_index(kind, form) + TAB for kind, form in kept) if kept else ""


def new_row(asked: Application, numbers: Iterable[str]) -> dict[str, str]:
    """Return what the row of a case says that is not stored yet."""
    text = text_of(asked.applicant_name, asked.content, numbers)
    return {"text": text, "marks": marks_of(asked)} | found_under(asked)


def row_of(case: Case) -> dict[str, str]:
    """Return what the row of a stored case says."""
    return {"text": search_text_of(case), "marks": marks_of(case.asked)} | found_under(case.asked)


def store_search_text(case: Case) -> None:
    """Store under what a case is found now."""
    row = row_of(case)
    found = SearchText(case=case, **row)
    SearchText.objects.bulk_create([found], update_conflicts=True, unique_fields=["case"], update_fields=list(row))


def rebuild(*, everything: bool = False) -> int:
    """Write the rows that are missing, or with `everything` also those that differ; return how many were written."""
    cases = Case.objects.select_related("application", "search_text").order_by("pk")
    if not everything:
        cases = cases.filter(search_text__isnull=True)
    done = 0
    for case in cases.iterator(chunk_size=AT_ONCE):
        kept = getattr(case, "search_text", None)
        if kept is None or any(getattr(kept, name) != value for name, value in row_of(case).items()):
            store_search_text(case)
            done += 1
    return done


def matching(query: str, row: str = "search_text") -> Q:
    """Return the condition under which a case has all words of a query, or the number that it is, however it is typed.

    An identity number or a telephone finds its case when it is typed whole, by its blind index.
    """
    text = f"{row}__text"
    words, whole = words_of(query), comparable(query[:LONGEST_QUERY])
    if not words:
        return Q(pk__in=[])  # signs alone
    every = Q()
    for word in words:
        every &= Q(**{f"{text}__contains": word})
    found = every | Q(**{f"{text}__contains": whole})
    for number in numbers_in(query[:LONGEST_QUERY]):
        found |= Q(**{f"{text}__contains": number + TAB})
    if len(alone := letters_and_digits(query[:LONGEST_QUERY])) >= LEAST_BARE and any(char.isdigit() for char in alone):
        found |= Q(**{f"{text}__contains": alone})
    for kind, form in numbers_and_phones(query[:LONGEST_QUERY], query[:LONGEST_QUERY]):
        for mark in blind_indexes(kind, form):
            found |= Q(**{f"{row}__marks__contains": f"{TAB}{mark}{TAB}"})
    return found


def case_of(agency: Agency, number: str, cases: QuerySet[Case] | None = None) -> Case | None:
    """Return the agency's case of a register number, however it is typed; None where there is none or more than one."""
    cases = Case.objects.filter(agency=agency) if cases is None else cases
    exact = cases.filter(number=number.strip()).first()
    if exact is not None or not words_of(number):
        return exact
    alike = [case for case in cases.filter(matching(number)) if same_number(case.number, number)]
    return alike[0] if len(alike) == 1 else None


def cases_matching(cases: QuerySet[Case], query: str) -> QuerySet[Case]:
    """Return those of the cases that a query finds."""
    return cases.filter(matching(query))
