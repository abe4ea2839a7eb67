"""What every test has: files in a temporary folder, cheap password hashes, and the long proofs marked slow."""

import gc
import shutil
import sqlite3
from contextlib import closing
from importlib import import_module
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.core.cache import cache
from django.db import connection
from django.test import override_settings
from pytest_django.plugin import blocking_manager_key

from notices.typesetting import client as typesetting_client
from notices.typesetting import system_libraries
from tests import shared_data, static_files

static_files.read_once()
TESTS = Path(__file__).parent
DEFAULTS = import_module("workflow.migrations.0002_guards")
TORTURE = TESTS / "torture"
# Where databases and brokers differ: locks, races, numbers, constraints, triggers, own SQL, bulk writing, counting, tasks.
# `make test` runs these on PostgreSQL with Redis as well; `make test-postgres` runs everything there.
DIFFER = {
    "agencies/administration": ("accounts",),
    "ground": ("shared_data", "workers"),
    "notices/letters": ("numbering",),
    "notices/register": ("pages", "register"),
    "notices/rendering": ("queue",),
    "notices/verification": ("verification",),
    "notices/wording": ("wording",),
    "reporting/figures": ("cells", "published_tables", "recount"),
    "reporting/filing": ("filing",),
    "reporting/publication": ("publishing",),
    "reporting/quality": ("quality",),
    "reporting/scores": ("marks",),
    "reporting/statistics": ("statistics",),
    "reporting/supervision": ("notes",),
    "reporting/table": ("sheet",),
    "upgrade": ("upgrade",),
    "workflow": ("api_and_sweeps",),
    "workflow/acts": ("perform",),
    "workflow/archive": ("appraisal", "destruction", "kept_tables", "retention"),
    "workflow/cases": ("annulment",),
    "workflow/desk": ("void",),
    "workflow/locks": ("locking",),
    "workflow/mail": ("posting", "posting_deliveries", "posting_service"),
    "workflow/play": ("nothing_left",),
    "workflow/registers": ("import_faults", "import_history", "import_store"),
}  # fmt: skip
DIFFERING = {TESTS / folder / f"test_{name}.py" for folder, names in DIFFER.items() for name in names}


# Files with few tests that take long: with several workers they are begun first, so that none is left alone with one at the end.
LONG = (
    "once/test_every_post", "notices/rendering/test_hostile", "once/test_schema", "once/test_fuzz", "ground/test_started", "notices/letters/test_numbering", "api/test_clients",
    "ground/test_workers", "ground/test_downloads", "law/deadlines/test_clock_oracle", "api/test_everybody", "api/test_cells", "workflow/test_demo",
    "reporting/publication/test_generated_years", "reporting/demo/test_demo", "agencies/spreadsheets/test_office_files",
)  # fmt: skip
LONG = {TESTS / f"{name}.py": place for place, name in enumerate(LONG)}


def pytest_collection_modifyitems(items):
    """Mark what `make torture` runs alone as slow, and what both databases must show; tests that share rows follow one another."""
    items[:] = sorted(shared_data.together(items), key=lambda item: LONG.get(item.path, len(LONG)))
    for item in items:
        if TORTURE in item.path.parents:
            item.add_marker(pytest.mark.slow)
        if item.path in DIFFERING:
            item.add_marker(pytest.mark.databases)


# They load the press itself, which cannot be loaded where its libraries are missing.
LOADING = [
    f"notices/typesetting/test_{name}.py"
    for name in ("html_to_pdf", "standard", "page_fitting", "breaks", "cff", "spellings")
]
LOADING += ["readers/test_readers.py", "torture/test_every_reader.py", "torture/test_hostile_letters.py"]
collect_ignore = LOADING if system_libraries.missing_libraries() else []


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item):
    """Take shared rows back before anything of a test begins that does not ask for them: a TestCase writes before any fixture."""
    opened = item.config.stash.get(shared_data.OPENED, None)
    if opened is not None and opened.key not in (None, shared_data.key_of(item)):
        with item.config.stash[blocking_manager_key].unblock():
            opened.close()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown(item, nextitem):
    """Give back what migrations put into an empty database: a test with transactions of its own ends by emptying it.

    After the last test of all the database itself is gone.
    """
    result = yield
    marker = item.get_closest_marker("django_db")
    if marker is not None and marker.kwargs.get("transaction") and nextitem is not None:
        with item.config.stash[blocking_manager_key].unblock():
            DEFAULTS.defaults(apps, connection.schema_editor())
    return result


