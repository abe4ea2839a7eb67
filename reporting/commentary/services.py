"""The words that officers write into a report, by part of its form: kept in versions, the latest of each stands.

A government has two texts of a year: that of its own sheet, and that of the report which adds up all its units.
"""

from collections import Counter
from collections.abc import Iterable
from datetime import datetime

from agencies.organisation.models import GOVERNMENTS, Agency, Officer
from law import Refused
from law.reports.forms import Form, Part, form_for
from reporting.commentary.models import Example, ExampleStep, Passage
from reporting.figures.scope import Scope

PROBLEMS = "problems"  # key of the form's part on problems and improvements
LONGEST = 20_000  # characters of one part; a whole published report has ten thousand
WORDS_FOR_NONE = ("", "无", "暂无", "没有", "无。", "暂无。", "/", "略")

Texts = dict[str, str]  # key of the part -> its own words


# -- reading --------------------------------------------------------------------------------------------------


def covers_all_units(scope: Scope) -> bool:
    """Say whether the report is that of a government with all its units."""
    return scope.all and scope.agency.is_government


def texts_of(agency_ids: Iterable[int], year: int, *, whole: bool = False) -> dict[int, Texts]:
    """Return for every agency its own words of the year by part, in one query; parts without words are left out."""
    rows = Passage.objects.filter(agency_id__in=list(agency_ids), year=year, whole=whole).order_by("version")
    found: dict[int, Texts] = {}
    for agency, section, text in rows.values_list("agency_id", "section", "text"):
        found.setdefault(agency, {})[section] = text
    return {agency: {section: text for section, text in texts.items() if text} for agency, texts in found.items()}


def texts(scope: Scope) -> Texts:
    """Return the own words of one report by part."""
    return texts_of([scope.agency.pk], scope.year, whole=covers_all_units(scope)).get(scope.agency.pk, {})


def latest_passages(scope: Scope) -> dict[str, Passage]:
    """Return the latest version of every part of one report, those taken out among them."""
    rows = Passage.objects.filter(agency=scope.agency, year=scope.year, whole=covers_all_units(scope))
    return {row.section: row for row in rows.select_related("by").order_by("version")}


def confirmed_example_texts(agency_ids: Iterable[int], year: int) -> dict[int, list[str]]:
    """Return for every unit the texts of its confirmed typical cases; those of a government belong to its whole report."""
    own = Agency.objects.filter(pk__in=list(agency_ids)).exclude(kind__in=GOVERNMENTS).values_list("pk", flat=True)
    found: dict[int, list[str]] = {}
    for agency, row in _last_examples(own, year, ExampleStep.CONFIRMED):
        found.setdefault(agency, []).append(row.text)
    return found


def unconfirmed_examples(agency_ids: Iterable[int], year: int) -> Counter[int]:
    """Return for every agency how many typical cases were put forward and not confirmed."""
    return Counter(agency for agency, _row in _last_examples(agency_ids, year, ExampleStep.PROPOSED))


def _last_examples(agency_ids: Iterable[int], year: int, step: str) -> list[tuple[int, Example]]:
    rows = Example.objects.filter(agency_id__in=list(agency_ids), year=year).order_by("version")
    last = {(row.agency_id, row.case_id): row for row in rows}
    return [(agency, row) for (agency, _case), row in sorted(last.items()) if row.step == step]


def is_empty_text(text: str) -> bool:
    """Say whether a text is empty or only the word for none."""
    return "".join(text.split()) in WORDS_FOR_NONE


def problems_part(form: Form) -> Part | None:
    """Return the form's part on problems and improvements (条例50①五), None where the form has no parts."""
    return next((part for part in form.parts if part.key == PROBLEMS), None)


def written_part(year: int, section: str) -> Part:
    """Return the part of the year's form; raise Refused where it has none of that key with own words."""
    part = next((part for part in form_for(year).parts if part.key == section), None)
    if part is None or not part.has_words:
        raise Refused("这一部分没有自己写的文字", field="section", english="This part has no own words")
    return part


# -- writing --------------------------------------------------------------------------------------------------


def save_passage(
    scope: Scope, part: Part, text: str, *, by: Officer, now: datetime, seen: int | None = None
) -> Passage | None:
    """Store a new version of a part's own words; None where nothing changed.

    `seen` is the version that the writer saw. Raises Refused for a text that is far too long, and where
    somebody else wrote in the meantime. Whether the writer may is asked by the caller.
    """
    if len(text) > LONGEST:
        raise Refused(
            f"最多 {LONGEST} 字，现在是 {len(text)} 字", field="text", english=f"At most {LONGEST} characters"
        )
    here = {"agency": scope.agency, "year": scope.year, "whole": covers_all_units(scope), "section": part.key}
    last = Passage.objects.filter(**here).order_by("-version").first()
    version = last.version if last else 0
    if seen is not None and version != seen:
        if last is None:  # the form names a version that never was
            raise Refused(
                "还没有写过；您写的还在下面，请再存一次",
                field="text",
                english="Nothing was written yet; yours is still here, save it again",
            )
        raise Refused(
            f"{last.by} 已经写了第 {version} 版；您写的还在下面，对照后再存",
            field="text",
            english=f"{last.by} has written version {version}; yours is still here",
        )
    text = clean_text(text)
    if text == (last.text if last else ""):
        return None
    return Passage.objects.create(**here, version=version + 1, text=text, by=by, at=now)


def clean_text(text: str) -> str:
    """Return a text in paragraphs, without the characters that no document may hold."""
    lines = ("".join(c for c in line if c.isprintable() or c == "\u3000").strip() for line in text.splitlines())
    return "\n".join(line for line in lines if line)


def texts_by_heading(scope: Scope, form: Form) -> dict[str, str]:
    """Return the own words under the headings of the form, as they are published."""
    found = texts(scope)
    return {part.heading or part.key: found[part.key] for part in form.parts if part.key in found}
