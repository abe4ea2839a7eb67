"""Set-up on a machine that nobody prepared: what is missing is a sentence, what was left half made is made anew."""

import json
import os
import re
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


def run(command: list[str], cwd: Path, **given: str) -> subprocess.CompletedProcess:
    """Run a step of the set-up in a folder."""
    own = {
        name: value for name, value in os.environ.items() if not name.startswith(("MAKE", "PYTHON"))
    }  # these tests may run under make
    return subprocess.run(command, cwd=cwd, env=own | given, capture_output=True, text=True, preexec_fn=hear_ctrl_c)


def hear_ctrl_c() -> None:
    """Let a program hear Ctrl-C even where this run was started in the background of a shell, which is deaf to it."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def venv(cwd: Path, python: str = sys.executable, **given: str) -> subprocess.CompletedProcess:
    """Make an environment in a folder."""
    return run(["sh", str(ROOT / "setup" / "venv.sh"), python, ".venv"], cwd, **given)


def fits(folder: Path) -> bool:
    """Tell whether the environment of a folder can install."""
    try:
        return run([str(folder / ".venv/bin/python"), "-m", "pip", "--version"], folder).returncode == 0
    except OSError:
        return False


def quick_python(folder: Path) -> str:
    """Return a Python whose environments are made in no time: their Python knows pip and nothing else."""
    path = folder / "quick"
    made = "#!/bin/sh\nexit 0\n"
    path.write_text(
        f'#!/bin/sh\ncase "$*" in *"import ensurepip"*) exit 0;; "-m venv "*) mkdir -p "$3/bin"; printf {made!r} > "$3/bin/python"; chmod +x "$3/bin/python"; exit 0;; esac\n'
        f'exec "{sys.executable}" "$@"\n'
    )
    path.chmod(0o755)
    return str(path)


def test_an_environment_is_made_in_a_folder_of_any_name_and_left_alone_the_next_time(tmp_path):
    folder = tmp_path / "政务 公开 (试用) 100% it's #1"
    folder.mkdir()
    assert venv(folder).returncode == 0 and fits(folder)
    before = (folder / ".venv/pyvenv.cfg").stat().st_mtime_ns
    assert venv(folder).stdout == ""
    assert (folder / ".venv/pyvenv.cfg").stat().st_mtime_ns == before


@pytest.mark.parametrize(
    "half", ["without pip", "python is gone", "an empty folder", "a file", "a link to nothing", "no permission to run"]
)
def test_what_was_left_half_made_is_made_anew(tmp_path, half):
    place, python = tmp_path / ".venv", tmp_path / ".venv/bin/python"
    if half == "without pip":
        run([sys.executable, "-m", "venv", "--without-pip", ".venv"], tmp_path)
    elif half == "a file":
        place.touch()
    elif half == "a link to nothing":
        place.symlink_to("/no/such/folder")
    else:
        python.parent.mkdir(parents=True)
    if half == "python is gone":
        python.symlink_to("/no/such/python3.9")
    if half == "no permission to run":
        python.touch(mode=0o600)
    assert not fits(tmp_path)
    assert venv(tmp_path, quick_python(tmp_path)).returncode == 0 and fits(tmp_path)


@pytest.mark.parametrize("python", ["", "/no/such/python3", "/bin/false"])
def test_a_python_that_is_missing_or_too_old_is_a_sentence(tmp_path, python):
    done = venv(tmp_path, python)
    assert done.returncode == 1 and "需要 Python 3.11" in done.stdout and not (tmp_path / ".venv").exists()


def test_a_path_with_a_colon_is_a_sentence(tmp_path):
    (tmp_path / "a:b").mkdir()
    done = venv(tmp_path / "a:b")
    assert done.returncode == 1 and "冒号" in done.stdout


def bare_python(folder: Path) -> str:
    """Return a Python as Debian packs it, without ensurepip."""
    path = folder / "python3"
    path.write_text(f'#!/bin/sh\ncase "$*" in *ensurepip*) exit 1;; esac\nexec "{sys.executable}" "$@"\n')
    path.chmod(0o755)
    return str(path)


def tools(folder: Path, scripts: dict[str, str]) -> str:
    """Return a search path that holds these commands and the simplest of the system's."""
    folder.mkdir()
    for name in {"sh", "rm", "mktemp", "mkdir", "id", "ls", "env"} - set(scripts):
        (folder / name).symlink_to(shutil.which(name))
    for name, script in scripts.items():
        (folder / name).write_text(f"#!/bin/sh\n{script}\n")
        (folder / name).chmod(0o755)
    return str(folder)


