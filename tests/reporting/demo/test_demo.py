"""The demonstration as a whole: the years are filed and published, the guide opens what it names, a second run adds nothing."""

from datetime import date, timedelta

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from agencies.installation.models import Demonstration
from agencies.organisation.models import Agency, Officer
from config import guide
from notices.letters.models import Letter
from reporting.demo import figures, texts, year_end
from reporting.demo.filings import LATE, RETURNED
from reporting.figures import published_tables
from reporting.figures.models import Figure
from reporting.figures.scope import Scope
from reporting.filing import services as filing_services
from reporting.filing.models import Filing, FilingEvent
from reporting.publication import services as publication_services
from reporting.publication.models import Publication
from reporting.quality.models import CaseQuality
from reporting.quality.services import score_cases
from reporting.supervision import overview as supervision_overview
from reporting.supervision.models import SupervisionNote
from reporting.validation import services as validation_services
from reporting.validation.rules import HARD, similarity
from tests.shared_data import shared_data
from tests.workflow.sample_office import officer
from workflow.acts.services import perform
from workflow.archive import services as archive_services
from workflow.archive.models import ArchiveRecord
from workflow.cases.models import Case, RemedyCase
from workflow.cases.policy import visible_agencies
from workflow.cases.replay import replay
from workflow.cases.selectors import calendar
from workflow.demo.people import BUREAU, GOVERNMENT, PASSWORD, PEOPLE

pytestmark = pytest.mark.django_db
UNITS = 61
NAMED = {  # what the page of each line of the guide must show; {year} is the last published year
    "A fax that nobody has confirmed": "某小区外墙修缮工程",
    "An overdue case": "逾期",
    "A letter that came back": "原址查无此人",
    "A draft that was returned": "检索范围不够",
    "A reply to be reviewed": "网页已核对可以打开",
    "A reply to be signed": "工资监管账户",
    "A unit that filed late": "电商办",
    "Who looked at a telephone number": "电话核对地址",
    "Agencies and people": "瓯海区住建局",
    "A published report": "政府信息公开工作年度报告",
}


@shared_data
def loaded():
    """Load the demonstration by the command; return the day."""
    call_command("demo")
    return timezone.localdate()


def district() -> Agency:
    """Return the government."""
    return Agency.objects.get(code=GOVERNMENT)


# -- the years --------------------------------------------------------------------------------------------------


def test_the_settled_years_are_filed_by_all_accepted_and_published(loaded):
    published = year_end.years_on(loaded).published
    for year in (year_end.PAST, published):
        filings = Filing.objects.filter(year=year)
        assert filings.count() == UNITS
        assert {one.state for one in filings} == {"accepted"}
        table = published_tables.published_table(district(), year)
        assert publication_services.is_intact(table)
        assert {*table.publication.files.values_list("kind", flat=True)} == {"html", "docx", "xlsx"}
    assert published_tables.published_table(Agency.objects.get(code=BUREAU), published)


def test_no_unit_and_no_government_has_a_hard_finding(loaded):
    for year in (year_end.PAST, year_end.years_on(loaded).published):
        whole = Scope(district(), year, True)
        found = [one for unit in validation_services.validate_units(whole).values() for one in unit]
        found += validation_services.validate_report(whole)
        assert [one.message for one in found if one.severity == HARD] == []


def test_what_was_written_in_bulk_is_what_the_doors_would_have_written(loaded):
    year = year_end.years_on(loaded).published
    for agency in Agency.objects.filter(code__in=(BUREAU, LATE, RETURNED, GOVERNMENT)):
        own = filing_services.filing_of(agency, year)
        assert filing_services.current_hash_of_report(own) == own.sheet_sha256
        events = list(own.events.order_by("seq"))
        assert [event.seq for event in events] == list(range(1, own.version + 1))
        state = "open"
        for event in events:
            rule = filing_services.RULES[event.act]
            assert state in rule.source
            assert event.by.has_role(rule.role)
            assert (event.by.agency.code == GOVERNMENT) if rule.above else (event.by.agency_id == agency.pk)
            state = rule.target or state
        assert state == own.state
        assert [event.at for event in events] == sorted(event.at for event in events)


def test_one_unit_filed_late_and_one_was_returned(loaded):
    year = year_end.years_on(loaded).published
    late = Filing.objects.filter(year=year, confirmed_on__gt=date(year + 1, 1, 31))
    assert [one.agency.code for one in late] == [LATE]
    returned = FilingEvent.objects.filter(act="return", filing__year=year)
    assert [one.filing.agency.code for one in returned] == [RETURNED]


