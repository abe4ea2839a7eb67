"""Fields of a reply that are chosen and not typed: the places of a search, the earlier letter, the other agency, the snapshot."""

import hashlib
from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from agencies.forms.rows import COLUMNS
from agencies.organisation.models import Agency
from agencies.organisation.record_places import record_places
from workflow.cases.models import Case
from workflow.evidence.earlier_replies import earlier_replies
from workflow.form_fields import Day

SEARCH, SNAPSHOT, HASH = "search_record__", "snapshot", "snapshot_sha256"
SNAPSHOT_HINT = _("PDF, JPG or PNG of the page or the gazette as it is today; its SHA-256 is kept with the draft.")


def fit_evidence(fields: dict[str, forms.Field], case: Case, prefix: str) -> None:
    """Change those of the fields of a conclusion, named with `prefix`, that the agency's own records fill."""
    for name in (f"{prefix}{SEARCH}places", f"{prefix}record__places"):
        if name in fields:
            fields[name].initial = "\n".join(f"{place.name}{COLUMNS}" for place in record_places(case.agency))
    if f"{prefix}earlier_case" in fields:
        _earlier(fields, case, prefix)
    if f"{prefix}responsible_agency" in fields:
        fields[f"{prefix}responsible_agency"] = _agencies(case)
        fields[f"{prefix}responsible"].help_text = _("Only an agency that is not on the list.")
    if prefix + HASH in fields:
        del fields[prefix + HASH]
        fields[prefix + SNAPSHOT] = forms.FileField(
            label=_("Snapshot of the publication"), required=False, help_text=SNAPSHOT_HINT
        )
        fields[f"{prefix}published_on"] = Day(_("Published on"), required=False)


def _earlier(fields: dict[str, forms.Field], case: Case, prefix: str) -> None:
    """Offer the earlier replies to the same applicant; number and day are typed only for one of before this system."""
    known = [(one.case_number, f"{one.number} · {one.dated} · {one.content[:30]}") for one in earlier_replies(case)]
    fields[f"{prefix}earlier_case"] = forms.ChoiceField(
        label=_("Earlier reply to the same applicant"),
        choices=[("", _("none of this system")), *known],
        required=False,
    )
    for name in ("earlier_number", "earlier_dated"):
        fields[prefix + name].required = False
        fields[prefix + name].help_text = _("Only for a reply of before this system.")


def _agencies(case: Case) -> forms.ChoiceField:
    rows = Agency.objects.filter(active=True, closed_on__isnull=True).exclude(pk=case.agency_id)
    return forms.ChoiceField(
        label=_("Responsible agency, of the list"),
        choices=[("", _("not on the list")), *rows.order_by("code").values_list("code", "name")],
        required=False,
        help_text=_("Its name and address are taken from the list."),
    )


def snapshot_facts(cleaned: Mapping[str, Any], prefix: str, earlier: Mapping[str, Any]) -> dict[str, str]:
    """Return name and hash of the snapshot that was sent, else those of the draft before; nothing where there is none."""
    if prefix + SNAPSHOT not in cleaned:
        return {}
    upload = cleaned[prefix + SNAPSHOT]
    if upload is None:
        return {name: earlier[name] for name in (SNAPSHOT, HASH) if earlier.get(name)}
    return {SNAPSHOT: upload.name, HASH: hashlib.sha256(_body(upload)).hexdigest()}


def uploads(cleaned: Mapping[str, Any]) -> list[tuple[str, bytes]]:
    """Return name and contents of every snapshot that was sent."""
    sent = [value for name, value in cleaned.items() if name.endswith(SNAPSHOT) and value is not None]
    return [(upload.name, _body(upload)) for upload in sent if hasattr(upload, "read")]


def _body(upload) -> bytes:
    upload.seek(0)
    return upload.read()
