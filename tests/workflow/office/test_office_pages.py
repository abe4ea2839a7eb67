"""The pages of agencies and accounts: who reaches which object, what is refused, what is put on record."""

from datetime import date, datetime

import pytest
import time_machine
from django.urls import get_resolver, reverse

from agencies.audit_trail.models import OfficeRecord
from agencies.organisation.models import Agency, AgencySuccession, Officer, Section
from tests.shared_data import shared_data
from tests.workflow.sample_office import SHANGHAI, Office, officer

NOW = datetime(2026, 3, 4, 9, tzinfo=SHANGHAI)
NEW = {"username": "new", "display_name": "新人", "section": "", "roles": ["handler"]}


@shared_data
def staffed():
    """Return two bureaus under a government, with an administrator each, and a government beside it."""
    with time_machine.travel(NOW, tick=False):
        office = Office()
        office.beside = Agency.objects.create(
            code="X", name="邻区人民政府", kind="government", reconsideration_body="某市人民政府"
        )
        office.other = Agency.objects.create(code="E", name="某区教育局", kind="department", parent=office.government)
        office.under = Agency.objects.create(
            code="D1", name="某区房管所", kind="dispatched_office", parent=office.agency
        )
        office.room = Section.objects.create(agency=office.agency, name="建管科")
        office.local = officer("local", office.agency, "administrator")
        office.neighbour = officer("neighbour", office.beside, "administrator")
        office.own_auditor = officer("own_auditor", office.agency, "auditor")
        office.nobody = officer("nobody", office.agency)
        office.closed = officer("closed", office.government, "administrator")
        Officer.objects.filter(pk=office.closed.pk).update(is_active=False)
        office.root = Officer.objects.create(username="root", is_superuser=True, password="!")
        office.high = Officer.objects.create(username="high", is_superuser=True, agency=office.agency, password="!")
    return office


@pytest.fixture
def office(staffed):
    """Return them on one morning."""
    with time_machine.travel(NOW, tick=False):
        yield staffed


# -- closed world ---------------------------------------------------------------------------------------------

EVERYBODY = (
    "clerk", "handler", "reviewer", "signer", "supervisor", "auditor", "administrator", "local", "neighbour",
    "own_auditor", "nobody", "root",
)  # fmt: skip
# person -> the agencies whose pages open; all others are 404
REALM = {"administrator": {"G", "D", "D1", "E"}, "local": {"D"}, "neighbour": {"X"}, "root": {"G", "D", "D1", "E", "X"}}
OF_AN_AGENCY = ("office-agency", "office-facts", "office-places", "office-closing", "office-person-add")
GETS = {  # address without an object -> who gets it
    **dict.fromkeys(("office", "office-files", "office-ready", "office-alarms"), set(REALM)),
    **dict.fromkeys(("office-records", "office-confirmations"), {*REALM, "auditor", "own_auditor"}),
    "office-add": {"administrator", "neighbour", "root"},
    "office-calendars": set(EVERYBODY),
    "password": set(EVERYBODY),
}
POSTS = {"office-sections", "office-section", "office-person-step", "office-alarm-seen", "office-reset", "office-roles"}
OF_FILES = {f"office-{name}" for name in ("notices", "notice", "notice-step", "texts", "text", "text-step")}
OWN = {*OF_AN_AGENCY, *GETS, *POSTS, *OF_FILES, "office-person"}


def test_every_address_of_the_office_is_in_the_tables():
    names = {key for key in get_resolver().reverse_dict if isinstance(key, str)}
    assert {name for name in names if name == "password" or name.startswith("office")} == OWN


@pytest.mark.parametrize("name", EVERYBODY)
def test_who_opens_which_page(office, client, name):
    client.force_login(getattr(office, name))
    for address, people in GETS.items():
        assert client.get(reverse(address)).status_code == (200 if name in people else 404), address
    for address in OF_AN_AGENCY:
        for code in ("G", "D", "D1", "E", "X"):
            wanted = 200 if code in REALM.get(name, ()) else 404
            assert client.get(reverse(address, args=[code])).status_code == wanted, (address, code)


@pytest.mark.parametrize("name", EVERYBODY)
def test_who_opens_which_account(office, client, name):
    realm = REALM.get(name, set())
    client.force_login(getattr(office, name))
    for person in Officer.objects.select_related("agency"):
        ours = person.agency is not None and person.agency.code in realm and not person.is_superuser
        wanted = 200 if ours or name == "root" else 404
        assert client.get(reverse("office-person", args=[person.pk])).status_code == wanted, person.username


