"""How printer and press talk: whatever comes instead of an answer, a person reads a sentence, soon, and the next letter is printed."""

import errno
import os
import resource
import threading
from pathlib import Path

import pytest
from django.conf import settings

from law import Refused
from notices.typesetting import client as typesetting_client
from notices.typesetting import pipe, proof, system_libraries
from tests.notices import false_press

STYLE = 'p { font-family: "Letter Fang" }'
# A library that prints its help on standard output and fails, as WeasyPrint does where Pango is missing.
WITHOUT = f"print({false_press.HELP!r}, flush=True)\n"


def job(text: str = "某村") -> dict:
    """Return a job that prints a paragraph."""
    return {"html": f"<p>{text}</p>", "style": STYLE, "facts": "", "dated": "", "seal": ""}


def waits(kind: str) -> bool:
    """Tell whether a press of this kind is ended by the clock once it has started."""
    return kind in ("ready then hangs", "ready then hangs before it", "ready then one byte at a time for ever")


@pytest.fixture
def false(monkeypatch):
    """Return a function that makes a printer whose press misbehaves."""
    made = []

    def make(kind: str) -> typesetting_client.TypesettingProcess:
        monkeypatch.setattr(typesetting_client, "CHILD", false_press.__name__)
        monkeypatch.setitem(typesetting_client.ENVIRONMENT, "FALSE_PRESS", kind)
        monkeypatch.setattr(typesetting_client, "START_SECONDS", 0.3 if kind == "hangs" else 60)
        # A limit that acts is waited out whole, so it is short; the others have time enough on a machine however slow.
        made.append(typesetting_client.TypesettingProcess(settings.FONT_DIR, wall_seconds=0.5 if waits(kind) else 60))
        return made[-1]

    yield make
    for one in made:
        one.close(kill=True)


@pytest.fixture
def library(monkeypatch, tmp_path):
    """Return a function that puts a module of ours in the way of the press."""

    def put(name: str, text: str) -> None:
        (tmp_path / f"{name}.py").write_text(text, encoding="utf-8")
        monkeypatch.setitem(typesetting_client.ENVIRONMENT, "PYTHONPATH", str(tmp_path))

    return put


def refused(machine: typesetting_client.TypesettingProcess) -> Refused:
    """Return how a job is refused, in both languages, with nothing of the child left."""
    with pytest.raises(Refused) as refusal:
        machine.typeset(job())
    assert machine.child is None or refusal.value.english.startswith("\ufffd")  # that one survives its word
    assert refusal.value.reason and refusal.value.english != refusal.value.reason
    return refusal.value


@pytest.mark.parametrize("kind", [kind for kind in false_press.STARTS if kind != "ready"])
def test_a_press_that_does_not_start_is_a_sentence_about_this_machine(false, kind):
    said = refused(false(kind))
    assert isinstance(said, typesetting_client.TypesettingUnavailable)
    assert len(said.reason) < 700
    if kind == "missing libraries":
        assert "apt-get install libpango-1.0-0 libpangoft2-1.0-0" in said.reason
        assert "装好后自动开始" in said.reason and "ask an administrator" in said.english


@pytest.mark.parametrize("kind", [kind for kind in false_press.AFTER if kind])
def test_an_answer_that_is_none_costs_its_letter_and_says_so(false, kind):
    said = refused(false(f"ready then {kind}"))
    assert not isinstance(said, typesetting_client.TypesettingUnavailable)
    assert ("超过时间限制" in said.reason) == ("hangs" in kind or "for ever" in kind)


@pytest.mark.usefixtures("fonts")
def test_what_a_library_prints_is_no_answer(false):
    machine = false("noisy")
    assert proof.pdf_text(machine.typeset(job("照常"))) == "照常"
    assert proof.pdf_text(machine.typeset(job("还照常"))) == "还照常"


@pytest.mark.usefixtures("fonts")
def test_after_nonsense_the_next_letter_comes_from_a_new_child(false, monkeypatch):
    machine = false("ready then help text")
    refused(machine)
    monkeypatch.setattr(typesetting_client, "CHILD", "notices.typesetting.worker")
    assert proof.pdf_text(machine.typeset(job("下一份"))) == "下一份"


@pytest.mark.parametrize(
    "error",
    [
        "raise OSError(\"cannot load library 'libgobject-2.0-0': error 0x7e\")",
        "raise ImportError('no module named cffi')",
        "raise AttributeError('module has no attribute HTML')",
        "raise ValueError('bad version')",
        "raise MemoryError()",
        "import no_such_library_at_all",
        "raise SystemExit(3)",
        "import os; os.abort()",
        "import os; os.close(1); os._exit(0)",
        "x = (",
    ],
)
@pytest.mark.usefixtures("fonts")
def test_a_library_that_prints_its_help_and_fails_is_a_sentence(library, error):
    library("weasyprint", WITHOUT + error)
    said = refused(typesetting_client.TypesettingProcess(settings.FONT_DIR))
    assert isinstance(said, typesetting_client.TypesettingUnavailable) and "无法启动" in said.reason


