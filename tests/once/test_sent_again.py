"""The same key with other content is a question, never a loss; the same content is the same answer."""

import re
from datetime import date, datetime, timedelta

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, OperationalError
from django.urls import reverse
from django.utils import timezone

from agencies.administration import offices
from agencies.audit_trail.models import AccessLog
from agencies.forms import sent_forms
from agencies.forms.models import SentForm
from agencies.organisation.models import Officer, Section
from config.middleware.sent_once import LOST_RACES
from intake import services as intake
from intake.models import Application
from notices.letters.models import SeriesWord
from notices.wording.models import Wording
from tests.architecture.sources import ROOT
from tests.shared_data import shared_data
from tests.workflow.sample_office import SHANGHAI, Office, officer
from workflow.acts import services
from workflow.cases.models import Case
from workflow.office.forms.agencies import SectionForm

GIVEN = {
    "channel": "in_person",
    "arrived_on": "2026-03-20",
    "applicant_kind": "natural_person",
    "applicant_name": "李四",
    "content": "某路扩建的环评批复",
    "idempotency_key": "k1",
}
OTHERS = {
    "applicant_name": "王五",
    "content": "另一份批复",
    "phone": "13900000000",
    "address": "某路9号",
    "channel": "portal",
    "arrived_on": "2026-03-19",
    "applicant_kind": "business",
    "identity_number": "110101199003070134",
    "topic": "环保",
    "wanted_way": "邮寄",
    "email": "a@example.org",
    "representative": "赵六",
    "at_once": "on",
}


MORNING = datetime(2026, 3, 20, 9, tzinfo=SHANGHAI)


@shared_data
def office():
    """Return a staffed office."""
    with time_machine.travel(MORNING, tick=False):
        return Office()


@pytest.fixture
def desk(office, client):
    """Return the office on one morning, its clerk signed in."""
    with time_machine.travel(MORNING, tick=False):
        client.force_login(office.clerk)
        yield office


def register(client, **more):
    return client.post(reverse("register"), GIVEN | more)


def key_in(page: str) -> str:
    return re.search(r'name="idempotency_key" value="(\w+)"', page)[1]


# -- registering --------------------------------------------------------------------------------------------------


def test_back_another_applicant_submit_asks_and_keeps_what_was_typed(desk, client):
    first = Case.objects.get(pk=int(register(client).url.strip("/").split("/")[1]))
    answer = register(client, applicant_name="王五", content="另一份批复")
    page = answer.content.decode()
    assert answer.status_code == 409
    assert first.number in page
    assert reverse("case", args=[first.pk]) in page
    assert "作为另一件申请登记" in page
    for said in ("王五", "另一份批复", "李四", "姓名"):
        assert said in page
    assert Application.objects.count() == 1
    second = register(client, applicant_name="王五", content="另一份批复", idempotency_key=key_in(page))
    assert second.status_code == 302
    assert sorted(Application.objects.values_list("applicant_name", flat=True)) == ["李四", "王五"]
    assert Case.objects.count() == 2


@pytest.mark.parametrize(("name", "value"), OTHERS.items())
def test_whatever_differs_is_named(desk, client, name, value):
    register(client)
    answer = register(client, **{name: value})
    assert answer.status_code == 409
    assert [row[0] for row in answer.context["repeated"]["differing"]] == [answer.context["form"].fields[name].label]
    assert Application.objects.count() == Case.objects.count() == 1


def test_who_comes_second_at_the_same_moment_gets_what_the_first_stored_or_the_question(desk, monkeypatch):
    given = GIVEN | {"agency": desk.agency, "arrived_on": date(2026, 3, 20), "now": timezone.now(), "by": desk.clerk}
    first, found = intake.submit(**given), intake._earlier
    blind = [None]  # the second looked before the first was stored
    monkeypatch.setattr(intake, "_earlier", lambda application: blind.pop() if blind else found(application))
    assert intake.submit(**given) == first
    blind.append(None)
    with pytest.raises(intake.RepeatedApplication):
        intake.submit(**given | {"applicant_name": "王五"})
    assert Application.objects.count() == 1


@pytest.mark.parametrize(
    "more", [{}, {"applicant_name": " 李四 "}, {"content": "某路扩建的环评批复\r\n"}, {"next": "1"}, {"phone": "  "}]
)
def test_the_same_again_is_the_same_case(desk, client, more):
    first = register(client)
    again = register(client, **more)
    assert again.status_code == 302
    assert again.url == first.url
    assert Case.objects.count() == 1


def test_a_file_that_was_not_sent_before_is_no_loss_either(desk, client):
    register(client)
    answer = register(client, files=SimpleUploadedFile("a.pdf", b"%PDF-1.7 a"))
    assert answer.status_code == 409
    assert "请重新选择" in answer.content.decode() or "重新选" in answer.content.decode()


def test_what_waits_for_its_confirmation_is_named_too(desk, client):
    waiting = register(client, channel="fax")
    answer = register(client, channel="fax", content="另一份")
    assert answer.status_code == 409
    assert waiting.url in answer.content.decode()


