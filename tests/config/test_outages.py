"""A command on a machine that fails it says so in a sentence and leaves nothing half done."""

import errno
import os
import resource
import shutil
import signal
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from django.db import DatabaseError, DataError, InterfaceError, InternalError, OperationalError, ProgrammingError
from django.db.migrations.exceptions import MigrationSchemaMissing
from lxml.etree import SerialisationError

from agencies.stored_files.disk import disk_words, write_file
from config import outages

ROOT = Path(__file__).resolve().parents[2]
DEMO = ROOT / "demo"
FULL, NONE_HERE = "磁盘已满", "Traceback"


@pytest.fixture(scope="module")
def office(tmp_path_factory, migrated_database) -> Path:
    """Return the VAR_DIR of an installation with the agencies of the demonstration."""
    folder = tmp_path_factory.mktemp("var")
    if migrated_database is not None:
        shutil.copyfile(migrated_database, folder / "db.sqlite3")
    assert run(folder, "migrate", "--verbosity", "0").returncode == 0
    assert run(folder, "import_agencies", str(DEMO / "ouhai_agencies.csv")).returncode == 0
    return folder


def run(folder: Path, *arguments: str, room: int = 0, **given: str) -> subprocess.CompletedProcess:
    """Run a command; with `room`, no file may grow beyond so many bytes, as on a disk that fills up."""

    def limit() -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (room, room))

    return subprocess.run(
        [sys.executable, str(ROOT / "manage.py"), *arguments],
        cwd=ROOT,
        env=os.environ
        | {"VAR_DIR": str(folder), "DATABASE_URL": "", "DJANGO_SETTINGS_MODULE": "config.settings"}
        | given,
        capture_output=True,
        text=True,
        check=False,
        preexec_fn=limit if room else None,
    )


def cases(folder: Path) -> int:
    """Return how many cases the database holds."""
    with sqlite3.connect(folder / "db.sqlite3") as database:
        return database.execute("SELECT count(*) FROM workflow_case").fetchone()[0]


@pytest.mark.parametrize("room", [20_000, 400_000])
def test_a_register_that_finds_no_room_is_not_imported_in_part(office, room):
    """The rows are made ready in a file first, then written to the database: each finds the disk full in its turn."""
    done = run(office, "import_register", str(DEMO / "ouhai_2018_register.xlsx"), room=room)
    assert done.returncode != 0 and NONE_HERE not in done.stderr
    assert FULL in done.stderr or "没有导入任何一行" in done.stdout + done.stderr
    assert cases(office) == 0


@pytest.mark.parametrize(
    "arguments",
    [
        ("annual_report", "--year", "2018", "--agency", "OH-GOV", "--format", "json", "--output", "/dev/full"),
        ("annual_report", "--year", "2018", "--agency", "OH-GOV", "--format", "html"),
        ("render_notice", "--sample", "partial", "--output", "/dev/full"),
        ("export_register", "register.xlsx"),
    ],
)
def test_a_file_that_finds_no_room_is_a_sentence_and_no_half_file(office, tmp_path, arguments):
    given = [str(tmp_path / "register.xlsx") if one == "register.xlsx" else one for one in arguments]
    if "--output" in given or "register.xlsx" in arguments:
        done = run(office, *given, room=0 if "--output" in given else 200)
    else:
        with Path("/dev/full").open("w") as full:
            done = subprocess.run(
                [sys.executable, str(ROOT / "manage.py"), *given], cwd=ROOT, env=os.environ | {"VAR_DIR": str(office), "DATABASE_URL": ""}, stdout=full,
                stderr=subprocess.PIPE, text=True, check=False,
            )  # fmt: skip
    assert done.returncode != 0 and NONE_HERE not in done.stderr
    assert any(word in done.stderr for word in (FULL, "写不了文件", "写不进去"))
    assert list(tmp_path.iterdir()) == []


def test_a_database_without_tables_names_the_command_that_makes_them(tmp_path):
    done = run(tmp_path, "replay", "--check")
    assert done.returncode != 0 and "manage.py migrate" in done.stderr and NONE_HERE not in done.stderr


@pytest.mark.fault("F3")
def test_a_database_that_does_not_answer_is_a_sentence(tmp_path):
    done = run(tmp_path, "replay", "--check", DATABASE_URL="postgres://nobody@127.0.0.1:9/none")
    assert done.returncode != 0 and "连不上数据库" in done.stderr and NONE_HERE not in done.stderr