def test_the_public_list_and_every_published_page_open_without_signing_in(loaded, client):
    page = client.get(reverse("publications")).content.decode()
    for table in Publication.objects.values_list("table__year", "table__agency__code"):
        address = reverse("published", args=table)
        assert address in page
        assert client.get(address).status_code == 200


def test_nobody_owes_a_report_out_of_season(loaded):
    years = year_end.years_on(loaded)
    assert Filing.objects.filter(year=years.published).exclude(state="accepted").count() == 0
    if years.in_hand is None:
        assert not Filing.objects.filter(year__gt=years.published).exists()


# -- an ordinary day --------------------------------------------------------------------------------------------


def test_the_district_is_mostly_green(loaded):
    supervisor = Officer.objects.get(username="supervisor")
    seen = supervision_overview.overview_of(district(), list(visible_agencies(supervisor)), loaded, calendar())
    lights = dict(seen.every.lights)
    assert lights["k"] in (2, 3)  # on a day off, what was due on the last working day is late as well
    assert lights["g"] > seen.every.held / 2
    assert len(seen.lines) > 2 * len(seen.idle)
    assert seen.every.open_notes == SupervisionNote.objects.count() == 2
    assert not seen.every.overdue_notes


def test_proceedings_have_their_ends(loaded):
    year = year_end.years_on(loaded).published
    proceedings = RemedyCase.objects.filter(received_on__year__gte=year).exclude(kind="complaint")
    ended = proceedings.exclude(result="pending")
    assert ended.count() >= 6
    assert {one.result for one in ended} == {"upheld", "corrected", "other"}
    assert proceedings.filter(result="pending").count() <= 3


def test_the_bureau_archived_what_was_at_rest(loaded):
    records = ArchiveRecord.objects.all()
    assert records.count() >= 10
    assert all(archive_services.check(record).whole for record in records[:3])
    assert not records.filter(case__remedies__result="pending").exists()


def test_every_case_is_what_its_events_tell_and_is_scored(loaded):
    for pk in Case.objects.filter(imported=False).values_list("pk", flat=True):
        assert replay(pk, check=True) == []
    for pk in Case.objects.filter(imported=True).order_by("-pk").values_list("pk", flat=True)[:60]:
        assert replay(pk, check=True) == []
    assert score_cases(now=timezone.now()) == 0
    own = CaseQuality.objects.filter(case__imported=False)
    assert own.count() >= 10
    assert sum(one.points for one in own) / own.count() > 80


def test_the_command_tells_the_logins_and_adds_nothing_the_second_time(loaded, capsys):
    def counted():
        return [
            model.objects.count()
            for model in (Case, Letter, Filing, FilingEvent, Figure, Publication, Officer, SupervisionNote)
        ]

    before = counted()
    call_command("demo")
    printed = capsys.readouterr().out
    assert PASSWORD in printed
    assert all(username in printed for username, *_ in PEOPLE)
    assert counted() == before


def test_an_old_demonstration_says_so(loaded, capsys):
    call_command("demo")
    assert "平常一天" not in capsys.readouterr().err
    Demonstration.objects.update(loaded_at=timezone.now() - timedelta(days=9))
    call_command("demo")
    assert "平常一天" in capsys.readouterr().err


def test_a_system_that_people_use_takes_no_demonstration(loaded):
    officer("somebody", district(), "clerk")
    with pytest.raises(CommandError, match="只能装进空的系统"):
        call_command("demo")


# -- the guide --------------------------------------------------------------------------------------------------


def sign_in(client, username: str, next_page: str = ""):
    """Sign in as a person of the demonstration, as the buttons do."""
    return client.post(reverse("login"), {"username": username, "password": PASSWORD, "next": next_page})


def test_signing_in_leads_to_the_guide_until_it_is_put_away(loaded, client):
    assert sign_in(client, "clerk").url == reverse("guide")
    page = client.get(reverse("worklist")).content.decode()
    assert reverse("guide") in page
    assert client.post(reverse("guide"), {"hide": "1"}).url == reverse("worklist")
    assert sign_in(client, "handler").url == reverse("worklist")
    assert reverse("guide") in client.get(reverse("worklist")).content.decode()
    assert client.post(reverse("guide"), {"show": "1"}).url == reverse("guide")
    assert sign_in(client, "clerk").url == reverse("guide")


def test_ten_lines_name_all_seven_persons(loaded):
    told = list(guide.lines())
    assert len(told) == 10
    assert {line.who for line in told} - {""} == set(guide.SEVEN)