@pytest.mark.parametrize("who", ["0", "1000"])
@pytest.mark.parametrize("apt", [None, "exit 100", 'echo "E: Unable to locate package" >&2; exit 100'])
def test_a_python_without_pip_that_cannot_be_had_is_a_sentence_and_leaves_nothing(tmp_path, apt, who):
    scripts = {"id": f"echo {who}"} | ({"apt-get": apt} if apt else {})
    done = venv(tmp_path, bare_python(tmp_path), PATH=tools(tmp_path / "bin", scripts))
    assert done.returncode == 1 and "取不到" in done.stdout, done.stdout + done.stderr
    assert not (tmp_path / ".venv").exists()


# -- the dependencies -----------------------------------------------------------------------------------------


def install(tmp_path: Path, pip: str) -> subprocess.CompletedProcess:
    """Install forty-five requirements with a pip that does as told."""
    (tmp_path / "pip").mkdir()
    (tmp_path / "pip/__init__.py").touch()
    (tmp_path / "pip/__main__.py").write_text(pip)
    lines = [f"package-{n}==1.0 \\\n    --hash=sha256:{'0' * 64}\n" for n in range(45)]
    (tmp_path / "list.txt").write_text("# a note\n" + "".join(lines))
    return run([sys.executable, str(ROOT / "setup/install.py"), "list.txt"], tmp_path, PYTHONPATH=str(tmp_path))


def test_installing_shows_how_far_it_is(tmp_path):
    done = install(
        tmp_path, "for n in range(45): print(f'Collecting package-{n}==1.0')\nprint('Installing collected packages: x')"
    )
    assert done.returncode == 0
    assert [line.split()[0] for line in done.stdout.splitlines()] == ["20/45", "40/45", "45/45"]


@pytest.mark.parametrize(
    "said",
    [
        "ERROR: Could not find a version",
        "ERROR: THESE PACKAGES DO NOT MATCH THE HASHES",
        "OSError: [Errno 28] No space left",
    ],
)
def test_what_keeps_pip_from_installing_is_shown_with_what_may_help(tmp_path, said):
    done = install(
        tmp_path, f"import sys\nprint('Collecting package-1')\nprint({said!r}, file=sys.stderr)\nsys.exit(1)"
    )
    assert done.returncode == 1 and said in done.stdout and "再运行一次" in done.stdout


WRITTEN = {
    "before all": [],
    "its code": ["METADATA", "WHEEL", "RECORD"],
    "its commands": ["METADATA", "WHEEL", "RECORD", "entry_points.txt"],
}