def test_the_question_in_english(desk, client):
    client.cookies.load({"django_language": "en"})
    register(client)
    page = register(client, content="other").content.decode()
    assert "Register as a second application" in page
    assert "Go to the first" in page


def test_over_the_interface_the_same_is_the_same_and_other_content_is_409(desk, client):
    first = client.post("/api/v1/applications/", GIVEN, content_type="application/json")
    same = client.post("/api/v1/applications/", GIVEN, content_type="application/json")
    assert (first.status_code, same.status_code) == (201, 201)
    assert first.json() == same.json()
    other = client.post(
        "/api/v1/applications/", GIVEN | {"applicant_name": "王五", "phone": "1"}, content_type="application/json"
    )
    assert other.status_code == 409
    assert [one["field"] for one in other.json()["errors"] if one["code"] == "differing"] == ["applicant_name", "phone"]
    assert other["Location"] == f"/api/v1/applications/{first.json()['id']}/"
    assert "李四" not in other.content.decode()  # what the first said stays with its page
    assert Application.objects.count() == 1


# -- every other form --------------------------------------------------------------------------------------------


def section(client, once="k", **more):
    return client.post(reverse("office-sections", args=["D"]), {"once": once, "name": "法规科"} | more)


def test_a_form_sent_again_is_answered_with_what_came_of_it(desk, client):
    client.force_login(desk.administrator)
    first, again = section(client), section(client)
    assert (first.status_code, again.status_code, again.url) == (302, 302, first.url)
    assert Section.objects.count() == 1


def test_a_form_sent_again_with_other_content_asks_and_keeps_it(desk, client):
    client.force_login(desk.administrator)
    section(client)
    answer = section(client, name="规划科")
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "规划科" in page
    assert [label for label, _value in answer.context["differing"]] == [str(SectionForm.base_fields["name"].label)]
    assert Section.objects.count() == 1
    fresh = re.search(r'name="once" value="(\w+)">\s*<input type="hidden" name="name" value="规划科">', page)[1]
    assert section(client, fresh, name="规划科").status_code == 302
    assert Section.objects.count() == 2


def test_what_was_refused_may_be_mended_and_sent_again(desk, client):
    client.force_login(desk.administrator)
    assert section(client, name="").status_code == 422
    assert section(client).status_code == 302
    assert Section.objects.count() == 1


def test_another_persons_key_is_another_key(desk, client):
    client.force_login(desk.administrator)
    section(client)
    client.force_login(officer("second", desk.government, "administrator"))
    assert section(client, name="规划科").status_code == 302


def test_a_key_is_forgotten_after_a_month(desk, client):
    client.force_login(desk.administrator)
    section(client)
    with time_machine.travel(datetime(2026, 4, 20, 9, tzinfo=SHANGHAI), tick=False):
        client.force_login(desk.administrator)
        assert section(client, "another", name="规划科").status_code == 302
    assert SentForm.objects.count() == 1


def test_what_a_dead_worker_began_is_taken_over(desk, client):
    client.force_login(desk.administrator)
    section(client)
    Section.objects.all().delete()
    SentForm.objects.update(answered_at=None, sent_at=datetime(2026, 3, 20, 9, tzinfo=SHANGHAI) - timedelta(minutes=6))
    assert section(client).status_code == 302
    assert Section.objects.count() == 1


def test_nothing_that_was_typed_can_be_read_in_what_is_kept(desk, client):
    client.force_login(desk.administrator)
    section(client, name="绝密科")
    kept = SentForm.objects.get()
    assert "绝密科" not in str(kept.fields)
    assert set(kept.fields) == {"name"}


def test_a_silent_database_is_said_to_be_silent_before_the_form_is_done(desk, client, monkeypatch):
    client.force_login(desk.administrator)

    def silent(*args, **given):
        raise OperationalError("connection refused")

    monkeypatch.setattr(sent_forms, "claim", silent)
    assert section(client).status_code == 503
    assert not Section.objects.exists()


def lost(code):
    """Return a database error as a lost race raises it."""
    cause = Exception("lost")
    cause.sqlstate = code
    error = IntegrityError("lost") if code == "23505" else OperationalError("lost")
    error.__cause__ = cause
    return error


@pytest.mark.parametrize("code", ["40001", "40P01", "23505"])
def test_who_loses_a_race_is_run_again_and_answered(desk, client, monkeypatch, code):
    client.force_login(desk.administrator)
    waiting = [lost(code)]
    real = offices.add_section

    def racing(*args, **given):
        if waiting:
            raise waiting.pop()
        return real(*args, **given)

    monkeypatch.setattr(offices, "add_section", racing)
    assert section(client).status_code == 302
    assert Section.objects.count() == 1


@pytest.mark.parametrize("code", LOST_RACES)
def test_over_the_interface_too(desk, client, monkeypatch, code):
    case, real, waiting = desk.case(date(2026, 3, 20)), services.perform, [lost(code)]

    def racing(*args, **given):
        if waiting:
            raise waiting.pop()
        return real(*args, **given)

    monkeypatch.setattr(services, "perform", racing)
    act = {"act": "assign", "on": "2026-03-20", "version": 1, "data": {"handler_id": desk.handler.pk}}
    assert client.post(f"/api/v1/cases/{case.pk}/acts/", act, content_type="application/json").status_code == 201


