"""The environment's settings: what a setting moves moves whole, and one that cannot be used is one sentence that names it."""

import json
import os
import re
import stat
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from itertools import takewhile
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from config import environment
from notices.typesetting import fonts
from tests.config import forked

ROOT = Path(__file__).resolve().parents[2]
PLACES = (
    "VAR_DIR", "MEDIA_ROOT", "FONT_DIR", "AGENCY_FONT_DIR", "STATIC_ROOT", "DATABASES['default']['NAME']",
    "CELERY_BROKER_TRANSPORT_OPTIONS['data_folder_in']", "CELERY_BROKER_TRANSPORT_OPTIONS['processed_folder']",
    "CELERY_BROKER_TRANSPORT_OPTIONS['control_folder']",
)  # fmt: skip
TOLD = f"from config import settings\nfor place in {PLACES!r}: print(eval('settings.' + place))"


def surroundings(**given: str) -> dict[str, str]:
    """Return an environment with these settings and no others."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    return kept | {"PYTHONPATH": str(ROOT), "DJANGO_SETTINGS_MODULE": "config.settings", "PYTHONUTF8": "1"} | given


def started(script: str, **given: str) -> subprocess.CompletedProcess:
    """Run a script with these settings and no others in a Python of its own."""
    return subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, env=surroundings(**given), capture_output=True, text=True
    )


@cache
def forking() -> subprocess.Popen:
    """Start the Python that answers every question by a fork of itself."""
    command = [sys.executable, "-m", forked.__name__]
    return subprocess.Popen(
        command, cwd=ROOT, env=surroundings(), stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )


@pytest.fixture(scope="module", autouse=True)
def forking_ends():
    """End it after the last question."""
    yield
    if forking.cache_info().currsize:
        with forking() as process:
            process.stdin.close()
        forking.cache_clear()


def asked(script: str, cwd: Path = ROOT, **given: str) -> subprocess.CompletedProcess:
    """Run a script with these settings and no others, from any folder, in a process that has loaded no setting before."""
    with tempfile.TemporaryDirectory() as folder:
        out, err = Path(folder, "out"), Path(folder, "err")
        question = {"script": script, "cwd": str(cwd), "given": surroundings(**given), "out": str(out), "err": str(err)}
        print(json.dumps(question), file=forking().stdin, flush=True)
        status = int(forking().stdout.readline())
        return subprocess.CompletedProcess(script, status, out.read_text("utf-8"), err.read_text("utf-8"))


def places(cwd: Path = ROOT, **given: str) -> dict[str, str]:
    """Return where everything is kept under some settings."""
    done = asked(TOLD, cwd, **given)
    assert done.returncode == 0, done.stderr
    return dict(zip(PLACES, done.stdout.splitlines(), strict=True))


# -- places ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "name",
    [
        "var",
        "数据 一号",
        "a b/c d/变量",
        "a+b",
        "100%",
        "x#y",
        "q?m=1",
        "%E4%B8%AD",
        "it's",
        'a"b',
        "a;b&c",
        "$HOME",
        "~var",
        "x:y",
        "a,b",
    ],
)
def test_var_dir_moves_everything_whatever_it_is_called(tmp_path, name):
    var = tmp_path / name
    found = places(tmp_path, VAR_DIR=str(var))
    assert all(Path(place) == var or var in Path(place).parents for place in found.values()), found
    assert stat.S_IMODE(var.stat().st_mode) == 0o700
    assert stat.S_IMODE((var / "secret_key").stat().st_mode) == 0o600
    assert places(ROOT, VAR_DIR=str(var)) == found  # from whatever folder


def test_a_relative_place_begins_at_the_project_from_whatever_folder(tmp_path):
    name = os.path.relpath(tmp_path / "相对 路径", ROOT)
    assert places(tmp_path, VAR_DIR=name) == places(ROOT, VAR_DIR=name)
    assert Path(places(ROOT, VAR_DIR=name)["VAR_DIR"]).resolve() == tmp_path / "相对 路径"


def test_home_is_the_users_home(tmp_path):
    found = places(
        HOME=str(tmp_path),
        VAR_DIR="~/开档 var",
        FONT_DIR="~/字体",
        MEDIA_ROOT="~/m",
        DATABASE_URL="sqlite:///~/库.sqlite3",
    )
    assert Path(found["VAR_DIR"]) == tmp_path / "开档 var"
    assert Path(found["FONT_DIR"]) == tmp_path / "字体"
    assert Path(found["MEDIA_ROOT"]) == tmp_path / "m"
    assert Path(found["DATABASES['default']['NAME']"]) == tmp_path / "库.sqlite3"


def test_each_place_of_its_own_wins_over_var_dir(tmp_path):
    (tmp_path / "own").mkdir()
    given = {
        "MEDIA_ROOT": str(tmp_path / "附 件"),
        "FONT_DIR": str(tmp_path / "f"),
        "AGENCY_FONT_DIR": str(tmp_path / "own"),
    }
    found = places(VAR_DIR=str(tmp_path / "var"), **given)
    assert {name: found[name] for name in given} == given


@pytest.mark.parametrize("name", ["库.sqlite3", "a+b.db", "a b.db", "50%.db", "x#1.db", "what?.db", "%.db"])
def test_a_database_file_is_the_one_that_is_named(tmp_path, name):
    found = places(VAR_DIR=str(tmp_path / "var"), DATABASE_URL=f"sqlite:///{tmp_path / name}")
    assert found["DATABASES['default']['NAME']"] == str(tmp_path / name)


def test_an_address_of_a_database_file_may_be_escaped(tmp_path):
    found = places(VAR_DIR=str(tmp_path), DATABASE_URL=f"sqlite:///{tmp_path}/%E5%BA%93%20%2B.db")
    assert found["DATABASES['default']['NAME']"] == str(tmp_path / "库 +.db")


@pytest.mark.parametrize("mask", [0o022, 0o077, 0o002, 0o000, 0o027])
def test_what_is_made_is_its_users_alone_under_any_umask(tmp_path, mask):
    done = asked(f"import os; os.umask({mask}); from config import settings", VAR_DIR=str(tmp_path / "a/b/var"))
    assert done.returncode == 0, done.stderr
    made = [tmp_path / "a/b/var", tmp_path / "a/b/var/media", tmp_path / "a/b/var/secret_key"]
    assert [stat.S_IMODE(path.stat().st_mode) & 0o077 for path in made] == [0, 0, 0]


def test_processes_that_start_together_share_one_secret(tmp_path):
    script = "from config import settings; print(settings.SECRET_KEY)"
    with ThreadPoolExecutor(6) as pool:
        runs = list(pool.map(lambda _: started(script, VAR_DIR=str(tmp_path / "var")), range(6)))
    assert len({run.stdout for run in runs}) == 1 and len(runs[0].stdout) > 50, runs[0].stderr


def test_an_empty_secret_is_no_secret(tmp_path):
    (tmp_path / "secret_key").touch()
    done = asked("from config import settings", VAR_DIR=str(tmp_path))
    assert "是空的" in done.stderr


def test_fonts_are_set_up_where_the_letters_look_for_them(settings, tmp_path, monkeypatch):
    seen = []
    monkeypatch.setattr(fonts, "set_up_fonts", lambda *given: seen.append(given) or ["serif"])
    settings.FONT_DIR, settings.AGENCY_FONT_DIR = tmp_path / "字 体", tmp_path / "单位"
    assert fonts.main([]) == 1
    assert seen == [(tmp_path / "字 体", tmp_path / "单位")]


def test_fonts_that_cannot_be_written_are_a_sentence(tmp_path, capsys):
    (tmp_path / "file").touch()
    assert fonts.main([str(tmp_path / "file" / "fonts")]) == 1
    assert "写不了" in capsys.readouterr().err


# -- what cannot be used -----------------------------------------------------------------------------------

WRONG = {
    "HTTPS_ONLY": ["ja", "tru", "2", "1 # on"],
    "DEBUG": ["maybe"],
    "PASSWORD_RULES": ["strict", "djbh,asvs"],
    "LOG_LEVEL": ["LOUD", "5"],
    "SESSION_COOKIE_AGE": ["8h", "0", "-1", "1.5", "99999999999"],
    "POST_SILENT_WORKDAYS": ["seven", "0"],
    "SIGNER_SEAL_MM": ["42mm", "0", "inf", "nan"],
    "PUBLIC_RATE": ["30", "30/fortnight", "/min", "x/min"],
    "VERIFY_RATE": ["60 per minute"],
    "ALLOWED_HOSTS": ["https://xxgk.example.gov.cn", "xxgk.example.gov.cn:8000", "a b", "xxgk/"],
    "CSRF_TRUSTED_ORIGINS": ["xxgk.example.gov.cn", "https://"],
    "PUBLIC_URL": ["xxgk.example.gov.cn", "ftp://x", "https:// x", "https://[", "http:"],
    "DATABASE_URL": [
        "mysql://a/b",
        "garbage",
        "sqlite:///",
        "sqlite://:memory:",
        "postgres://u:p@h:port/db",
        "postgres://u:p@h",
        "postgres://u:p@ss@h/db",
        "postgres://u:p/w@h/db",
        "postgres://u:p@/w@h/db",
        "postgres://u:p#w@h/db",
        "postgres://u:p?w@h/db",
        "postgres://u:100%@h/db",
        "postgres://u:p@s/s:w#r?d%1@h/db",
        "sqlite:////no/such/folder/x.db",
    ],
    "CELERY_BROKER_URL": ["redis", "memory://", "carrier-pigeon://x", "://", "localhost:6379"],
    "SEAL_DIR": ["/no/such/folder", "~nobodyatall/x", "Makefile"],
    "SIGNER_FOLDER": ["/no/such/folder"],
    "AGENCY_FONT_DIR": ["/no/such/folder"],
    "VAR_DIR": ["Makefile", "/proc/nothing/var", "~nobodyatall/var", "/dev/null/x"],
    "MEDIA_ROOT": ["manage.py", "/proc/1/nothing"],
}


@pytest.mark.parametrize("name, text", [(name, text) for name, texts in WRONG.items() for text in texts])
def test_a_setting_that_cannot_be_used_is_one_sentence_that_names_it(tmp_path, name, text):
    given = {"VAR_DIR": str(tmp_path)} | {name: text}
    done = asked(
        "import runpy, sys; sys.argv = ['manage.py', 'check']; runpy.run_path('manage.py', run_name='__main__')",
        **given,
    )
    assert done.returncode == 1
    assert re.fullmatch(rf"环境变量 {name}.*。 / {name}: .*\.\n", done.stderr), done.stderr


@pytest.mark.parametrize(
    "password, written",
    [
        ("p@s/s:w#r?d%1", "p%40s%2Fs%3Aw%23r%3Fd%251"),
        ("a+b&c=d", "a+b&c=d"),
        ("口令", "%E5%8F%A3%E4%BB%A4"),
        ("p!$~", "p!$~"),
    ],
)
def test_a_password_is_what_was_written(monkeypatch, tmp_path, password, written):
    monkeypatch.setenv("DATABASE_URL", f"postgres://u:{written}@h:5433/db?sslmode=require")
    found = environment.database("DATABASE_URL", tmp_path)
    assert (found["PASSWORD"], found["HOST"], found["NAME"]) == (password, "h", "db")


@pytest.mark.parametrize(
    "address", ["u:geheim@h:port/db", "u:x@geheim@h/db", "u:geheim#x@h/db", "u:geheim%@h/db", "u:geheim@h"]
)
def test_a_password_in_an_address_is_not_repeated(monkeypatch, tmp_path, address):
    monkeypatch.setenv("DATABASE_URL", f"postgres://{address}")
    with pytest.raises(ImproperlyConfigured) as said:
        environment.database("DATABASE_URL", tmp_path)
    assert "geheim" not in str(said.value)


@pytest.mark.parametrize(
    "name, text, read",
    [
        ("HTTPS_ONLY", " TRUE ", True),
        ("HTTPS_ONLY", "off", False),
        ("HTTPS_ONLY", "", False),
        ("LOGGING['root']['level']", "info", "INFO"),
        ("PASSWORD_RULES", "ASVS", "asvs"),
        ("ALLOWED_HOSTS", "a.gov.cn, .b.gov.cn，[::1],*", ["a.gov.cn", ".b.gov.cn", "[::1]", "*"]),
        ("ALLOWED_HOSTS", " ", None),
        ("CSRF_TRUSTED_ORIGINS", "https://*.a.gov.cn", ["https://*.a.gov.cn"]),
        ("SESSION_COOKIE_AGE", "3600", 3600),
        ("SIGNER_SEAL_MM", "40.5", 40.5),
        ("CELERY_BROKER_URL", "redis+socket:///run/redis.sock", "redis+socket:///run/redis.sock"),
        ("PUBLIC_URL", "https://xxgk.example.gov.cn/kd", "https://xxgk.example.gov.cn/kd"),
    ],
)
def test_what_can_be_read_in_two_ways_is_read_in_the_usual_one(tmp_path, name, text, read):
    given = "LOG_LEVEL" if name.startswith("LOGGING") else name
    done = asked(f"from config import settings; print(repr(settings.{name}))", VAR_DIR=str(tmp_path), **{given: text})
    found = eval(done.stdout)
    assert found == read if read is not None else "localhost" in found


@pytest.mark.skipif(os.geteuid() != 0, reason="only root may become another user here")
@pytest.mark.parametrize("name", ["VAR_DIR", "MEDIA_ROOT"])
def test_a_folder_of_somebody_else_is_a_sentence(tmp_path, name):
    for folder in (tmp_path, *takewhile(lambda one: one != Path(tempfile.gettempdir()), tmp_path.parents)):
        folder.chmod(0o755)
    var = {"VAR_DIR": "/tmp/kaidang-nobody"} | {name: str(tmp_path)}
    script = (
        "import os; from config import environment; os.setgid(65534); os.setuid(65534)\n"
        "environment.folder(os.environ['ASKED'], 'var')"
    )
    done = asked(script, ASKED=name, **var)
    assert "不能写入" in done.stderr, done.stdout + done.stderr