@pytest.mark.parametrize("name", EVERYBODY)
def test_who_changes_what(office, client, name):
    """Each write is tried by everybody on an object of a bureau; who may not leaves no trace."""
    may = name in ("administrator", "local", "root")
    client.force_login(getattr(office, name))
    places = {"document_system": "OA", "archive_room": "档案室", "section": "建管科"}
    writes = [
        (reverse("office-person-add", args=["D"]), NEW, 200),
        (reverse("office-person", args=[office.handler.pk]), {"display_name": "改名", "roles": ["handler"]}, 302),
        (reverse("office-person-step", args=[office.handler.pk, "reset"]), {}, 200),
        (reverse("office-person-step", args=[office.handler.pk, "close"]), {}, 302),
        (reverse("office-person-step", args=[office.handler.pk, "reopen"]), {}, 200),
        (reverse("office-sections", args=["D"]), {"name": "法规科"}, 302),
        (reverse("office-section", args=[office.room.pk]), {"name": "建设科"}, 302),
        (
            reverse("office-facts", args=["D"]),
            {"name": "某区住建局", "kind": "department", "phone": "2", "correction_workdays": 10},
            302,
        ),
        (reverse("office-places", args=["D"]), places, 302),
        (reverse("office-closing", args=["D"]), {"on": "2026-05-01"}, 302),
        (reverse("office-closing", args=["D"]), {"back": "1"}, 302),
    ]
    for address, given, done in writes:
        assert client.post(address, given).status_code == (done if may else 404), address
    assert OfficeRecord.objects.count() == (len(writes) if may else 0)


@pytest.mark.parametrize("name", EVERYBODY)
def test_who_enters_agencies_and_under_whom(office, client, name):
    client.force_login(getattr(office, name))
    for parent in (office.government, office.other, office.beside, None):
        given = {
            "code": f"N-{parent}",
            "name": f"新单位{parent}",
            "kind": "department",
            "parent": parent.pk if parent else "",
        }
        code = parent.code if parent else ""
        founder = name in GETS["office-add"]
        wanted = 404 if not founder else 302 if name == "root" or (code and code in REALM[name]) else 422
        assert client.post(reverse("office-add"), given).status_code == wanted, parent


def test_who_has_not_signed_in_is_asked_to(office, client):
    addresses = [reverse(name) for name in GETS]
    addresses += [reverse(name, args=["D"]) for name in OF_AN_AGENCY]
    addresses += [reverse("office-person", args=[office.clerk.pk])]
    for address in addresses:
        assert client.get(address).url.startswith(reverse("login")), address
    for address in (
        reverse("office-sections", args=["D"]),
        reverse("office-person-step", args=[office.clerk.pk, "reset"]),
    ):
        assert client.post(address).url.startswith(reverse("login"))
    client.force_login(office.closed)  # the session of a closed account is none
    assert client.get(reverse("office")).url.startswith(reverse("login"))
    assert not OfficeRecord.objects.exists()


def test_a_step_is_posted_and_known(office, client):
    client.force_login(office.administrator)
    assert client.get(reverse("office-person-step", args=[office.clerk.pk, "close"])).status_code == 405
    assert client.post(reverse("office-person-step", args=[office.clerk.pk, "delete"])).status_code == 404
    assert client.post(reverse("office-section", args=[1_000_000]), {"name": "x"}).status_code == 404
    assert Officer.objects.get(pk=office.clerk.pk).is_active


@pytest.mark.parametrize("name", ["administrator", "local", "auditor", "own_auditor", "neighbour", "root"])
def test_records_are_read_within_the_realm(office, client, name):
    for by, code in ((office.administrator, "E"), (office.local, "D"), (office.neighbour, "X")):
        client.force_login(by)
        client.post(reverse("office-sections", args=[code]), {"name": f"科室{code}"})
    client.force_login(getattr(office, name))
    page = client.get(reverse("office-records")).content.decode()
    realm = REALM.get(name) or {"auditor": {"G", "D", "D1", "E"}, "own_auditor": {"D", "D1"}}[name]
    assert {code for code in "DEX" if f"科室{code}" in page} == realm & set("DEX")


# -- accounts over the pages ----------------------------------------------------------------------------------


