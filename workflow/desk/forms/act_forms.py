"""The form of any act, blank or bound; which form that is, the act says."""

from workflow.cases.act import ACTS
from workflow.form_fields import ActForm


def form_for(code: str, case, user, *, on=None, data=None) -> ActForm:
    """Return the form of an act: bound to `data`, or blank on the day `on` with what it must remember."""
    form_class = ACTS[code].form
    if data is not None:
        form = form_class(data, case=case, user=user)
    else:
        sha = case.draft.content_sha256 if case.draft else ""
        form = form_class(case=case, user=user, initial={"on": on, "version": case.version, "content_sha256": sha})
    form.auto_id = f"{code}_%s"  # several forms of one class may stand on one page
    return form
