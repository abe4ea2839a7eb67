"""How the pages of agencies and accounts name fields, roles and changes."""

from django import template
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from agencies.administration.policy import confirms, manages, reads_records, secures, visible_alarms
from agencies.administration.resets import resets_to_confirm
from agencies.administration.role_requests import requests_to_decide
from agencies.organisation.models import AgencyKind, Officer, Role
from agencies.text.language import reads_chinese
from workflow.looks.policy import reads_log
from workflow.office.labels import FIELDS
from workflow.office.readiness import stops_letters

register = template.Library()


DUTIES = {
    Role.CLERK: _("registers, records service, closes, archives"),
    Role.HANDLER: _("asks, extends, drafts the reply"),
    Role.REVIEWER: _("approves the draft or returns it"),
    Role.SIGNER: _("signs the reply, confirms the annual report"),
    Role.HEAD: _("consents to extensions and delays"),
    Role.SUPERVISOR: _("sees cases and reports of all units, accepts the reports"),
    Role.AUDITOR: _("sees cases and records of all units, changes nothing"),
    Role.ADMINISTRATOR: _("keeps agencies, people and roles, sees no cases"),
    Role.SECURITY: _("grants roles, sees alarms, confirms resets, sees no cases"),
}


@register.filter
def field_name(code: str) -> str:
    """Return what a field of an agency or an account is called."""
    return str(FIELDS.get(code, code))


@register.filter
def change_value(value: str, field: str) -> str:
    """Return a value of a recorded change in the reader's language; — where there was none."""
    if not value:
        return "—"
    if field.startswith("roles"):
        return role_list(value.split("|"))
    if field == "kind" and value in AgencyKind.values:
        return str(AgencyKind(value).label)
    return value


@register.filter
def role_list(codes) -> str:
    """Return roles by name, in their order."""
    return ("、" if reads_chinese() else ", ").join(str(Role(code).label) for code in Role.values if code in codes)


@register.filter
def follows(setup, field: str) -> str:
    """Return what holds while a field of an agency is empty, "" where nothing follows."""
    return setup.follows.get(field, "")


@register.filter
def listed(items) -> str:
    """Join names or numbers as the reader's language does."""
    return ("、" if reads_chinese() else ", ").join(str(item) for item in items)


@register.filter
def duty(code: str) -> str:
    """Return in a few words what a role does."""
    return str(DUTIES[Role(code)])


@register.filter
def manages_agencies(user) -> bool:
    """Say whether the officer manages agencies and accounts."""
    return manages(user)


@register.filter
def reads_account_records(user) -> bool:
    """Say whether the officer reads what was changed in agencies and accounts."""
    return reads_records(user)


@register.filter
def looks_after_security(user) -> bool:
    """Say whether the officer looks after security."""
    return secures(user)


@register.filter
def open_alarms(user) -> int:
    """Return how many alarms nobody has seen, of those that the officer looks after."""
    return visible_alarms(user).filter(seen_at__isnull=True).count()


@register.filter
def confirms_others(user) -> bool:
    """Say whether the officer is a second person for resets and roles."""
    return confirms(user)


@register.filter
def confirmations_waiting(user) -> int:
    """Return how much waits for the officer as the second person."""
    held = Officer.objects.filter(held=True, is_active=True).exists()  # hardly ever: then nothing else is asked
    waiting = resets_to_confirm(user).count() if held else 0
    return waiting + (requests_to_decide(user).count() if settings.SEPARATE_ADMINISTRATORS else 0)


@register.filter
def reads_looks(user) -> bool:
    """Say whether the officer reads who looked at applicants' papers."""
    return reads_log(user)


@register.filter
def in_language(pair: tuple[str, str]) -> str:
    """Return the sentence of a pair, Chinese and English, that the reader understands."""
    return pair[0] if reads_chinese() else pair[1]


@register.simple_tag(takes_context=True)
def missing_before_letters(context) -> list:
    """Return what keeps the letters of the reader's own agency from being issued; nothing where all is set."""
    agency, today = context["request"].user.agency, context["today"]
    return stops_letters(agency, today) if agency is not None else []
