"""Agencies, their sections and their ends, for who manages them; the records of it and the calendars."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _

from agencies.administration import offices, policy
from agencies.audit_trail.models import OfficeAct
from agencies.installation.remedy_texts import remedy_texts
from agencies.organisation.models import Agency, Officer, Section
from agencies.organisation.record_places import record_places
from agencies.organisation.selectors import agencies_matching, agency_setup, with_parents, with_staff_counts
from agencies.text.statements import refusal_sentence
from law import Refused
from notices.letters.numbering import usual_words_of
from workflow.cases import selectors
from workflow.locks import services as locking
from workflow.office import calendars
from workflow.office.forms.agencies import AgencyForm, ClosingForm, FactsForm, SectionForm
from workflow.office.forms.buttons import ClosingWithdrawalForm
from workflow.pages import OfficerPage

PER_PAGE = 100


class OfficePage(OfficerPage):
    """A page of who manages agencies and accounts; for anybody else it does not exist."""

    def dispatch(self, request, *args, **options):
        """Answer 404 to who manages nothing; who has not signed in is asked to."""
        if request.user.is_authenticated and not policy.manages(request.user):
            raise Http404
        return super().dispatch(request, *args, **options)

    def agency(self, code: str) -> Agency:
        """Return an agency that the officer manages, or 404."""
        return get_object_or_404(with_parents(policy.managed_agencies(self.request.user)), code=code)

    def others(self, agency: Agency):
        """Return the other agencies that go on, of those that the officer manages."""
        return policy.managed_agencies(self.request.user).filter(closed_on__isnull=True).exclude(pk=agency.pk)

    def show_password(self, person: Officer, password: str, *, opened: bool) -> HttpResponse:
        """Show a new password, once: sent again, the same form gives no other."""
        answer = self.show("workflow/office/told.html", person=person, password=password, opened=opened)
        answer.shown_once = True
        return answer

    def show(self, template: str, status: int = 200, **context) -> HttpResponse:
        """Render a page with the tabs of the office."""
        return super().show(template, status, **({"here": "office", "tab": "agencies"} | context))


class AgencyListPage(OfficePage):
    """Every agency that the officer manages: its people, the roles that nobody holds, what its letters lack."""

    def get(self, request):
        today, words = timezone.localdate(), request.GET.get("q", "").strip()[:80]
        found = agencies_matching(policy.managed_agencies(request.user), words)
        listed = with_staff_counts(with_parents(found)).order_by("code")
        page = Paginator(listed, PER_PAGE).get_page(request.GET.get("page"))
        rows, letters = [], remedy_texts()
        for agency in page.object_list:
            missing = [role for role in ("clerk", "handler", "reviewer", "signer") if not getattr(agency, f"n_{role}")]
            rows.append({"agency": agency, "missing": missing, "refused": agency_setup(agency, today, letters).refused})
        may_found = policy.may_found(request.user)
        return self.show("workflow/office/agencies.html", rows=rows, page=page, words=words, may_found=may_found)


class AgencyAdd(OfficePage):
    """Enter an agency."""

    def get(self, request):
        return self.page(self.form())

    def post(self, request):
        form = self.form(request.POST)
        if not form.is_valid():
            return self.page(form, 422)
        try:
            with locking.refusing_moved_facts():
                agency = offices.add_agency(**form.cleaned_data, by=request.user, now=timezone.now())
        except Refused as refused:
            form.refuse(refused, refusal_sentence(refused))
            return self.page(form, 422)
        messages.success(request, _("Entered; now say what its letters need."))
        return redirect("office-facts", agency.code)

    def form(self, data=None) -> AgencyForm:
        """Return the form, for who may enter agencies; others get 404."""
        user = self.request.user
        if not policy.may_found(user):
            raise Http404
        parents = policy.managed_agencies(user).filter(closed_on__isnull=True)
        start = {"parent": user.agency_id}
        return AgencyForm(data, agencies=parents, top=user.is_superuser, initial=start)

    def page(self, form: AgencyForm, status: int = 200):
        """Show the form."""
        return self.show("workflow/office/agency_add.html", status, form=form)


class AgencyPage(OfficePage):
    """One agency: its people, its sections, what its letters say and lack."""

    def get(self, request, code):
        return self.page(self.agency(code))

    def page(self, agency: Agency, status: int = 200, *, section: SectionForm | None = None, renamed: int = 0):
        """Show the page, with a name of a section that was refused."""
        today, now = timezone.localdate(), timezone.now()
        people = list(
            Officer.objects.filter(agency=agency)
            .select_related("section")
            .prefetch_related("grants")
            .order_by("-is_active", "section__name", "display_name", "pk")
        )
        hands = selectors.in_the_hands_of(people)
        for person in people:
            person.role_codes = [grant.role for grant in person.grants.all()]
            person.at_work = len(hands.get(person.pk, []))
        held = {role for person in people if person.is_active for role in person.role_codes}
        ended = agency.closed_on is not None and agency.closed_on <= today
        return self.show(
            "workflow/office/agency.html",
            status,
            agency=agency,
            people=people,
            missing=[] if ended else [role for role in ("clerk", "handler", "reviewer", "signer") if role not in held],
            sections=agency.sections.all(),
            places=record_places(agency),
            section=section or SectionForm(),
            renamed=renamed,
            setup=agency_setup(agency, today, remedy_texts()),
            words=usual_words_of(agency),
            facts=[(name, getattr(agency, name)) for name in offices.FACTS],
            successions=agency.successions.select_related("successor"),
            inheritances=agency.inheritances.select_related("predecessor"),
            ended=ended,
            open_cases=selectors.count_open(agency) if ended else 0,
            now=now,
        )


class AgencyFactsPage(OfficePage):
    """Change what the letters of an agency say."""

    def get(self, request, code):
        agency = self.agency(code)
        return self.page(agency, self.form(agency))

    def post(self, request, code):
        agency = self.agency(code)
        form = self.form(agency, request.POST)
        if not form.is_valid():
            return self.page(agency, form, 422)
        try:
            with locking.refusing_moved_facts():
                changed = offices.change_agency(agency, form.cleaned_data, by=request.user, now=timezone.now())
        except Refused as refused:
            form.refuse(refused, refusal_sentence(refused))
            return self.page(agency, form, 422)
        messages.success(request, _("Saved and put on record.") if changed else _("Nothing was changed."))
        return redirect("office-agency", agency.code)

    def form(self, agency: Agency, data=None) -> FactsForm:
        """Return the form; the word of the numbers stays once a letter bears it."""
        shape = policy.may_shape(self.request.user, agency)
        return FactsForm(data, agency=agency, shape=shape, fixed_word=selectors.has_own_numbers(agency))

    def page(self, agency: Agency, form: FactsForm, status: int = 200):
        """Show the form with what follows where a field stays empty."""
        now = agency_setup(self.agency(agency.code), timezone.localdate(), remedy_texts())
        return self.show(
            "workflow/office/facts.html", status, agency=agency, form=form, setup=now, words=usual_words_of(agency)
        )


class SectionsPage(AgencyPage):
    """Enter a section."""

    http_method_names = ["post"]

    def post(self, request, code):
        agency, form = self.agency(code), SectionForm(request.POST)
        if not form.is_valid():
            return self.page(agency, 422, section=form)
        try:
            offices.add_section(agency, form.cleaned_data["name"], by=request.user, now=timezone.now())
        except Refused as refused:
            form.refuse(refused, refusal_sentence(refused))
            return self.page(agency, 422, section=form)
        messages.success(request, _("Saved and put on record."))
        return redirect("office-agency", code)


class SectionName(AgencyPage):
    """Rename a section."""

    http_method_names = ["post"]

    def post(self, request, pk):
        realm = policy.managed_agencies(request.user)
        section = get_object_or_404(Section.objects.filter(agency__in=realm).select_related("agency"), pk=pk)
        agency, form = self.agency(section.agency.code), SectionForm(request.POST)
        if not form.is_valid():
            return self.page(agency, 422, section=form, renamed=pk)
        try:
            offices.rename_section(section, form.cleaned_data["name"], by=request.user, now=timezone.now())
        except Refused as refused:
            form.refuse(refused, refusal_sentence(refused))
            return self.page(agency, 422, section=form, renamed=pk)
        messages.success(request, _("Saved and put on record."))
        return redirect("office-agency", agency.code)


class ClosingPage(OfficePage):
    """Record that an agency ended (并入、更名、撤销) and which one goes on."""

    def get(self, request, code):
        agency = self.agency(code)
        start = {"on": agency.closed_on or timezone.localdate()}
        return self.page(agency, ClosingForm(agencies=self.others(agency), initial=start))

    def post(self, request, code):
        agency = self.agency(code)
        if ClosingWithdrawalForm(request.POST).sent["back"]:
            return self.take_back(agency)
        form = ClosingForm(request.POST, agencies=self.others(agency))
        if not form.is_valid():
            return self.page(agency, form, 422)
        try:
            with locking.refusing_moved_facts():
                offices.close_agency(agency, **form.cleaned_data, by=request.user, now=timezone.now())
        except Refused as refused:
            form.refuse(refused, refusal_sentence(refused))
            return self.page(agency, form, 422)
        messages.success(request, _("Saved and put on record."))
        return redirect("office-agency", code)

    def take_back(self, agency: Agency):
        """Take back what was recorded by mistake."""
        try:
            with locking.refusing_moved_facts():
                offices.take_back_closing(agency, by=self.request.user, now=timezone.now())
        except Refused as refused:
            messages.warning(self.request, refusal_sentence(refused))
        else:
            messages.success(self.request, _("Taken back; both entries stay among the records."))
        return redirect("office-agency", agency.code)

    def page(self, agency: Agency, form: ClosingForm, status: int = 200):
        """Show the form and what follows from it."""
        accounts = Officer.objects.filter(agency=agency, is_active=True).count()
        return self.show(
            "workflow/office/closing.html",
            status,
            agency=agency,
            form=form,
            successions=agency.successions.select_related("successor"),
            open_cases=selectors.count_open(agency),
            accounts=accounts,
        )


class ChangeRecordsPage(OfficerPage):
    """What was changed in agencies and accounts, the latest first; for auditors and administrators."""

    def get(self, request):
        if not policy.reads_records(request.user):
            raise Http404
        rows = policy.visible_records(request.user).select_related("actor", "officer", "agency")
        act, words = request.GET.get("act", ""), request.GET.get("q", "").strip()[:80]
        if act not in OfficeAct.values:
            act = ""
        if act:
            rows = rows.filter(act=act)
        if words:
            rows = selectors.records_about(rows, words)
        page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
        return self.show(
            "workflow/office/records.html",
            here="office",
            tab="records",
            page=page,
            acts=OfficeAct.choices,
            act=act,
            words=words,
        )


class CalendarsPage(OfficerPage):
    """Of which years the holidays are published, and what the clerk sees where they are not; the same for everybody."""

    def get(self, request):
        shown = {"years": calendars.calendars_of_years(timezone.localdate()), "keeps": policy.may_found(request.user)}
        return self.show("workflow/office/calendars.html", here="office", tab="calendars", **shown)
