"""Document numbers (文号): the words of each series, the next number, and high-water marks.

A number is taken inside the transaction that stores its letter, so a rollback gives it back and no gap can arise.
"""

import re
from collections.abc import Iterable, Mapping
from datetime import date, datetime

from django.db import transaction
from django.db.models import F, Max

from agencies.organisation.models import Agency, Officer
from agencies.organisation.series_words import ARTICLE, agency_with_word, check_word, refusal_without_word
from law import Refused
from law.outcomes import OUTCOMES
from notices.kinds.catalogue import KINDS
from notices.kinds.facts import Facts
from notices.letters.models import HighWaterMark, Letter, NumberFamily, NumberSeries, SeriesWord
from notices.letters.number_forms import NumberForm, standard_form

HIGHEST = 99_999  # no office writes more letters of one series in a year; a typing error would be for ever
LONGEST_REASON = 400
RUNNING = 0  # the year of a series whose numbers name none and run on
IN_A_REGISTER = "导入的登记簿中已经用到的文号"
ON_PAPER = "登记的历史文号之前的空号，系统启用前在纸上使用"
CONTINUED = "确认续编时写明的已用最大号"
_FORBIDDEN = re.compile(r"[<>&\"'{}\x00-\x1f]")
# Old registers write the brackets of the year in several ways; a number longer than six digits is a slip.
_NUMBER = re.compile(
    r"^(?P<series>[^〔\[［(（【]{1,40})[〔\[［(（【](?P<year>[0-9]{4})[〕\]］)）】]\s*第?(?P<sequence>[0-9]{1,6})号$"
)


# -- the words of a series ------------------------------------------------------------------------------------


def family_of(kind: type[Facts]) -> NumberFamily:
    """Return the family in which a kind of letter is numbered."""
    if getattr(kind, "LAYOUT", "letter") == "document":
        return NumberFamily.INTER_AGENCY
    return NumberFamily.REPLY if kind.CODE in OUTCOMES else NumberFamily.PROCEDURAL


def usual_words_of(agency: Agency) -> str:
    """Return the words where none are set: the agency's own and 公开, as in 瓯公开〔2018〕104号, for every family.

    An agency without a word has none: its code is nobody's 机关代字, and nothing is issued under it.
    """
    word = agency.series_word
    return word if not word or word.endswith("公开") else f"{word}公开"


def forms_in_force(agency: Agency, dated: date) -> dict[NumberFamily, NumberForm | None]:
    """Return the form of the numbers of every family on a day of signing (落款之日); None where nobody set its words."""
    words = usual_words_of(agency)
    found: dict[NumberFamily, NumberForm | None] = dict.fromkeys(NumberFamily, standard_form(words) if words else None)
    for row in SeriesWord.objects.filter(agency=agency, from_on__lte=dated).order_by(
        "from_on", "id"
    ):  # the latest stands
        found[NumberFamily(row.family)] = NumberForm(row.form) if row.form else standard_form(row.words)
    return found


def form_of(agency: Agency, family: str, dated: date) -> NumberForm:
    """Return the form of the numbers of a family on a day of signing; raise Refused where nobody set its words."""
    found = forms_in_force(agency, dated)[NumberFamily(family)]
    if found is None:
        raise refusal_without_word(agency)
    return found


def words_of(agency: Agency, family: str, dated: date) -> str:
    """Return the words that the numbers of a family bear on a day of signing; raise Refused where nobody set any."""
    return form_of(agency, family, dated).series


def forms_of(agency: Agency) -> list[NumberForm]:
    """Return every form that the agency's numbers had or have, the usual one first."""
    usual = usual_words_of(agency)
    found = [NumberForm(row.form) if row.form else standard_form(row.words) for row in agency.series_words.all()]
    return list(dict.fromkeys([*([standard_form(usual)] if usual else []), *found]))


def families_without(agency: Agency, dated: date) -> list[NumberFamily]:
    """Return the families of letters that cannot be numbered on a day, since nobody set their words."""
    return [family for family, form in forms_in_force(agency, dated).items() if form is None]


def set_words(
    *, agency: Agency, family: str, words: str, from_on: date, actor: Officer | None, now: datetime
) -> SeriesWord:
    """Set the words of a family from a day on; numbers that were given keep theirs.

    Raises Refused for words that cannot stand in a number, that another agency uses, or for a day on or before
    which a letter of the family was numbered already.
    """
    words = words.strip()
    check_word(words)
    return set_form(agency=agency, family=family, form=standard_form(words), from_on=from_on, actor=actor, now=now)