def test_a_first_password_is_shown_once_and_opens_only_its_own_change(office, client):
    client.force_login(office.local)
    page = client.post(reverse("office-person-add", args=["D"]), NEW | {"section": office.room.pk})
    password, person = page.context["password"], Officer.objects.get(username="new")
    assert password in page.content.decode()
    assert "no-store" in page["Cache-Control"]
    assert (person.section, person.roles, person.must_change_password) == (office.room, {"handler"}, True)
    for address in (
        reverse("office-person", args=[person.pk]),
        reverse("office-records"),
        reverse("office-agency", args=["D"]),
    ):
        assert password not in client.get(address).content.decode()
    assert password not in str(list(OfficeRecord.objects.values()))
    client.logout()
    assert client.post(reverse("login"), {"username": "new", "password": password}).status_code == 302
    for name in ("worklist", "queue", "numbers", "office-calendars"):
        assert client.get(reverse(name)).url == reverse("password")
    assert "别人给您的" in client.get(reverse("password")).content.decode()


@pytest.mark.parametrize(
    ("roles", "sentence"),
    [
        (["administrator", "auditor"], "不能是同一个人"),
        *(
            (["administrator", role], "系统管理员不看案件")
            for role in ("clerk", "handler", "reviewer", "signer", "supervisor")
        ),
    ],
)
def test_roles_that_exclude_one_another_are_refused_and_the_boxes_stay(office, client, roles, sentence):
    client.force_login(office.administrator)
    page = client.post(reverse("office-person-add", args=["E"]), NEW | {"roles": roles})
    assert page.status_code == 422
    assert sentence in page.content.decode()
    assert page.context["chosen"] == roles
    changed = client.post(reverse("office-person", args=[office.nobody.pk]), {"display_name": "某", "roles": roles})
    assert changed.status_code == 422
    assert not Officer.objects.filter(username="new").exists()
    assert Officer.objects.get(pk=office.nobody.pk).roles == frozenset()


def test_every_other_pair_of_roles_is_allowed(office, client):
    client.force_login(office.administrator)
    others = ("clerk", "handler", "reviewer", "signer", "supervisor", "auditor")
    pairs = [(one, two) for one in others for two in others if one < two]
    for roles in pairs:
        given = {"display_name": "某", "roles": roles}
        assert client.post(reverse("office-person", args=[office.nobody.pk]), given).status_code == 302, roles
    assert len(pairs) == 15
    page = client.get(reverse("office-person", args=[office.nobody.pk])).content.decode()
    assert "每件答复仍须三人经手" in page


def test_nobody_gives_himself_a_role_resets_or_closes_himself(office, client):
    me = office.administrator
    client.force_login(me)
    page = client.post(reverse("office-person", args=[me.pk]), {"display_name": "我", "roles": ["supervisor"]})
    assert page.status_code == 422
    for roles in (["administrator", "supervisor"], ["auditor"]):
        assert (
            client.post(reverse("office-person", args=[me.pk]), {"display_name": "我", "roles": roles}).status_code
            == 422
        )
    assert (
        client.post(reverse("office-person", args=[me.pk]), {"display_name": "我"}).status_code == 302
    )  # the name alone
    for code in ("reset", "close"):
        assert client.post(reverse("office-person-step", args=[me.pk, code])).status_code == 422
    me = Officer.objects.get(pk=me.pk)
    assert (me.display_name, me.roles, me.is_active) == ("我", {"administrator"}, True)


def test_a_bureau_s_administrator_reaches_nobody_who_may_more(office, client):
    client.force_login(office.local)
    assert client.post(reverse("office-person-step", args=[office.high.pk, "reset"])).status_code == 404
    assert (
        reverse("office-person", args=[office.high.pk])
        not in client.get(reverse("office-agency", args=["D"])).content.decode()
    )


def test_who_has_open_cases_is_named_with_them_before_the_account_is_closed(office, client):
    case = office.assigned(date(2026, 3, 2))
    client.force_login(office.local)
    close = reverse("office-person-step", args=[office.handler.pk, "close"])
    page = client.post(close)
    text = page.content.decode()
    assert page.status_code == 409
    assert case.number in text
    assert "clerk" in text  # who can give them to somebody else
    assert case.application.applicant_name not in text
    assert Officer.objects.get(pk=office.handler.pk).is_active
    assert client.post(close, {"anyway": "1"}).status_code == 302
    assert not Officer.objects.get(pk=office.handler.pk).is_active
    assert client.post(close, {"anyway": "1"}).status_code == 422
    # The clerk gives the case to somebody else afterwards, too.
    second = officer("second", office.agency, "handler")
    office.do(case, "assign", date(2026, 3, 4), handler_id=second.pk)


