"""A first day of the administrator, in a browser: an account is opened, and its owner makes the password the own one."""

import pytest

from agencies.organisation.models import Officer
from tests.e2e.people import PHONE, WIDE

OWN = "Kaidang-own-2026"
PAGES = ("/", "/office/", "/office/?q=none", "/office/add/", "/office/records/", "/office/calendars/", "/password/")


@pytest.mark.parametrize(
    ("language", "size", "script"), [("zh-hans", WIDE, True), ("en", PHONE, True), ("zh-hans", WIDE, False)]
)
def test_from_the_administrator_to_the_first_own_password(office, sign_in, language, size, script):
    given = {"language": language, "size": size, "script": script}
    admin = sign_in("administrator", **given)
    for address in PAGES:
        admin.goto(address)
    admin.goto(f"/office/agencies/{office.agency.code}/facts/")
    admin.goto(f"/office/agencies/{office.agency.code}/closing/")
    admin.goto(f"/office/agencies/{office.agency.code}/")
    admin.press(".head a.go")
    admin.give(username="xinren", display_name="新人")
    for role in ("administrator", "handler"):
        admin.page.check(f"[name=roles][value={role}]")
    admin.press("main button.go", 422)  # an administrator sees no cases
    admin.page.uncheck("[name=roles][value=administrator]")
    admin.press("main button.go")
    password = admin.page.inner_text(".code")
    admin.press("main a.go")

    person = sign_in("xinren", password=password, **given)
    assert person.where == "/password/"
    person.goto("/queue/")
    assert person.where == "/password/"
    person.give(present=password, new=OWN, again=OWN)
    person.press("main button.go")
    assert person.where == "/"
    assert Officer.objects.get(username="xinren").check_password(OWN)

    admin.goto(f"/office/people/{Officer.objects.get(username='xinren').pk}/")
    if script:
        admin.page.click(".acts li:has(button.stop) summary")
    else:
        admin.page.locator(".acts li:has(button.stop) summary").press("Enter")
    admin.press(".acts button.stop")
    person.page.reload()
    assert person.where.startswith("/login/")