def set_form(
    *, agency: Agency, family: str, form: NumberForm, from_on: date, actor: Officer | None, now: datetime
) -> SeriesWord:
    """Set the form of a family's numbers from a day on, whatever it looks like; numbers that were given keep theirs.

    Raises Refused as `set_words` does, and for a form that cannot be printed.
    """
    series = form.series
    if (
        _FORBIDDEN.search(form.number(2000, 1))
        or not series
        or len(series) > SeriesWord._meta.get_field("words").max_length
    ):
        raise Refused(
            "这种形式不能印在公文上，请换一种", ARTICLE, field="words", english="Such a number cannot be printed"
        )
    if form.worded:
        _nobody_elses(agency, series)
    last = _last_numbered(agency, family, from_on)
    if last is not None:
        raise Refused(
            f"已有 {last.isoformat()} 编号的同类公文，新的代字只能从其后一日起用",
            field="from_on",
            english=f"A letter dated {last} has the present words; choose a later day",
        )
    return SeriesWord.objects.create(
        agency=agency,
        family=family,
        words=series,
        form="" if form.standard else form.text,
        from_on=from_on,
        set_by=actor,
        set_at=now,
    )


def _nobody_elses(agency: Agency, words: str) -> None:
    set_there = SeriesWord.objects.filter(words=words).exclude(agency=agency).select_related("agency").first()
    used_there = (
        Letter.objects.filter(series=words, historic=False).exclude(agency=agency).select_related("agency").first()
    )
    other = getattr(set_there or used_there, "agency", None) or agency_with_word(words, agency)
    if other:
        raise Refused(f"“{words}”是{other.name}的代字", field="words", english=f"These words belong to {other.name}")


def _last_numbered(agency: Agency, family: str, since: date) -> date | None:
    """Return the latest day, `since` or after, of which the agency numbered a letter of the family."""
    kinds = [code for code, kind in KINDS.items() if family_of(kind) == family]
    letters = Letter.objects.filter(agency=agency, historic=False, dated__gte=since, kind__in=kinds)
    return letters.aggregate(last=Max("dated"))["last"]


# -- numbers --------------------------------------------------------------------------------------------------


def number_of(series: str, year: int, sequence: int) -> str:
    """Return a number as it is printed: full-width brackets, no 第, no leading zeros (law.md 4.2, GB/T 9704 7.2.5)."""
    return f"{series}〔{year}〕{sequence}号"


def read_number(text: str) -> tuple[str, int, int] | None:
    """Return series, year and sequence of a document number as 瓯公开〔2018〕104号 writes them; None for another shape."""
    found = _NUMBER.match(text)
    return (found["series"].strip(), int(found["year"]), int(found["sequence"])) if found else None


@transaction.atomic
def take_number(agency: Agency, series: str, year: int, *, now: datetime) -> int:
    """Return the next number of a series: no gap and no duplicate, since a rollback gives it back.

    The UPDATE locks the row until the transaction ends, so the read after it sees our own number.
    """
    row = _series(agency, series, year, now=now)
    NumberSeries.objects.filter(pk=row.pk).update(last=F("last") + 1)
    return NumberSeries.objects.values_list("last", flat=True).get(pk=row.pk)


def _series(agency: Agency, series: str, year: int, *, now: datetime) -> NumberSeries:
    """Return the counter of a series; a new one begins above the old letters that bear its words already."""
    row, created = NumberSeries.objects.get_or_create(agency=agency, series=series, year=year)
    if created:
        old = Letter.objects.filter(agency=agency, series=series, sequence__isnull=False)
        old = old.filter(year=year) if year != RUNNING else old
        for sequence in old.order_by("sequence").values_list("sequence", flat=True):
            _lift(row, sequence, ON_PAPER, letter=True, actor=None, now=now)
    return row


@transaction.atomic
def next_number(agency: Agency, family: str, dated: date, *, now: datetime) -> tuple[str, int, str]:
    """Take the next number of a family for a letter signed on a day; return its series, its place and how it is printed.

    Raises Refused where nobody set the words of the family.
    """
    form = form_of(agency, family, dated)
    sequence = take_number(agency, form.series, dated.year if form.yearly else RUNNING, now=now)
    return form.series, sequence, form.number(dated.year, sequence)


