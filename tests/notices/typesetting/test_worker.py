"""The limited child: bombs, kills and forks cost the letter that they hit, or nothing, and never the next one."""

import os
import re
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
from django.conf import settings

from law import Refused
from notices.typesetting import client as typesetting_client
from notices.typesetting import proof

pytestmark = pytest.mark.usefixtures("fonts")
BOMB = "<p>甲" * 60_000  # half a minute of layout, within the length of a letter


def job(text: str = "某村") -> dict:
    """Return a job that prints a paragraph."""
    style = 'p { font-family: "Letter Fang" }'
    return {"html": f"<html><body><p>{text}</p></body></html>", "style": style, "facts": "", "dated": "", "seal": ""}


@pytest.fixture(scope="module")
def machine():
    """Return a warm printer with a limit of one second of processor."""
    made = typesetting_client.TypesettingProcess(settings.FONT_DIR, cpu_seconds=1)
    made.typeset(job())
    yield made
    made.close()


def says(machine, text: str) -> bool:
    """Tell whether the printer prints a text."""
    return proof.pdf_text(machine.typeset(job(text))) == text


def refused(machine, html: str) -> str:
    """Return the sentence with which a job is refused."""
    with pytest.raises(Refused) as refusal:
        machine.typeset(job() | {"html": html})
    return str(refusal.value)


@pytest.mark.fault("X4")
def test_an_endless_layout_is_ended_and_the_next_letter_is_printed(machine):
    assert "超过时间限制" in refused(machine, BOMB)
    assert says(machine, "下一份")


@pytest.mark.fault("X4")
@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="measures address space in /proc")
def test_a_memory_bomb_is_ended_and_the_next_letter_is_printed(machine):
    says(machine, "甲")
    status = Path(f"/proc/{machine.child.pid}/status").read_text(encoding="ascii")
    needed = int(re.search(r"VmSize:\s+(\d+) kB", status)[1]) * 1024
    greedy = typesetting_client.TypesettingProcess(
        settings.FONT_DIR, cpu_seconds=300, wall_seconds=600, address_bytes=needed + 8 * 1024**2
    )  # time enough on a machine however slow: it is the memory that ends it
    assert re.search("内存限制|意外终止", refused(greedy, "<p>甲" * 12_000))
    assert says(greedy, "下一份")
    greedy.close()


@pytest.mark.fault("X4")
def test_a_deeply_nested_letter_is_refused_and_the_next_one_is_printed(machine):
    assert re.search("嵌套过深|时间限制", refused(machine, "<div>" * 900 + "甲"))
    assert says(machine, "下一份")


@pytest.mark.fault("F2")
def test_a_child_killed_while_nobody_asks_costs_no_letter(machine):
    says(machine, "甲")
    machine.child.kill()
    assert says(machine, "乙")
    machine.child.kill()
    machine.child.wait()
    assert says(machine, "丙")


@pytest.mark.fault("F2")
def test_a_child_killed_at_work_costs_its_letter_only():
    machine = typesetting_client.TypesettingProcess(settings.FONT_DIR)
    machine.typeset(job())
    killer = threading.Timer(0.3, os.kill, (machine.child.pid, signal.SIGKILL))
    killer.start()
    assert "意外终止" in refused(machine, BOMB)
    assert says(machine, "下一份")
    machine.close()


def test_a_child_that_hangs_is_ended_by_the_clock(machine, monkeypatch):
    says(machine, "甲")
    stopped = machine.child.pid
    monkeypatch.setattr(machine, "wall_seconds", 5)  # the new child must start within it
    os.kill(stopped, signal.SIGSTOP)
    assert says(machine, "乙")  # it had not taken the job
    assert machine.child.pid != stopped


def test_a_letter_that_takes_too_long_by_the_clock_is_ended():
    machine = typesetting_client.TypesettingProcess(settings.FONT_DIR)
    says(machine, "甲")
    machine.wall_seconds = 0.5
    assert "超过时间限制" in refused(machine, BOMB)
    machine.close()


def test_an_answer_that_nobody_took_is_not_the_next_letters(machine, monkeypatch):
    says(machine, "甲")

    def interrupted(longest):
        raise KeyboardInterrupt

    monkeypatch.setattr(machine, "_take", interrupted)
    with pytest.raises(KeyboardInterrupt):
        machine.typeset(job("乙"))
    monkeypatch.undo()
    assert says(machine, "丙")