def test_a_user_name_is_given_once_whatever_its_capitals(office, client):
    client.force_login(office.local)
    for username, wanted in (("CLERK", 422), ("有 空格", 422), ("", 422), ("李四", 200)):
        assert (
            client.post(reverse("office-person-add", args=["D"]), NEW | {"username": username}).status_code == wanted
        ), username


def test_a_section_of_another_agency_is_not_offered(office, client):
    client.force_login(office.administrator)
    given = NEW | {"section": office.room.pk}
    assert client.post(reverse("office-person-add", args=["E"]), given).status_code == 422


# -- agencies over the pages ----------------------------------------------------------------------------------

FACTS = {"phone": "0577-2", "contact_office": "办公室", "correction_workdays": "10"}


def test_facts_are_kept_and_recorded_field_by_field(office, client):
    client.force_login(office.local)
    given = FACTS | {
        "superior_department": "某市住建局",
        "court": "某区人民法院",
        "series_word": "某住建",
        "address": "某路1号",
        "postcode": "325000",
    }
    assert client.post(reverse("office-facts", args=["D"]), given).status_code == 302
    record = OfficeRecord.objects.get()
    assert (record.act, record.actor, record.agency) == ("change_agency", office.local, office.agency)
    assert record.changes == [["phone", "0577-1", "0577-2"], ["correction_workdays", "15", "10"]]
    assert client.post(reverse("office-facts", args=["D"]), given).status_code == 302
    assert OfficeRecord.objects.count() == 1  # nothing was changed


def test_name_and_kind_come_from_above(office, client):
    client.force_login(office.local)
    client.post(reverse("office-facts", args=["D"]), FACTS | {"name": "改名", "kind": "township"})
    assert Agency.objects.get(code="D").kind == "department"
    client.force_login(office.administrator)
    client.post(reverse("office-facts", args=["D"]), FACTS | {"name": "某区住房局", "kind": "township"})
    assert (Agency.objects.get(code="D").name, Agency.objects.get(code="D").kind) == ("某区住房局", "township")
    taken = client.post(reverse("office-facts", args=["D"]), FACTS | {"name": "某区教育局", "kind": "township"})
    assert taken.status_code == 422
    own = client.get(reverse("office-facts", args=["G"])).content.decode()
    assert 'name="kind"' not in own  # nobody is above


def test_what_letters_lack_is_said_and_what_follows_from_the_law(office, client):
    client.force_login(office.administrator)
    page = client.get(reverse("office-agency", args=["E"])).content.decode()
    assert "不填即为：某区人民政府" in page
    Agency.objects.filter(code="E").update(kind="vertical_agency")
    for address in (reverse("office"), reverse("office-agency", args=["E"]), reverse("office-facts", args=["E"])):
        assert "没有设置“上一级主管部门”" in client.get(address).content.decode()
    Agency.objects.filter(code="E").update(superior_department="某市教育局")
    assert "没有设置“" not in client.get(reverse("office-agency", args=["E"])).content.decode()


def test_the_word_of_the_numbers_stays_once_a_letter_bears_it(office, client):
    client.force_login(office.local)
    assert 'name="series_word"' in client.get(reverse("office-facts", args=["D"])).content.decode()
    office.case(date(2026, 3, 2))
    assert 'name="series_word"' not in client.get(reverse("office-facts", args=["D"])).content.decode()
    client.post(reverse("office-facts", args=["D"]), FACTS | {"series_word": "别的"})
    assert Agency.objects.get(code="D").series_word == "某住建"


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("online_filing_url", "javascript:alert(1)"),
        ("phone", "1\ue000"),
        ("correction_workdays", "0"),
        ("postcode", "1" * 13),
    ],
)
def test_a_fact_that_cannot_be_is_refused_and_the_rest_stays_typed(office, client, field, value):
    client.force_login(office.local)
    page = client.post(reverse("office-facts", args=["D"]), FACTS | {"address": "新路 3 号", field: value})
    assert page.status_code == 422
    assert field in page.context["form"].errors
    assert "新路 3 号" in page.content.decode()
    assert not OfficeRecord.objects.exists()