@pytest.mark.parametrize("reached", WRITTEN)
def test_a_package_that_was_written_in_part_is_written_again(tmp_path, reached):
    """What an interruption left must not pass for installed; what is whole stays."""
    run([sys.executable, "-m", "venv", "--without-pip", ".venv"], tmp_path)
    python = str(tmp_path / ".venv/bin/python")
    site = Path(run([python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))"], tmp_path).stdout.strip())
    whole, half = site / "whole-1.0.dist-info", site / "half-1.0.dist-info"
    for record, names in ((whole, [*WRITTEN["its code"], "INSTALLER"]), (half, WRITTEN[reached])):
        record.mkdir()
        for name in names:
            (record / name).write_text(f"Metadata-Version: 2.1\nName: {record.name[:-14]}\nVersion: 1.0\n")
    (tmp_path / "pip").mkdir()
    (tmp_path / "pip/__main__.py").touch()
    (tmp_path / "list.txt").write_text("half==1.0\nwhole==1.0\n")
    assert run([python, str(ROOT / "setup/install.py"), "list.txt"], tmp_path, PYTHONPATH=str(tmp_path)).returncode == 0
    assert whole.exists() and not half.exists()


def test_ctrl_c_while_dependencies_are_installed_is_a_sentence(tmp_path):
    pip = "import os, signal, time\nprint('Collecting a==1', flush=True)\nos.kill(os.getppid(), signal.SIGINT)\ntime.sleep(0.2)"
    done = install(tmp_path, pip)
    assert done.returncode == 130 and "接着做" in done.stdout and "Traceback" not in done.stderr


# -- the Makefile ---------------------------------------------------------------------------------------------


def test_clean_does_not_touch_what_lies_elsewhere(tmp_path):
    for name in ("var", "elsewhere"):
        (tmp_path / name).mkdir()
    make = ["make", "-f", str(ROOT / "Makefile"), "clean"]
    done = run(make, tmp_path, VAR_DIR=str(tmp_path / "elsewhere"))
    assert done.returncode != 0 and "VAR_DIR" in done.stdout
    assert (tmp_path / "var").is_dir() and (tmp_path / "elsewhere").is_dir()
    assert run(make, tmp_path, VAR_DIR="").returncode == 0 and not (tmp_path / "var").exists()


def test_help_lists_every_command_with_what_it_does():
    printed = run(["make", "help"], ROOT).stdout
    assert {"make demo", "make test", "make machines"} <= {line.partition("\t")[0] for line in printed.splitlines()}


# -- a Python that talks when it starts, as some offices' do --------------------------------------------------


@pytest.fixture
def talking(tmp_path) -> dict[str, str]:
    """Return the environment in which every Python greets on its standard output, and says good-bye."""
    folder = tmp_path / "talking"
    folder.mkdir()
    (folder / "sitecustomize.py").write_text(
        'import atexit\nprint("Welcome!\\n3.99\\n/tmp")\natexit.register(print, "Goodbye")\n'
    )
    assert "Welcome" in run([sys.executable, "-c", ""], tmp_path, PYTHONPATH=str(folder)).stdout
    return {"PYTHONPATH": str(folder)}


def test_the_files_of_the_demonstration_go_where_they_belong(tmp_path, talking):
    python, log = tmp_path / "bin/python", tmp_path / "asked.txt"
    python.parent.mkdir()
    python.write_text(
        f'#!/bin/sh\ncase "$*" in *config.environment*) exec "{sys.executable}" "$@";; esac\necho "$*" >> "{log}"\n'
    )
    python.chmod(0o755)
    var = tmp_path / "a  b" / "数 据"
    before = sorted(os.listdir(ROOT))
    made = run(["make", "demo-data", "-o", "setup", f"BIN={python.parent}"], ROOT, VAR_DIR=str(var), **talking)
    assert made.returncode == 0, made.stdout + made.stderr
    assert sorted(os.listdir(ROOT)) == before and (var / "demo/logins.txt").is_file()
    commands = [line for line in log.read_text().splitlines() if "annual_report" in line or "render_notice" in line]
    assert len(commands) == 9 and all(f"--output {var}/demo/" in line for line in commands)


def test_the_python_that_make_finds_is_a_name_alone(talking):
    found = run(["make", "-n", "port"], ROOT, **talking).stdout
    assert re.search(r'"python3[.\d]*" -m config\.ports', found), found


def test_the_version_that_is_asked_for_is_a_number_alone(tmp_path, talking):
    done = venv(tmp_path, bare_python(tmp_path), PATH=tools(tmp_path / "bin", {"id": "echo 0"}), **talking)
    assert f"python{sys.version_info[0]}.{sys.version_info[1]}-venv" in done.stdout and "Welcome" not in done.stdout


def test_facts_are_written_where_they_are_asked_for(tmp_path, talking):
    facts = tmp_path / "事 实.json"
    done = run(
        [sys.executable, "manage.py", "render_notice", "--sample", "extension", "--output", str(facts)],
        ROOT,
        **talking,
    )
    assert done.returncode == 0 and json.loads(facts.read_text(encoding="utf-8"))["agency"], done.stderr


def test_ctrl_c_during_a_command_is_a_sentence(tmp_path):
    stopped = "def execute_from_command_line(_):\n    raise KeyboardInterrupt\n"
    (tmp_path / "sitecustomize.py").write_text(
        f"import sys, types\nm = types.ModuleType('django.core.management')\nexec({stopped!r}, m.__dict__)\nsys.modules[m.__name__] = m\n"
    )
    done = run([sys.executable, "manage.py", "migrate"], ROOT, PYTHONPATH=str(tmp_path))
    assert done.returncode == 1 and done.stderr.strip() == "已停下。 / Stopped."
