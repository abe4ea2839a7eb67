"""What a new office lacks before its first letter: one function for command, page and JSON; nothing is issued without its word."""

import json
from datetime import date, timedelta

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse
from django.utils import timezone

from agencies.installation import signs
from agencies.organisation.models import Agency, Officer, OfficerRole, RecordPlace
from intake.models import Application
from law import Refused
from notices.letters.models import Letter, NumberSeries
from notices.typesetting import glyphs, system_libraries
from tests.workflow.sample_office import at, officer
from workflow import tasks
from workflow.acts.services import RegistrationDetails, register
from workflow.cases.models import Case
from workflow.cases.selectors import calendar
from workflow.demo import people as demo
from workflow.office import law_readiness, readiness
from workflow.office.readiness_lines import OK, ReadinessLine

TODAY = date(2026, 11, 24)


def lines(office, agency=None, today=TODAY, **given):
    """Return state and sentence of each line by its code, of the installation and of one agency."""
    now = given.get("now", at(today))
    found = readiness.readiness(
        Agency.objects.filter(pk=(agency or office.agency).pk), now=now, today=today, days=calendar()
    )
    ((_, own),) = found.agencies
    return {line.code: line for line in [*found.installation, *own]}


def state(office, code, **given):
    return lines(office, **given)[code].state


@pytest.fixture
def wordless(office):
    """Return the office as it stands after an import of agencies without words."""
    Agency.objects.update(series_word="")
    office.agency.refresh_from_db()
    return office


# -- nothing official without its word --------------------------------------------------------------------------


def test_no_number_is_taken_for_an_agency_without_a_word(wordless):
    with pytest.raises(Refused) as refused:
        wordless.case(TODAY)
    said = refused.value
    assert "administrator" in said.reason and "/numbers/D/" in said.reason and "文号" in said.reason and said.english
    assert not Letter.objects.exists() and not NumberSeries.objects.exists() and not Case.objects.exists()
    assert Application.objects.count() == 1  # it has arrived all the same


def test_without_an_administrator_the_command_that_makes_one_is_named(wordless):
    Officer.objects.filter(grants__role="administrator").update(is_active=False)
    with pytest.raises(Refused, match="create_administrator"):
        wordless.case(TODAY)


def test_desk_and_api_refuse_with_the_sentence_and_keep_what_came(wordless, client):
    client.force_login(wordless.clerk)
    typed = {
        "channel": "in_person", "arrived_on": timezone.localdate().isoformat(), "applicant_kind": "natural_person",
        "applicant_name": "张三", "content": "某合同", "phone": "13800000000", "address": "某路1号", "idempotency_key": "k1",
    }  # fmt: skip
    answer = client.post(reverse("register"), typed, follow=True)
    assert "机关代字" in answer.content.decode() and Application.objects.count() == 1
    waiting = wordless.application(TODAY)
    api = client.post(f"/api/v1/applications/{waiting.public_id}/register/", {}, content_type="application/json")
    assert api.status_code == 400 and "机关代字" in json.dumps(api.json(), ensure_ascii=False)
    assert client.get(reverse("worklist")).content.decode().count("公文不能编号") == 1
    assert not Letter.objects.exists()


def test_acts_that_tell_by_letter_are_refused_and_those_that_do_not_go_on(office):
    case = office.assigned(TODAY)
    Agency.objects.update(series_word="")
    for code, data in (
        ("request_correction", {"points": ["名称"], "ways": ["请写明名称"]}),
        ("extend", {"workdays": 10, "reason": "档案多"}),
        ("consult_agency", {"name": "某局", "matter": "是否公开"}),
        ("consult_third_party", {"name": "某公司", "matter": "是否公开"}),
        ("withdraw", {"reason": "不要了"}),
        ("request_reasons", {"count_facts": "46件", "points": ["多次申请的原因"], "count_table": "表"}),
    ):
        with pytest.raises(Refused, match="机关代字"):
            office.do(case, code, TODAY, by=office.handler, **data)
    office.do(case, "assign", TODAY, handler_id=office.handler.pk)
    assert Letter.objects.count() == 1  # the receipt of before


def test_a_reply_on_the_spot_is_registered_without_a_receipt(wordless):
    at_once = RegistrationDetails(at_once=True)
    case = register(wordless.application(TODAY), by=wordless.clerk, now=at(TODAY), details=at_once)
    assert case.number == "2026-001" and not Letter.objects.exists()


