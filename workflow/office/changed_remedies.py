"""What another text of remedies would change: sentences beside each other, rules, bodies, drafts and letters."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from itertools import takewhile

from django.db.models import Exists, OuterRef
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from agencies.installation.remedy_texts import Texts
from agencies.organisation.models import Agency
from agencies.organisation.selectors import agency_setup, with_parents
from agencies.text.language import reads_chinese
from law import Refused, procedure
from law.dated import DatedText, text_in_force
from law.remedies.instructions import CLASSES
from notices.kinds.catalogue import KINDS
from notices.kinds.combined import Combined
from notices.kinds.facts import Facts
from notices.letters.issue_checks import law_part_on
from notices.letters.models import Draft, Letter
from notices.letters.remedy_matrix import matrix_rows
from workflow.cases.models import Case, DeliveryFact

PLACES = {"noun": "公文", "bodies": "〔复议机关〕", "court": "〔法院〕", "url": "〔在线复议网址〕"}
OTHERS = {"ruling": _("added by who is reconsidered by itself"), "online": _("added where the reply is served online")}
RULES: dict[str, str | Promise] = {
    "reconsideration_first": _("Replies that go to reconsideration first"),
    "partial_by_law": _("The withheld part of a partial reply goes to reconsideration first by law"),
    "silence_first": _("Silence after the term goes to reconsideration first"),
    "source": _("Rests on"),
}
KINDS_OF_REPLIES = {
    "F": _("replies that withhold everything"),
    "F_PARTIAL": _("replies that withhold a part"),
    "E": _("other replies"),
    "P": _("fee notices"),
    "N": _("letters without a remedy"),
}
# That of a letter with several conclusions follows from its items.
WITH_REMEDY = [
    code for code, kind in KINDS.items() if kind.REMEDY != "N" or kind.remedy_under is not Facts.remedy_under
]


@dataclass(frozen=True, slots=True)
class SentencePart:
    """One of two sentences in three parts: what both say at the beginning, what differs, what both say at the end."""

    head: str
    differs: str
    tail: str


@dataclass(frozen=True, slots=True)
class ChangedSentence:
    """A remedy paragraph, in which letters it stands, and how it reads before and after."""

    letters: tuple[str, ...]
    added: str | Promise  # of a sentence that only some letters have: which
    before: SentencePart
    after: SentencePart


@dataclass(frozen=True, slots=True)
class ChangedBodies:
    """An agency whose letters would name other bodies, or could name none."""

    agency: Agency
    before: str
    after: str
    refused: Refused | None


@dataclass(frozen=True, slots=True)
class ChangedPaper:
    """A draft or a letter whose remedy paragraph would read otherwise."""

    paper: Draft | Letter
    case: Case | None = None  # of a draft
    left: bool = False  # a letter that has left the agency


def changed_sentences(before: DatedText, after: DatedText) -> list[ChangedSentence]:
    """Return the sentences that differ, by the letters in which they stand."""
    letters: dict[str, dict[str, None]] = {}
    for row in matrix_rows():
        letters.setdefault(row.remedy_on(after.in_force_from), {})[row.label] = None
    for code in ("F", "F_PARTIAL", "E"):
        letters.setdefault(code, {})[Combined.TITLE] = None
    found = []
    for table in ("texts", "ruling"):
        for code, said in after.says[table].items():
            old = before.says[table][code]
            if old != said:
                added = OTHERS.get("ruling" if table == "ruling" else code, "")
                found.append(ChangedSentence(tuple(letters.get(code, ())), added, *_sides(_said(old), _said(said))))
    return found


def _said(text: str) -> str:
    return text.format(**PLACES)


def _sides(one: str, other: str) -> tuple[SentencePart, SentencePart]:
    head = _same(zip(one, other, strict=False))
    tail = _same(zip(reversed(one[head:]), reversed(other[head:]), strict=False))
    cut = [(text, len(text) - tail) for text in (one, other)]
    before, after = (SentencePart(text[:head], text[head:end], text[end:]) for text, end in cut)
    return before, after


def _same(pairs: Iterable[tuple[str, str]]) -> int:
    return sum(1 for _pair in takewhile(lambda pair: pair[0] == pair[1], pairs))


def changed_rules(before: DatedText, after: DatedText) -> list[tuple[str | Promise, str, str]]:
    """Return the rules that differ, each with its name, before and after in words."""
    pairs = [(name, before.says[key], after.says[key]) for key, name in RULES.items()]
    return [(name, _in_words(old), _in_words(new)) for name, old, new in pairs if old != new]


def _in_words(rule: bool | str | list[str]) -> str:
    if isinstance(rule, list):
        return ("、" if reads_chinese() else ", ").join(
            str(KINDS_OF_REPLIES[each]) for each in CLASSES if each in rule
        ) or gettext("none")
    if isinstance(rule, bool):
        return gettext("yes") if rule else gettext("no")
    return rule


def changed_bodies(before: Texts, after: Texts, day: date) -> list[ChangedBodies]:
    """Return the agencies here whose letters of a day would name other bodies."""
    found = []
    for agency in with_parents(Agency.objects.filter(active=True, closed_on=None)).order_by("code"):
        old, new = (agency_setup(agency, day, texts) for texts in (before, after))
        if old.bodies != new.bodies:
            found.append(ChangedBodies(agency, "或者".join(old.bodies), "或者".join(new.bodies), new.refused))
    return found


def changed_drafts(before: Texts, after: Texts, day: date) -> list[ChangedPaper]:
    """Return the drafts that wait to be issued and would be refused on a day: they are drafted anew."""
    cases = Case.objects.filter(state__in=procedure.UNDECIDED, draft__isnull=False)
    cases = cases.select_related("agency", "draft__agency__parent__parent").order_by("due_on", "pk")
    return [ChangedPaper(case.draft, case) for case in cases if _differs(case.draft, day, before, after)]


def changed_letters(before: Texts, after: Texts, since: date, until: date | None) -> list[ChangedPaper]:
    """Return the letters dated in a period whose paragraph would read otherwise today; their bytes stay as they are."""
    return list(_changed(_dated(since, until), before, after))


def letters_issued_on(
    before: Texts, after: Texts, since: date, until: date | None, moment: datetime
) -> list[ChangedPaper]:
    """Return the letters that were issued on a text after the moment at which it was applied."""
    return list(_changed(_dated(since, until).filter(issued_at__gte=moment), before, after))


def _dated(since: date, until: date | None):
    letters = Letter.objects.filter(dated__gte=since, kind__in=WITH_REMEDY, historic=False, void_record=None)
    if until:
        letters = letters.filter(dated__lte=until)
    left = Exists(DeliveryFact.objects.filter(letter=OuterRef("pk")))
    return letters.select_related("agency__parent__parent").annotate(left=left).order_by("dated", "pk")


def _changed(letters, before: Texts, after: Texts) -> Iterator[ChangedPaper]:
    for letter in letters:
        if _differs(letter, letter.dated, before, after):
            yield ChangedPaper(letter, left=letter.left)


def _differs(paper: Draft | Letter, day: date, before: Texts, after: Texts) -> bool:
    return _remedy(paper, day, before) != _remedy(paper, day, after)


def _remedy(paper: Draft | Letter, day: date, texts: Texts) -> str | None:
    try:
        return law_part_on(paper, day, texts).remedy
    except Refused:  # a letter of the kind cannot exist on the day, or lacks a name
        return None


def overdue_cases(before: DatedText, after: DatedText, today: date) -> list[Case]:
    """Return the cases whose page tells another way against the silence of the agency."""
    if before.says["silence_first"] == after.says["silence_first"] or not _holds(after, today):
        return []
    return list(Case.objects.filter(state__in=procedure.UNDECIDED, due_on__lt=today).select_related("agency"))


def _holds(text: DatedText, day: date) -> bool:
    return text.in_force_from <= day and (text.in_force_to is None or day <= text.in_force_to)


def replaced_text(before: Texts, after: DatedText) -> DatedText:
    """Return the text that holds on the first day of another one."""
    return text_in_force(before, after.in_force_from)