def test_a_reader_that_has_gone_is_no_error_page(office):
    command = f'"{sys.executable}" manage.py render_notice --list | head -1'
    done = subprocess.run(
        ["sh", "-c", command],
        cwd=ROOT,
        env=os.environ | {"VAR_DIR": str(office), "DATABASE_URL": ""},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stdout.strip() and NONE_HERE not in done.stderr and "BrokenPipe" not in done.stderr


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (OSError(errno.ENOSPC, "x", "/a"), FULL),
        (OSError(errno.EDQUOT, "x"), FULL),
        (SerialisationError("IO_ENOSPC"), FULL),
        (SerialisationError("IO_EFBIG"), FULL),
        (SerialisationError("IO_ENCODER"), ""),
        (OSError(errno.EROFS, "x", "/a"), "没有权限"),
        (PermissionError(errno.EACCES, "x", "/a"), "没有权限"),
        (OperationalError("database or disk is full"), FULL),
        (OperationalError("could not extend file: No space left on device"), FULL),
        (OperationalError("attempt to write a readonly database"), FULL),
        (OperationalError("no such table: agencies_agency"), "migrate"),
        (ProgrammingError('relation "agencies_agency" does not exist'), "migrate"),
        (
            OperationalError('connection failed: FATAL:  database "kaidang" does not exist'),
            "没有 DATABASE_URL 写的数据库",
        ),
        (OperationalError('FATAL:  role "kaidang" does not exist'), "没有 DATABASE_URL 写的数据库"),
        (ProgrammingError("permission denied for table agencies_agency"), "没有这一步要的权限"),
        (
            MigrationSchemaMissing("Unable to create the table (permission denied for schema public)"),
            "没有这一步要的权限",
        ),
        (InternalError("cannot execute INSERT in a read-only transaction"), "只读"),
        (ProgrammingError('invalid connection option "foo"'), "不认识的选项"),
        (OperationalError('connection is bad: invalid sslmode value: "bogus"'), "不认识的选项"),
        (DataError('character in encoding "UTF8" has no equivalent in encoding "EUC_CN"'), "编码存不下"),
        (OperationalError("canceling statement due to statement timeout"), "超过了数据库允许的时间"),
        (OperationalError("FATAL:  sorry, too many clients already"), "连接已经用完"),
        (OperationalError("FATAL: remaining connection slots are reserved"), "连接已经用完"),
        (
            OperationalError('FATAL:  password authentication failed for user "kaidang"'),
            "password authentication failed",
        ),
        (OperationalError("database is locked"), "正忙"),
        (OperationalError("connection refused\nIs the server running?"), "connection refused"),
        (InterfaceError("connection already closed"), "连不上数据库"),
        (DatabaseError("value out of range"), ""),
        (FileNotFoundError(errno.ENOENT, "x", "/a"), ""),
        (ValueError("disk is full"), ""),
    ],
    ids=str,
)
def test_what_the_machine_did_is_told_and_what_the_program_did_is_not_hidden(error, said):
    found = outages.outage_sentence(error)
    assert said in found if said else found == ""


# -- files that people ask for -----------------------------------------------------------------------------------
def test_a_file_stands_whole_or_as_it_was(tmp_path, monkeypatch):
    target = tmp_path / "new" / "report.pdf"
    write_file(target, b"first")
    write_file(target, b"second")
    assert target.read_bytes() == b"second"
    target.chmod(0o600)
    write_file(target, b"second")
    assert target.stat().st_mode & 0o777 == 0o600
    with pytest.raises(FileExistsError):
        write_file(target, b"third", over=False)
    monkeypatch.setattr(os, "fsync", lambda handle: (_ for _ in ()).throw(OSError(errno.ENOSPC, "full")))
    with pytest.raises(OSError, match="full"):
        write_file(target, b"fourth")
    assert target.read_bytes() == b"second" and [one.name for one in target.parent.iterdir()] == ["report.pdf"]


def test_a_link_stays_a_link_and_a_device_a_device(tmp_path):
    kept, link = tmp_path / "kept.pdf", tmp_path / "link.pdf"
    kept.write_bytes(b"old")
    link.symlink_to(kept)
    write_file(link, b"new")
    assert link.is_symlink() and kept.read_bytes() == b"new"
    write_file(Path("/dev/null"), b"x")
    assert not Path("/dev/null").is_file()


@pytest.mark.parametrize(
    "number, said",
    [(errno.ENOSPC, FULL), (errno.EDQUOT, FULL), (errno.EFBIG, FULL), (errno.EROFS, "权限"), (errno.EACCES, "权限"), (errno.EPERM, "权限"),
     (errno.ENOENT, "没有这个文件夹"), (errno.EISDIR, "这是文件夹"), (errno.ENOTDIR, "不是文件夹"), (errno.ENAMETOOLONG, "太长"), (errno.EIO, "磁盘出错"), (errno.EMFILE, "x")],
)  # fmt: skip
def test_why_a_file_could_not_be_written_is_said_in_the_words_of_the_person(number, said):
    assert said in disk_words(OSError(number, "x", "/a"))