@transaction.atomic
def continue_series(
    *,
    agency: Agency,
    families: Iterable[str],
    form: NumberForm,
    highest: Mapping[int, int],
    from_on: date,
    last: int,
    actor: Officer | None,
    now: datetime,
) -> None:
    """Go on in the form of an imported register: the numbers of the families follow the last one that it has.

    `highest` is by year what the register has, `last` what the person who confirms states for the year of `from_on`
    (for a form without a year: of all), which is at least as much. Raises Refused as `set_form` does.
    """
    year = from_on.year if form.yearly else RUNNING
    if last < highest.get(year, 0):
        raise Refused(
            f"台账里已经用到 {highest[year]} 号，不能比它小",
            field="last",
            english=f"The register has reached {highest[year]}",
        )
    if last > HIGHEST:
        raise Refused(f"最大号应当在 1 到 {HIGHEST} 之间", field="last", english=f"A number from 1 to {HIGHEST}")
    for family in families:
        set_form(agency=agency, family=family, form=form, from_on=from_on, actor=actor, now=now)
    raise_marks({(agency.pk, form.series, one): most for one, most in highest.items()}, now=now)
    if last:
        row = _series(agency, form.series, year, now=now)
        _lift(row, last, CONTINUED, letter=False, actor=actor, now=now)


@transaction.atomic
def record_historic_number(
    agency: Agency, series: str, year: int, sequence: int, *, actor: Officer | None, now: datetime
) -> None:
    """Keep the next number above one that an old letter had on paper; the letter itself stands in the register.

    A series that the agency does not use today is kept as well: its words may become the agency's words tomorrow.
    """
    _lift(_series(agency, series, year, now=now), sequence, ON_PAPER, letter=True, actor=actor, now=now)


@transaction.atomic
def raise_marks(marks: Mapping[tuple[int, str, int], int], *, now: datetime) -> None:
    """Let every series (agency key, series, year) go on above the last number of an imported register.

    A lower one changes nothing. The register has the letters; here they stand as one mark.
    """
    for (agency, series, year), sequence in sorted(marks.items()):
        row, _ = NumberSeries.objects.get_or_create(agency_id=agency, series=series, year=year)
        _lift(row, sequence, IN_A_REGISTER, letter=False, actor=None, now=now)


def read_number_as(forms: Iterable[NumberForm], text: str) -> tuple[str, int, int] | None:
    """Return series, year and sequence of a number in one of an agency's own forms, or in that of the standard."""
    for form in forms:
        if found := form.read(text):
            return form.series, *found
    return read_number(text)


def fits_forms(letter: Letter, forms: Iterable[NumberForm]) -> bool:
    """Say whether a letter bears the number of its series, year and place, in one of the agency's forms."""
    if letter.number == number_of(letter.series, letter.year, letter.sequence):
        return True
    same = (form for form in forms if form.series == letter.series)
    return any(letter.number == form.number(letter.year, letter.sequence) for form in same)


def _own_words(agency: Agency) -> set[str]:
    return {form.series for form in forms_of(agency)}


def _lift(
    row: NumberSeries, last: int, reason: str, *, letter: bool, actor: Officer | None, now: datetime
) -> HighWaterMark | None:
    """Lift a counter to `last`; record the numbers that are skipped, without `last` itself where a letter has it."""
    former = NumberSeries.objects.select_for_update(no_key=True).values_list("last", flat=True).get(pk=row.pk)
    if last <= former:
        return None
    NumberSeries.objects.filter(pk=row.pk).update(last=last)
    upper = last - 1 if letter else last
    if upper <= former:
        return None
    return HighWaterMark.objects.create(
        agency_id=row.agency_id,
        series=row.series,
        year=row.year,
        former=former,
        last=upper,
        reason=reason,
        set_by=actor,
        set_at=now,
    )


@transaction.atomic
def raise_mark(
    *, agency: Agency, series: str, year: int, last: int, reason: str, actor: Officer | None, now: datetime
) -> HighWaterMark:
    """Lift a series to the last number used outside this system: on paper in this year, or after a backup (R2).

    Only upward, with a reason, on record; the next letter gets `last` + 1. Raises Refused otherwise.
    """
    reason = " ".join(reason.split())
    if not reason or len(reason) > LONGEST_REASON:
        raise Refused(f"请写明理由，不超过 {LONGEST_REASON} 字", field="reason", english="Please give the reason")
    if not 1 <= last <= HIGHEST:
        raise Refused(f"最大号应当在 1 到 {HIGHEST} 之间", field="last", english=f"A number from 1 to {HIGHEST}")
    if series not in _own_words(agency) | set(agency.number_series.values_list("series", flat=True)):
        raise Refused(f"本单位没有“{series}”这个代字", field="series", english="The agency has no such series")
    row = _series(agency, series, year, now=now)
    mark = _lift(row, last, reason, letter=False, actor=actor, now=now)
    if mark is None:
        used = NumberSeries.objects.get(pk=row.pk).last
        raise Refused(
            f"这一序列已经用到 {used} 号，最大号只能往上调",
            field="last",
            english=f"The series has reached {used}; a mark only goes upward",
        )
    return mark
