"""The form of any act, blank or bound; which form that is, the act says."""

from workflow.cases.act import ACTS
from workflow.form_fields import ActForm, locked_year_reason
from workflow.locks import compelled
from workflow.locks.services import locked_years


def form_for(code: str, case, user, *, on=None, data=None, locked: bool | None = None) -> ActForm:
    """Return the form of an act: bound to `data`, or blank on the day `on` with what it must remember.

    `locked` says whether a locked year may count the case, where that is known already.
    """
    form_class = ACTS[code].form
    if data is not None:
        form = form_class(data, case=case, user=user)
    else:
        sha = case.draft.content_sha256 if case.draft else ""
        form = form_class(case=case, user=user, initial={"on": on, "version": case.version, "content_sha256": sha})
    form.auto_id = f"{code}_%s"  # several forms of one class may stand on one page
    if code in compelled.CODES and (may_touch_locked_year(case) if locked is None else locked):
        form.fields[compelled.REASON] = locked_year_reason()
    return form


def may_touch_locked_year(case) -> bool:
    """Say whether a year that the case may be counted in is locked."""
    return any(year >= case.received_on.year for year in locked_years(case.agency_id))
