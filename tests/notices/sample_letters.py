"""Samples of every letter as the tests use them; `tests.notices.write_golden` writes their golden texts anew."""

from datetime import date
from functools import partial
from pathlib import Path
from unittest import mock

from agencies.organisation.models import Agency, AgencyKind
from law.remedies.instructions import LETTERS
from notices.kinds.catalogue import KINDS
from notices.kinds.samples import sample_day, sample_facts
from notices.letters import composition
from notices.letters.models import Letter

compose = partial(composition.compose, letters=LETTERS)  # by the texts of remedies as delivered
GOLDEN = Path(__file__).parent / "golden"
DAYS = {"2007": date(2018, 4, 10), "2019": date(2026, 3, 27)}  # on which most samples are dated
NUMBER = "瓯建公开〔2026〕12号"
EVERY = [(code, regulation) for code, kind in KINDS.items() for regulation in kind.REGULATIONS]


def department(**changes) -> Agency:
    """Return a department that is not stored."""
    government = Agency(code="G", name="瓯海区人民政府", kind=AgencyKind.GOVERNMENT)
    given = {
        "code": "B07",
        "name": "瓯海区住房和城乡建设局",
        "kind": AgencyKind.DEPARTMENT,
        "parent": government,
        "superior_department": "温州市住房和城乡建设局",
        "court": "温州市瓯海区人民法院",
        "series_word": "瓯建",
        "contact_office": "政务公开科",
        "phone": "0577-88512345",
    }
    return Agency(**given | changes)


def composed(code: str, regulation: str = "2019", *, facts=None, dated: date | None = None, **changes):
    """Return the sample letter of a kind, composed."""
    return compose(
        agency=department(**changes),
        kind=code,
        facts=facts or sample_facts(code, regulation),
        dated=dated or sample_day(code, regulation),
        regulation=regulation,
    )


def a_letter(code: str, regulation: str = "2019", **changes) -> Letter:
    """Return the sample letter of a kind as issued, not stored; `changes` are those of `composed`."""
    made = composed(code, regulation, **changes)
    return Letter(
        agency=department(),
        kind=code,
        regulation=regulation,
        number=NUMBER,
        dated=DAYS[regulation],
        title=made.title,
        facts=made.facts.to_json(),
        html=composition.fill_slots(made.html, NUMBER, DAYS[regulation]),
        content_sha256=made.content_sha256,
    )


def changed(code: str, regulation: str = "2019", **changes):
    """Return the sample facts of a kind with some of them changed."""
    return KINDS[code].from_json(sample_facts(code, regulation).to_json() | changes)


def filled_html(code: str, regulation: str = "2019", *, layout: str = "", changes=None, **agency) -> str:
    """Return the filled sample of a kind, with other facts, in another format."""
    facts = changed(code, regulation, **(changes or {}))
    kind = KINDS[code]
    with mock.patch.object(kind, "LAYOUT", layout or kind.LAYOUT):
        html = composed(code, regulation, facts=facts, **agency).html
    return composition.fill_slots(html, NUMBER, DAYS[regulation])
