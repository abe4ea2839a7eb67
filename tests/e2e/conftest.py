"""A browser and a live site with one office in it."""

import os
import shutil

import pytest
from django.contrib.auth.hashers import make_password
from django.db import connection
from playwright.sync_api import sync_playwright

from agencies.organisation.models import Officer
from tests.e2e.people import PASSWORD, Person
from tests.workflow.sample_office import Office

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
TRIGGERS = "SELECT name, sql FROM sqlite_master WHERE type = 'trigger'"


def pytest_collection_modifyitems(items):
    """Mark every walk as slow; without a browser none can be taken."""
    for item in items:
        if "e2e" in item.path.parts:
            item.add_marker(pytest.mark.slow)
            item.add_marker(
                pytest.mark.skipif(CHROMIUM is None, reason="没有 Chromium / no Chromium in PATH: apt install chromium")
            )


@pytest.fixture(scope="session")
def browser():
    """Return the one browser of the session."""
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = (
        "1"  # playwright keeps a loop in this thread; the database is used beside it
    )
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield opened
        opened.close()
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture(scope="module", autouse=True)
def append_only(django_db_setup, django_db_blocker):
    """Put the triggers of the append-only tables back after the tables were emptied (see `office`)."""
    with django_db_blocker.unblock():
        if connection.vendor != "sqlite":
            pytest.skip("the walk runs on SQLite, as `make torture` does")
        with connection.cursor() as cursor:
            kept = cursor.execute(TRIGGERS).fetchall()
    yield
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        there = {name for name, _ in cursor.execute(TRIGGERS).fetchall()}
        for name, sql in kept:
            if name not in there:
                cursor.execute(sql)


@pytest.fixture
def office(live_server):
    """Return a staffed office on the live site; afterwards its tables may be emptied."""
    made = Office()
    Officer.objects.update(password=make_password(PASSWORD))
    yield made
    with connection.cursor() as cursor:
        for name, _ in cursor.execute(TRIGGERS).fetchall():
            cursor.execute(f"DROP TRIGGER {name}")


@pytest.fixture
def sign_in(browser, live_server, office):
    """Return a function that signs an officer in; at the end everything that anybody's browser complained of fails."""
    people: list[Person] = []

    def open_browser(username: str, **options) -> Person:
        people.append(Person(browser, live_server.url, username, **options))
        return people[-1]

    yield open_browser
    for person in people:
        person.leave()
