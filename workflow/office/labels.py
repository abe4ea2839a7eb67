"""What the fields of agencies and accounts are called."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from agencies.organisation.models import PlaceKind

FIELDS = {kind.value: kind.label for kind in PlaceKind} | {
    "code": pgettext_lazy("of an agency", "Code"),
    "name": _("Name of the agency"),
    "kind": _("Kind of agency"),
    "parent": _("Agency above"),
    "superior_department": _("Superior department"),
    "reconsideration_body": _("Body of reconsideration"),
    "founding_body": _("Founding body"),
    "place_government": _("Government of the place"),
    "court": _("Court"),
    "online_filing_url": _("Address for reconsideration online"),
    "letterhead": _("Words of the red head"),
    "series_word": _("Word of the document number"),
    "contact_office": _("Contact"),
    "phone": _("Telephone of the office"),
    "address": _("Address of the office"),
    "postcode": _("Postcode"),
    "correction_workdays": _("Working days for a correction"),
    "correction_least_workdays": _("Shortest term for a correction"),
    "section": _("Section"),
    "opened_on": _("Day of founding"),
    "closed_on": _("Ended on"),
    "successor": _("Successor"),
    "takes_files": _("Takes the files"),
    "paper": _("Paper"),
    "username": _("User name"),
    "display_name": pgettext_lazy("of a person", "Name"),
    "roles": _("Roles"),
    "roles_requested": _("Roles asked for"),
    "roles_refused": _("Roles refused"),
    "reset_denied": _("Owner asked for no new password; given by"),
    "reset_confirmed": _("Owner let in again; password given by"),
    "second_factor": _("Second factor"),
    "sessions": _("Sessions"),
    "service_account": _("Service account"),
}