@pytest.mark.parametrize(("code", "status"), [("40P01", 503), ("23505", 500), ("23514", 500), ("08006", 503)])
def test_what_is_no_race_or_is_lost_twice_is_not_hidden(desk, client, monkeypatch, code, status):
    client.force_login(desk.administrator)
    client.raise_request_exception = False
    tried = []

    def failing(*args, **given):
        tried.append(code)
        raise lost(code) if code != "23514" else IntegrityError("CHECK constraint failed")

    monkeypatch.setattr(offices, "add_section", failing)
    assert section(client).status_code == status
    assert len(tried) == (2 if code in LOST_RACES else 1)
    assert not SentForm.objects.exists()


def test_a_look_is_one_look(desk, client):
    case = desk.case(date(2026, 3, 20))
    for _n in range(3):
        assert client.post(reverse("look", args=[case.pk]), {"reason": "核对地址", "once": "k"}).status_code == 302
    assert AccessLog.objects.count() == 1


def test_words_of_a_number_are_set_once(desk, client):
    client.force_login(desk.administrator)
    given = {"family": "inter_agency", "words": "某住建函", "from_on": "2026-03-21", "once": "k"}
    for _n in range(2):
        assert client.post(reverse("number-words", args=["D"]), given).status_code == 302
    assert SeriesWord.objects.count() == 1


def test_a_wording_is_one_version(desk, client):
    client.force_login(officer("writer", desk.agency, "administrator"))
    given = {"place": "closing", "kind": "every", "text": "谢谢。", "sample": "not_exist", "once": "k"}
    answers = [client.post(reverse("wording-write"), given) for _n in range(2)]
    assert answers[0].url == answers[1].url
    assert Wording.objects.count() == 1


def test_a_password_is_shown_once_and_not_made_twice(desk, client):
    client.force_login(desk.administrator)
    address = reverse("office-person-step", args=[desk.handler.pk, "reset"])
    assert client.post(address, {"once": "k"}).status_code == 200
    kept = Officer.objects.get(pk=desk.handler.pk).password
    answer = client.post(address, {"once": "k"})
    assert answer.status_code == 409
    assert "只显示一次" in answer.content.decode()
    assert Officer.objects.get(pk=desk.handler.pk).password == kept


def test_of_a_password_nothing_is_kept_or_shown(desk, client):
    desk.clerk.set_password("Old-Secret-2026!")
    desk.clerk.save()
    client.force_login(desk.clerk, backend="agencies.authentication.backends.LimitedBackend")
    given = {"present": "Old-Secret-2026!", "new": "New-Secret-2026!", "again": "New-Secret-2026!", "once": "k"}
    assert client.post(reverse("password"), given).status_code == 302
    assert SentForm.objects.get().fields == {}
    answer = client.post(reverse("password"), given | {"new": "Third-Secret-2026!", "again": "Third-Secret-2026!"})
    assert "Third-Secret" not in answer.content.decode()
    assert Officer.objects.get(pk=desk.clerk.pk).check_password("New-Secret-2026!")


def test_a_form_with_a_version_asks_by_itself(desk, client):
    case = desk.assigned(date(2026, 3, 18))
    desk.consent(case, "extend", date(2026, 3, 18), 10)
    client.force_login(desk.handler)
    given = {"on": "2026-03-20", "version": 3, "workdays": 10, "reason": "需要查找", "once": "k"}
    address = reverse("step", args=[case.pk, "extend"])
    assert [client.post(address, given).status_code for _time in range(2)] == [302, 302]
    answer = client.post(address, given | {"reason": "档案很多"})
    assert answer.status_code == 409
    assert "档案很多" in answer.content.decode()
    assert case.events.filter(act="extend").count() == 1


KEYLESS = {  # forms that change nothing, or what the browser itself keeps, so that each answer has to set it
    "set_language", "logout", "login", "verify", "audit", "audit-file", "registration/login.html", "registration/_persons.html",
    "guide.html",  # a cookie
    "reporting/publication/published.html",  # a file is held against what was published
    "workflow/desk/register.html",  # bears the key of the application
    "once.html",  # bears the key that the view chose
}  # fmt: skip


def test_every_form_that_changes_something_bears_a_key():
    folder, forms = ROOT / "templates", 0
    for path in sorted(folder.rglob("*.html")):
        for form in re.findall(r"<form\b.*?</form>", path.read_text(encoding="utf-8"), re.DOTALL):
            action = re.search(r"action=\"{% url '([\w-]+)'", form)
            place = action[1] if action else path.relative_to(folder).as_posix()
            if "{% csrf_token %}" in form and place not in KEYLESS:
                forms += 1
                assert "{% csrf_token %}{% once %}" in form, (path, form)
    assert forms > 40