# -- every line, green and not ----------------------------------------------------------------------------------


def test_an_office_with_everything_has_no_line_in_the_way(office, settings):
    officer("second", office.agency, "administrator")
    RecordPlace.objects.create(agency=office.agency, kind="archive_room", name="局档案室")
    tasks.give_sign()
    now = timezone.now()
    signs.note_backup(timezone.localdate(now), by=None, now=now, today=timezone.localdate(now))
    found = lines(office, now=now, today=timezone.localdate(now))
    known = {
        "fonts",
        "libraries",
        "calendar",
        "next_calendar",
        "law_texts",
        "law_not_read",
        "https",
        "public_url",
    }  # of machine and day
    assert {code for code, line in found.items() if line.state != OK} <= known
    assert found["words"].says[0] == "某住建公开〔年〕N号"


def test_words_and_bodies_and_court_and_contact(office):
    assert [state(office, code) for code in ("words", "bodies", "court", "contact")] == ["ok"] * 4
    Agency.objects.filter(code="D").update(series_word="", court="", phone="", parent=None)
    found = lines(office)
    assert [found[code].state for code in ("words", "bodies", "court", "contact")] == [
        "missing",
        "missing",
        "missing",
        "advice",
    ]
    assert all(
        found[code].mend[0] and found[code].mend[1] and found[code].page
        for code in ("words", "bodies", "court", "contact")
    )


@pytest.mark.parametrize(
    ("roles", "expected"),
    [
        ((("clerk",), ("handler",), ("reviewer",), ("signer",)), "ok"),
        ((("clerk",), ("handler",), ("reviewer",)), "missing"),
        ((("clerk",), ("handler", "reviewer", "signer")), "missing"),
        ((("clerk",), ("handler", "reviewer"), ("signer",)), "missing"),
        ((("clerk", "handler"), ("reviewer",), ("signer",)), "advice"),
        ((("clerk", "handler"), ("handler",), ("reviewer",), ("signer",)), "ok"),
        ((("clerk", "handler", "reviewer", "signer"),) * 4, "ok"),
        ((("clerk", "handler", "reviewer", "signer"),) * 3, "advice"),
        ((("clerk", "handler", "reviewer", "signer"),) * 2, "missing"),
        ((), "missing"),
    ],
)
def test_four_roles_and_three_people_of_one_reply(office, roles, expected):
    OfficerRole.objects.filter(officer__agency=office.agency).delete()
    for number, held in enumerate(roles):
        officer(f"p{number}", office.agency, *held)
    assert state(office, "people") == expected
    Officer.objects.filter(username__startswith="p").update(is_active=False)
    assert state(office, "people") == "missing"


def test_administrators_of_the_agency_and_above_count_once_each(office):
    assert state(office, "administrators") == "missing"  # one at the government
    officer(
        "elsewhere",
        Agency.objects.create(code="E", name="某区教育局", kind="department", parent=office.government),
        "administrator",
    )
    assert state(office, "administrators") == "missing"
    here = officer("here", office.agency, "administrator")
    assert state(office, "administrators") == "ok"
    Officer.objects.filter(pk=here.pk).update(is_active=False)
    assert state(office, "administrators") == "missing"


def test_the_worker_is_known_by_its_sign(office):
    now = timezone.now()
    assert state(office, "worker", now=now) == "missing"
    tasks.give_sign()
    assert state(office, "worker", now=timezone.now()) == "ok"
    assert state(office, "worker", now=timezone.now() + timedelta(minutes=6)) == "missing"


def test_a_backup_is_what_a_person_says_and_grows_old(office):
    with pytest.raises(Refused, match="今天之后"):
        signs.note_backup(TODAY + timedelta(days=1), by=None, now=at(TODAY), today=TODAY)
    signs.note_backup(TODAY - timedelta(days=7), by=office.administrator, now=at(TODAY), today=TODAY)
    assert state(office, "backup") == "ok" and "administrator" in lines(office)["backup"].says[0]
    assert state(office, "backup", today=TODAY + timedelta(days=1)) == "missing"