def pytest_collection_finish():
    """Leave the thousands of tests that were collected out of the rounds of the garbage collector: they stay to the end."""
    gc.collect()
    gc.freeze()


@pytest.fixture(scope="session")
def opened_data(request, django_db_setup, django_db_blocker):
    """Return the shared rows that stand in the database; after the last test they are taken back."""
    opened = request.config.stash[shared_data.OPENED] = shared_data.OpenedData()
    yield opened
    with django_db_blocker.unblock():
        opened.close()


@pytest.fixture(scope="session")
def migrated_database(opened_data, django_db_blocker, tmp_path_factory) -> Path | None:
    """Return an SQLite file as the migrations leave it, for programs with a database of their own; None: the tests run elsewhere."""
    if connection.vendor != "sqlite":
        return None
    with django_db_blocker.unblock():
        opened_data.close()
        connection.ensure_connection()
        path = tmp_path_factory.mktemp("migrated") / "db.sqlite3"
        with closing(sqlite3.connect(path)) as copy:
            connection.connection.backup(copy)
    return path


@pytest.fixture
def copy_migrated(migrated_database):
    """Return a function that puts a migrated database in a place; without one, the program's own `migrate` makes it."""

    def copy(path: Path) -> None:
        if migrated_database is not None:
            path.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(migrated_database, path)

    return copy


@pytest.hookimpl(wrapper=True)
def pytest_fixture_setup(fixturedef, request):
    """Before a test's own transaction begins: have the shared rows that it asks for, and no others."""
    if fixturedef.argname == shared_data.DATABASE_OF_THE_TEST:
        opened, blocker = request.getfixturevalue("opened_data"), request.getfixturevalue("django_db_blocker")
        with blocker.unblock():
            opened.open_for(shared_data.key_of(request.node))
    return (yield)


def pytest_report_header() -> str:
    """Say which database and which broker this run is about."""
    database = settings.DATABASES["default"]["ENGINE"].rpartition(".")[2]
    return f"database: {database}, broker: {settings.CELERY_BROKER_URL.partition(':')[0]}"


def pytest_terminal_summary(terminalreporter) -> None:
    """Say what could not be tried on this machine."""
    if unable := typesetting_client.why_unavailable(settings.FONT_DIR):
        terminalreporter.write_line(
            f"没有测试 PDF 的生成 / the drawing of PDFs was NOT tried here: {unable.reason} / {unable.english}"
        )


@pytest.fixture(scope="session", autouse=True)
def own_files(tmp_path_factory):
    """Keep uploads out of the installation's own folder, and spend no seconds on hashing passwords."""
    counted = {"BACKEND": "config.file_cache.CountingFileCache", "LOCATION": str(tmp_path_factory.mktemp("cache"))}
    with override_settings(
        CACHES={"default": counted},  # of this process alone
        MEDIA_ROOT=tmp_path_factory.mktemp("media"),
        STATIC_ROOT=tmp_path_factory.mktemp("static"),  # whitenoise warns about a folder that is not there
        PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"],
    ):
        yield


@pytest.fixture(autouse=True)
def fresh_limits():
    """Forget what the limits of requests have counted: a test must not depend on those before it in its process."""
    cache.clear()


@pytest.fixture(scope="session")
def fonts():
    """Skip where this machine draws nothing; the reason says what it lacks."""
    if unable := typesetting_client.why_unavailable(settings.FONT_DIR):
        pytest.skip(unable.english)