@pytest.mark.skipif(
    bool(system_libraries.missing_libraries()), reason="the libraries are missing here: the other tests say so"
)
@pytest.mark.usefixtures("fonts")
def test_missing_libraries_are_named_and_drawing_begins_when_they_come(library, monkeypatch):
    library("sitecustomize", false_press.HIDDEN)
    machine = typesetting_client.TypesettingProcess(settings.FONT_DIR)
    said = refused(machine)
    assert "libpango-1.0.so.0 等 2 个" in said.reason and "apt-get install" in said.reason
    assert typesetting_client.missing_libraries().reason == said.reason
    monkeypatch.delitem(typesetting_client.ENVIRONMENT, "PYTHONPATH")  # they are installed; nothing is started anew
    assert typesetting_client.missing_libraries() is None
    assert proof.pdf_text(machine.typeset(job("装好了"))) == "装好了"
    machine.close()


@pytest.mark.usefixtures("fonts")
def test_a_font_that_is_gone_is_a_sentence_about_this_machine(tmp_path):
    for name in os.listdir(settings.FONT_DIR):
        if not name.startswith(("serif", ".")):
            (tmp_path / name).symlink_to(Path(settings.FONT_DIR).resolve() / name)
    assert "serif.otf" in refused(typesetting_client.TypesettingProcess(tmp_path)).reason


def test_a_torn_manifest_is_a_sentence_about_this_machine(tmp_path):
    (tmp_path / "manifest.json").write_text('{"faces": {"serif"')
    assert isinstance(
        refused(typesetting_client.TypesettingProcess(tmp_path)), typesetting_client.TypesettingUnavailable
    )


def test_a_full_disk_is_a_sentence_about_this_machine(monkeypatch):
    def full(**_given):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(typesetting_client.tempfile, "mkdtemp", full)
    assert "已满" in refused(typesetting_client.TypesettingProcess(settings.FONT_DIR)).reason


def test_no_descriptors_left_is_a_sentence_and_leaves_none_open(monkeypatch):
    machine = typesetting_client.TypesettingProcess(settings.FONT_DIR)
    limits, taken = resource.getrlimit(resource.RLIMIT_NOFILE), set(map(int, os.listdir("/proc/self/fd")))
    before = len(taken)
    most = next(n for n in range(1000) if len(set(range(n)) - taken) == 3)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, limits[1]))
    try:
        with pytest.raises(typesetting_client.TypesettingUnavailable):
            machine.typeset(job())
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, limits)
    assert len(os.listdir("/proc/self/fd")) == before


def test_a_job_beyond_all_measure_is_refused_before_it_is_sent(monkeypatch):
    monkeypatch.setattr(typesetting_client, "LONGEST_JOB", 1000)
    machine = typesetting_client.TypesettingProcess(settings.FONT_DIR)
    with pytest.raises(Refused, match="过大"):
        machine.typeset(job("甲" * 1000))
    assert machine.child is None


# -- blocks ---------------------------------------------------------------------------------------------------


def through(data: bytes, longest: int) -> bytes | None:
    """Return the block that is read where these bytes come through a pipe."""
    reading, writing = os.pipe()
    with os.fdopen(reading, "rb", 0) as given, os.fdopen(writing, "wb", 0) as out:
        sender = threading.Thread(target=lambda: (out.write(data), out.close()))
        sender.start()
        try:
            return pipe.receive(given, longest)
        finally:
            given.close()
            sender.join()


@pytest.mark.parametrize(
    "data, read",
    [
        (b"", None),
        (b"\0" * 7, None),
        (bytes(8), b""),
        ((3).to_bytes(8, "big") + b"abc", b"abc"),
        ((3).to_bytes(8, "big") + b"ab", None),
        ((5).to_bytes(8, "big") + b"abcde", b"abcde"),
    ],
)
def test_a_block_is_whole_or_none(data, read):
    assert through(data, 5) == read


@pytest.mark.parametrize("data", [(6).to_bytes(8, "big") + b"abcdef", b"-----\n\nWeasyPrint", b"\xff" * 8])
def test_a_block_longer_than_expected_is_not_waited_for(data):
    with pytest.raises(pipe.GarbledMessage):
        through(data, 5)


@pytest.mark.parametrize(
    ("code", "said", "english"),
    [
        (errno.ENOSPC, "临时文件夹已满", "is full"),
        (errno.EDQUOT, "临时文件夹超过了配额", "over its quota"),
        (errno.EROFS, "临时文件夹是只读的", "is read-only"),
        (errno.EACCES, "临时文件夹没有写入的权限", "may not be written"),
        (errno.EMFILE, "无法启动", "does not start"),
    ],
)
@pytest.mark.parametrize("fails", ["mkdtemp", "child"])
@pytest.mark.usefixtures("fonts")
def test_a_temporary_folder_that_takes_nothing_is_told_as_such(monkeypatch, code, said, english, fails):
    def refuses(*_given, **_named):
        raise OSError(code, os.strerror(code))

    if fails == "mkdtemp":
        monkeypatch.setattr(typesetting_client.tempfile, "mkdtemp", refuses)
        told = refused(typesetting_client.TypesettingProcess(settings.FONT_DIR))
    else:
        told = typesetting_client.unavailable_because(b"S", f"OSError: [Errno {code}] {os.strerror(code)}")
    assert said in told.reason and english in told.english
    assert ("Errno" in told.reason) == (code == errno.EMFILE)