def test_settings_of_the_installation(office, settings):
    settings.SECRET_KEY, settings.DEBUG, settings.HTTPS_ONLY, settings.PUBLIC_URL = "short", True, False, ""
    assert [state(office, code) for code in ("secret", "debug", "https", "public_url")] == [
        "missing",
        "missing",
        "advice",
        "advice",
    ]
    settings.SECRET_KEY, settings.DEBUG, settings.HTTPS_ONLY, settings.PUBLIC_URL = (
        "q8Zr1xW" * 8,
        False,
        True,
        "https://x.gov.cn",
    )
    assert [state(office, code) for code in ("secret", "debug", "https", "public_url")] == ["ok"] * 4
    settings.SECRET_KEY = "a" * 60
    assert state(office, "secret") == "missing"


def test_fonts_libraries_and_a_head_that_cannot_be_printed(office, settings, tmp_path, monkeypatch):
    settings.FONT_DIR = tmp_path
    monkeypatch.setattr(system_libraries, "missing_libraries", lambda: ["libpango-1.0.so.0"])
    found = lines(office)
    assert [found[code].state for code in ("fonts", "libraries")] == ["missing", "missing"] and "apt-get" in found[
        "libraries"
    ].mend[0]
    monkeypatch.setattr(
        glyphs, "missing_characters", lambda text, folder, role="fang": ["㐀"] if role == "title" else []
    )
    assert state(office, "letterhead") == "missing"


def test_the_public_password_of_the_demonstration_is_found(office):
    assert state(office, "demonstration") == "ok"
    office.clerk.set_password(demo.PASSWORD)
    office.clerk.save()
    assert state(office, "demonstration") == "missing"
    Officer.objects.filter(pk=office.clerk.pk).update(is_active=False)
    assert state(office, "demonstration") == "ok"


# -- command and page -------------------------------------------------------------------------------------------


def test_the_command_says_the_same_as_text_and_json_and_its_exit_says_whether_something_is_missing(wordless, capsys):
    with pytest.raises(SystemExit) as stopped:
        call_command("ready", "--agency", "D", "--format", "json")
    told = json.loads(capsys.readouterr().out)
    assert stopped.value.code == 1 and not told["ready"] and told["missing"] >= 1
    (agency,) = told["agencies"]
    assert {line["code"]: line["state"] for line in agency["lines"]}["words"] == "missing"
    with pytest.raises(SystemExit):
        call_command("ready", "--agency", "某区住建局")
    said = capsys.readouterr().out
    assert "✗ 机关代字" in said and "/numbers/D/" in said and "还缺" in said
    with pytest.raises(CommandError, match="没有“别处”"):
        call_command("ready", "--agency", "别处")


def test_without_any_agency_the_first_step_is_named(db, capsys):
    with pytest.raises(SystemExit):
        call_command("ready")
    assert "import_agencies" in capsys.readouterr().out


def test_the_command_ends_well_once_nothing_is_missing(office, capsys, monkeypatch, settings):
    officer("second", office.agency, "administrator")
    monkeypatch.setattr(system_libraries, "missing_libraries", list)
    monkeypatch.setattr(readiness, "_fonts", lambda: ReadinessLine("fonts", OK, ("", ""), ("", "")))
    monkeypatch.setattr(
        law_readiness,
        "_this_year",
        lambda today, days: ReadinessLine("calendar", OK, ("", ""), ("", "")),
    )
    tasks.give_sign()
    call_command("ready", "--agency", "D", "--backed-up", timezone.localdate().isoformat())
    assert "都齐了" in capsys.readouterr().out


def test_the_page_is_for_administrators_and_takes_the_day_of_a_backup(office, client):
    for person, status in (
        (office.clerk, 404),
        (office.supervisor, 404),
        (office.auditor, 404),
        (office.administrator, 200),
    ):
        client.force_login(person)
        assert client.get(reverse("office-ready")).status_code == status
    assert client.get(reverse("office-ready"), headers={"accept-language": "en"}).status_code == 200
    assert client.post(reverse("office-ready"), {"on": "2999-01-01"}).status_code == 422
    assert client.post(reverse("office-ready"), {"on": "x"}).status_code == 422
    assert client.post(reverse("office-ready"), {"on": timezone.localdate().isoformat()}).status_code == 302
    assert signs.last_sign("backup").by == office.administrator
    assert reverse("office-ready") in client.get(reverse("worklist")).content.decode()


def test_an_agency_that_ended_lacks_nothing(office):
    Agency.objects.filter(code="D").update(closed_on=TODAY)
    found = readiness.readiness(Agency.objects.all(), now=at(TODAY), today=TODAY, days=calendar())
    assert [agency.code for agency, _ in found.agencies] == ["G"]