def test_threads_get_their_own_letters(machine):
    wrong = []

    def print_some(name):
        wrong.extend(n for n in range(5) if not says(machine, f"{name}{n}"))

    threads = [threading.Thread(target=print_some, args=(name,)) for name in "甲乙丙丁"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []


def test_a_forked_process_gets_a_child_of_its_own():
    folder = settings.FONT_DIR
    ours = typesetting_client.process_of(folder)
    assert says(ours, "甲")
    pid = os.fork()
    if pid == 0:  # the forked process, as the pool of a worker makes it
        theirs = typesetting_client.process_of(folder)
        fine = theirs is not ours and ours.child is None and says(theirs, "乙")
        typesetting_client.close_all_processes()
        os._exit(0 if fine else 1)
    _, status = os.waitpid(pid, 0)
    assert os.waitstatus_to_exitcode(status) == 0
    kept = ours.child.pid
    assert says(ours, "丙") and ours.child.pid == kept


def gone(pid: int) -> bool:
    """Wait some seconds for a process to end; tell whether it did."""
    for _ in range(100):
        if not Path(f"/proc/{pid}").exists():
            return True
        time.sleep(0.1)
    return False


@pytest.mark.skipif(not Path("/proc").exists(), reason="looks at processes in /proc")
def test_nothing_is_left_of_a_parent_that_was_killed():
    script = (
        "import sys, time; from pathlib import Path; from notices.typesetting.client import TypesettingProcess\n"
        f"made = TypesettingProcess(Path({str(settings.FONT_DIR)!r}))\n"
        f"made.typeset({job()!r}); print(made.child.pid, made._scratch, flush=True); time.sleep(60)"
    )
    parent = subprocess.Popen([sys.executable, "-c", script], cwd=settings.BASE_DIR, stdout=subprocess.PIPE, text=True)
    child, scratch = parent.stdout.readline().split()
    parent.kill()
    parent.wait()
    parent.stdout.close()
    assert gone(int(child)) and not Path(scratch).exists()


@pytest.mark.skipif(not Path("/proc/self/fd").exists(), reason="looks at open files in /proc")
def test_dead_children_leave_no_file_no_folder_and_no_zombie(machine):
    says(machine, "甲")
    before = len(os.listdir("/proc/self/fd"))
    seen = []
    for _ in range(2):
        seen.append((machine.child.pid, machine._scratch))
        machine.child.kill()
        says(machine, "甲")
    assert len(os.listdir("/proc/self/fd")) == before
    assert all(not Path(f"/proc/{pid}").exists() and not Path(folder).exists() for pid, folder in seen)


def test_a_press_that_cannot_start_says_so(tmp_path):
    with pytest.raises(Refused, match="无法启动"):
        typesetting_client.TypesettingProcess(tmp_path, address_bytes=1024**2).typeset(job())


# -- what the child may do -----------------------------------------------------------------------------------


def test_the_child_knows_no_setting_and_no_secret(machine):
    says(machine, "甲")
    assert set(typesetting_client.ENVIRONMENT) == {
        "PATH",
        "LANG",
        "TZ",
        "PYTHONHASHSEED",
        "PYTHONWARNINGS",
        "FONTCONFIG_FILE",
    }
    told = Path(f"/proc/{machine.child.pid}/environ")
    if told.exists():
        names = {line.partition(b"=")[0].decode() for line in told.read_bytes().split(b"\0") if line}
        assert names == set(typesetting_client.ENVIRONMENT)


FORBIDDEN = (
    "open('/etc/passwd')",
    "open('var/secret_key')",
    "open(scratch + '/x', 'w')",
    "os.open(scratch + '/x', os.O_CREAT | os.O_WRONLY)",
    "socket.create_connection(('127.0.0.1', 9))",
    "socket.getaddrinfo('localhost', 80)",
    "urllib.request.urlopen('file:///etc/passwd')",
    "subprocess.run(['true'])",
    "os.system('true')",
    "os.fork()",
)


@pytest.mark.fault("X2")
def test_the_child_opens_no_file_and_no_connection(tmp_path):
    script = (
        "import os, socket, subprocess, sys, urllib.request, urllib.error; from notices.typesetting import worker\n"
        f"scratch = {str(tmp_path)!r}; worker.close_all_access(scratch)\n"
        f"for step in {FORBIDDEN!r}:\n    try:\n        exec(step)\n"
        "    except (PermissionError, urllib.error.URLError) as refusal:\n        print(refusal)\n"
    )
    run = subprocess.run([sys.executable, "-c", script], cwd=settings.BASE_DIR, capture_output=True, text=True)
    assert run.stdout.count("the press") == len(FORBIDDEN), run.stdout + run.stderr


def test_the_web_process_and_the_worker_do_not_load_the_press():
    script = (
        "import sys, django; django.setup(); from notices import tasks; from notices.rendering import pdf; import config.urls\n"
        "print([name for name in sys.modules if name.startswith('weasyprint')])"
    )
    given = os.environ | {"DJANGO_SETTINGS_MODULE": "config.settings"}
    run = subprocess.run(
        [sys.executable, "-c", script], cwd=settings.BASE_DIR, env=given, capture_output=True, text=True
    )
    assert run.stdout.strip() == "[]", run.stderr


def test_fonts_set_up_anew_get_a_new_child(tmp_path):
    (tmp_path / "manifest.json").write_text('{"faces": {}}')
    first = typesetting_client.process_of(tmp_path)
    assert typesetting_client.process_of(tmp_path) is first
    os.utime(tmp_path / "manifest.json", (1, 1))
    assert typesetting_client.process_of(tmp_path) is not first
