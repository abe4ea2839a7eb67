"""Who writes the text of a report and until when; its own words, and its typical cases without persons."""

from datetime import datetime

from django.db import transaction

from agencies.organisation.models import Agency, Officer
from law import Refused
from law.reports.forms import Part
from reporting.commentary import anonymity
from reporting.commentary import services as commentary_services
from reporting.commentary.examples import LONGEST_EXAMPLE, particulars_of
from reporting.commentary.models import Example, ExampleStep, Passage
from reporting.figures.published_tables import is_published_and_locked
from reporting.figures.scope import Scope, is_published_scope
from reporting.filing import services as filing_services
from workflow.cases.models import Case

WRITERS = (
    "clerk",
    "supervisor",
)  # of a government's report; the unit's own is written by its clerk, as its figures are


def may_write(user: Officer, scope: Scope) -> bool:
    """Say whether the officer is one who writes the text of this report, whether it may be written now or not."""
    whole = commentary_services.covers_all_units(scope)
    theirs = user.is_active and user.agency_id == scope.agency.pk and user.has_role(*(WRITERS if whole else ("clerk",)))
    return theirs and (whole or not scope.all or is_published_scope(scope))


def refusal_to_write(user: Officer, scope: Scope) -> Refused | None:
    """Return why the officer may not write the text now, None while he may.

    A government's report is closed by its publication, until the year is unlocked for a further version; a unit's own
    by its confirmation, until it is returned.
    """
    if not may_write(user, scope):
        return Refused("您的岗位不能写这份报告的文字", english="Your role does not allow you to write this report")
    if not commentary_services.covers_all_units(scope):
        return filing_services.why_not(user, "write", filing_services.filing_of(scope.agency, scope.year))
    if is_published_and_locked(scope):
        return Refused(f"{scope.year} 年的报告已经公布，文字不再改动", english="The report of the year is published")
    return None


# -- own words ---------------------------------------------------------------------------------------------


@transaction.atomic
def write_passage(scope: Scope, part: Part, text: str, *, seen: int, by: Officer, now: datetime) -> Passage | None:
    """Store a new version of a part's own words; None where nothing changed.

    Raises Refused where the report is closed, and for whatever `save_passage` refuses. What a unit writes into its own
    report is an act of its filing.
    """
    if not commentary_services.covers_all_units(scope):
        return filing_services.write_text(scope.agency, scope.year, part.key, text, by=by, now=now, seen=seen)
    if refusal := refusal_to_write(by, scope):
        raise refusal
    _alone(scope)
    return commentary_services.save_passage(
        scope, commentary_services.written_part(scope.year, part.key), text, by=by, now=now, seen=seen
    )


# -- typical cases --------------------------------------------------------------------------------------------


def _alone(scope: Scope) -> None:
    """Let the versions of an agency's own words be counted one after the other, until the transaction ends."""
    Agency.objects.lock(scope.agency.pk)


@transaction.atomic
def take_example_step(scope: Scope, case: Case, code: str, text: str, *, by: Officer, now: datetime) -> Example:
    """Put a typical case forward, confirm its text, or take it out.

    Raises Refused where the report is closed, and for a text in which the applicant or anybody's particulars remain.
    """
    if refusal := refusal_to_write(by, scope):
        raise refusal
    _alone(scope)
    rows = Example.objects.filter(agency=scope.agency, year=scope.year, case=case)
    last = rows.order_by("-version").first()
    text = commentary_services.clean_text(text)
    if last is not None and (last.step, last.text) == (code, text) and code != ExampleStep.WITHDRAWN:
        return last  # the same once more, from another window
    if code == ExampleStep.WITHDRAWN:
        if last is None or last.step == ExampleStep.WITHDRAWN:
            raise Refused("这件没有选作典型案例", english="The case is not a typical case")
        text = last.text
    else:
        if not text or len(text) > LONGEST_EXAMPLE:
            raise Refused(f"写 1 到 {LONGEST_EXAMPLE} 字", field="text", english=f"1 to {LONGEST_EXAMPLE} characters")
        if left := list(anonymity.find_personal_data(text, particulars_of(case))):
            remaining = "；".join(f"{trace.what}“{trace.words}”" for trace in left[:5])
            raise Refused(
                f"还有能认出个人的内容：{remaining}",
                "条例15",
                field="text",
                english=f"Persons can still be identified: {remaining}",
            )
    return Example.objects.create(
        agency=scope.agency,
        year=scope.year,
        case=case,
        version=last.version + 1 if last else 1,
        step=code,
        text=text,
        by=by,
        at=now,
    )
