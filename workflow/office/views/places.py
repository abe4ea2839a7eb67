"""Where an agency keeps its records, for its administrator; searches go through the list."""

from django.contrib import messages
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _

from agencies.administration.record_places import set_record_places
from agencies.organisation.models import Agency
from agencies.organisation.record_places import has_own_places, record_places
from agencies.text.statements import refusal_sentence
from law import Refused
from workflow.office.forms.agencies import PlacesForm
from workflow.office.views.agencies import OfficePage


class RecordPlacesPage(OfficePage):
    """The places of an agency, one a line under each kind."""

    def get(self, request, code):
        agency = self.agency(code)
        return self.page(agency, PlacesForm(places=record_places(agency)))

    def post(self, request, code):
        agency = self.agency(code)
        form = PlacesForm(request.POST, places=record_places(agency))
        if not form.is_valid():
            return self.page(agency, form, 422)
        try:
            changed = set_record_places(agency, form.given(), by=request.user, now=timezone.now())
        except Refused as refused:
            form.refuse(refused, refusal_sentence(refused))
            return self.page(agency, form, 422)
        messages.success(request, _("Saved and put on record.") if changed else _("Nothing was changed."))
        return redirect("office-agency", agency.code)

    def page(self, agency: Agency, form: PlacesForm, status: int = 200):
        """Show the form, and whether the list is the agency's own."""
        return self.show("workflow/office/places.html", status, agency=agency, form=form, own=has_own_places(agency))