def test_merged_then_taken_back(office, client):
    client.force_login(office.administrator)
    closing = reverse("office-closing", args=["D"])
    given = {"on": "2026-05-01", "successor": office.other.pk, "takes_files": "on", "paper": "某区机构改革方案"}
    assert client.post(closing, given).status_code == 302
    row = AgencySuccession.objects.get()
    assert (row.predecessor, row.successor, row.takes_files) == (office.agency, office.other, True)
    assert Agency.objects.get(code="D").closed_on == date(2026, 5, 1)
    assert client.post(closing, given).status_code == 422  # on record already
    assert client.post(closing, given | {"successor": office.under.pk}).status_code == 422  # the files have gone
    assert (
        client.post(closing, given | {"successor": office.under.pk, "takes_files": "", "on": "2026-06-01"}).status_code
        == 422
    )
    split = given | {"successor": office.under.pk}
    del split["takes_files"]
    assert client.post(closing, split).status_code == 302
    circle = client.post(reverse("office-closing", args=["E"]), given | {"successor": office.agency.pk})
    assert circle.status_code == 422
    assert client.post(closing, given | {"successor": office.beside.pk}).status_code == 422  # of another realm
    assert client.post(closing, {"back": "1"}).status_code == 302
    assert not AgencySuccession.objects.exists()
    assert Agency.objects.get(code="D").closed_on is None
    assert OfficeRecord.objects.filter(act="succeed").count() == 3


def test_a_section_has_one_name_in_its_agency(office, client):
    client.force_login(office.local)
    assert client.post(reverse("office-sections", args=["D"]), {"name": " 建管科 "}).status_code == 422
    assert client.post(reverse("office-sections", args=["D"]), {"name": ""}).status_code == 422
    assert client.post(reverse("office-section", args=[office.room.pk]), {"name": "建管科"}).status_code == 302
    assert not OfficeRecord.objects.exists()


# -- what everybody sees --------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_the_pages_in_both_languages_without_inline_code(office, client, language):
    client.cookies.load({"django_language": language})
    client.force_login(office.administrator)
    client.post(reverse("office-person-add", args=["D"]), NEW)
    client.post(reverse("office-facts", args=["D"]), FACTS | {"name": "某区住建局", "kind": "township"})
    addresses = [reverse(name) for name in GETS] + [reverse(name, args=["D"]) for name in OF_AN_AGENCY]
    addresses.append(reverse("office-person", args=[office.handler.pk]))
    for address in addresses:
        page = client.get(address)
        text = page.content.decode()
        assert page.status_code == 200
        assert ("Agencies and people" in text) == (language == "en"), address
        assert "style=" not in text
        assert "<script>" not in text
        assert "onclick" not in text


def test_the_calendar_names_every_notice_and_says_where_one_is_missing(office, client):
    client.force_login(office.clerk)
    page = client.get(reverse("office-calendars"))
    years = {one.year: one for one in page.context["years"]}
    assert sorted(years) == list(range(2008, 2028))
    assert [year for year, one in years.items() if not one.published] == [2027]
    assert (years[2026].workdays, years[2027].workdays) == (248, 254)
    text = page.content.decode()
    assert text.count("暂按周一至周五并除去法定节日计算") == 1
    assert "https://www.gov.cn/zhengce/zhengceku/202511/content_7047091.htm" in text
    assert '<form method="post"' not in text.partition("<main")[2]


def test_the_number_of_queries_does_not_grow(office, client, django_assert_num_queries):
    client.force_login(office.administrator)
    for number in range(10):  # ten agencies more, with people and records, must cost nothing
        agency = Agency.objects.create(
            code=f"Q{number}", name=f"第{number}局", kind="department", parent=office.government
        )
        person = officer(f"q{number}", agency, "handler", "reviewer")
        client.post(reverse("office-person", args=[person.pk]), {"display_name": "某", "roles": ["clerk"]})
        officer(f"d{number}", office.agency, "handler", "signer")
    office.assigned(date(2026, 3, 2))
    for name, count in {"office": 10, "office-records": 9}.items():  # one for the texts of the law, two for tabs
        client.get(reverse(name))  # what was said of these changes is shown once
        with django_assert_num_queries(count):
            client.get(reverse(name))
    with django_assert_num_queries(14):
        client.get(reverse("office-agency", args=["D"]))