@pytest.mark.parametrize("what", NAMED)
def test_each_line_of_the_guide_opens_what_it_names(loaded, client, what):
    with override("en"):  # by the words of the source; the page itself is Chinese
        line = next(line for line in guide.lines() if line.what == what)
    if line.who:
        answer = sign_in(client, line.who, line.url)
        assert answer.url == line.url
    page = client.get(line.url)
    assert page.status_code == 200
    assert NAMED[what] in page.content.decode()


def test_what_was_dealt_with_has_lost_its_line(loaded, client):
    clerk = Officer.objects.get(username="clerk")
    case = Case.objects.get(application__idempotency_key="demo-overdue")
    perform("withdraw", case.pk, by=clerk, on=loaded, now=timezone.now(), data={"reason": "申请人书面说明不再需要"})
    told = [line.what for line in guide.lines()]
    assert len(told) == 9
    assert "An overdue case" not in told and "逾期的案件" not in told


def test_the_guide_changes_persons_with_one_click(loaded, client):
    sign_in(client, "clerk")
    page = client.get(reverse("guide")).content.decode()
    assert page.count("<li>") >= 10
    for username in guide.SEVEN[1:]:
        assert f'value="{username}"' in page
    assert sign_in(client, "auditor", reverse("audit")).url == reverse("audit")
    assert client.get(reverse("audit")).status_code == 200


def test_the_sign_in_page_offers_the_seven_whose_password_is_still_public(loaded, client):
    page = client.get(reverse("login")).content.decode()
    assert all(f'value="{username}"' in page for username in guide.SEVEN)
    changed = Officer.objects.get(username="signer")
    changed.set_password("another-one-2026")
    changed.save()
    Officer.objects.filter(username="auditor").update(is_active=False)
    page = client.get(reverse("login")).content.decode()
    assert 'value="signer"' not in page
    assert 'value="auditor"' not in page
    assert 'value="clerk"' in page


def test_elsewhere_there_is_no_guide_no_person_and_no_changing(loaded, client):
    sign_in(client, "clerk")
    Demonstration.objects.all().delete()
    assert client.get(reverse("guide")).status_code == 404
    assert client.post(reverse("guide"), {"hide": "1"}).status_code == 404
    assert sign_in(client, "auditor").url == reverse("worklist")  # whoever is signed in stays who he is
    assert client.get(reverse("audit")).status_code == 404
    client.logout()
    page = client.get(reverse("login")).content.decode()
    assert PASSWORD not in page
    assert 'value="clerk"' not in page


def test_the_code_on_a_reply_is_found_by_anybody(loaded, client, settings):
    settings.PUBLIC_URL = "https://xxgk.example.gov.cn"
    assert guide.printed_code() == "", "letters that were made without an address bear none"


# -- any day of the year ------------------------------------------------------------------------------------------


def test_the_texts_of_the_units_are_their_own():
    agencies = [Agency(code=f"A{n}", name=f"某局{n}") for n in range(UNITS)]
    for year in (2018, 2025, 2026):
        written = [texts.written_texts(one, year, place)["problems"] for place, one in enumerate(agencies)]
        assert len(set(written)) == UNITS
        assert max(similarity(one, other) for n, one in enumerate(written) for other in written[:n]) < 0.9


def test_the_stock_of_documents_follows_from_the_year_before():
    for code in (GOVERNMENT, BUREAU, LATE, "OH-T01"):
        agency = Agency(code=code, name=code, kind="government" if code == GOVERNMENT else "department")
        for year in range(2021, 2035):
            then, now = figures.entered_figures(agency, year - 1), figures.entered_figures(agency, year)
            made, repealed, stock = (
                now[f"二 行政规范性文件 {name}"] for name in ("本年制发件数", "本年废止件数", "现行有效件数")
            )
            assert stock == then["二 行政规范性文件 现行有效件数"] + made - repealed >= 0


@pytest.mark.parametrize(
    ("today", "published", "in_hand"),
    [
        (date(2026, 11, 29), 2025, None), (date(2026, 12, 31), 2025, None), (date(2027, 1, 1), 2025, 2026), (date(2027, 3, 31), 2025, 2026),
        (date(2027, 4, 1), 2026, None), (date(2028, 2, 29), 2026, 2027),
    ],
)  # fmt: skip
def test_the_last_year_is_published_from_april_on(today, published, in_hand):
    assert year_end.years_on(today) == year_end.DemonstrationYears(published, in_hand)
