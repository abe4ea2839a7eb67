"""Six floors, arrows only down; the rules of the house that can be read off the sources."""

import ast
import sys
from pathlib import Path

import pytest
from django.apps import apps
from importlinter.cli import lint_imports

from tests.architecture.sources import FLOORS, ROOT, dotted, name, sources, tree

FORBIDDEN = {"utils", "util", "helpers", "common", "core", "misc", "base", "constants"}
FACED = ("agencies", "reporting", "workflow")  # floors whose models stand with their nouns, behind a face
MOST_MODULES = 15  # side by side in one folder: every .py but __init__.py; folders are not counted
IMPORTS = ast.Import | ast.ImportFrom
FUNCTIONS = ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda


def modules(path) -> list[str]:
    """Return the modules that a source imports."""
    found = []
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            found += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            found.append("." * node.level + (node.module or ""))
    return found


def modules_in(folder: Path) -> list[Path]:
    """Return the modules that stand side by side in a folder."""
    return [path for path in folder.glob("*.py") if path.name != "__init__.py"]


def test_imports_point_down(capsys, monkeypatch):
    monkeypatch.chdir(ROOT)
    status = lint_imports(no_cache=True)
    assert status == 0, capsys.readouterr().out


def test_law_imports_the_standard_library_only():
    for path in sources("law"):
        foreign = {m for m in modules(path) if m.split(".")[0] not in {*sys.stdlib_module_names, "law"}}
        assert not foreign, f"{name(path)}: {foreign}"


def test_nothing_imports_the_wiring_or_the_tests():
    for path in sources(*(floor for floor in FLOORS if floor != "config")):
        assert not [m for m in modules(path) if m.split(".")[0] in {"config", "tests", "setup"}], name(path)


def test_no_room_for_what_has_no_place():
    for path in (*sources(), *(ROOT / "tests").rglob("*.py")):
        assert path.stem not in FORBIDDEN, name(path)
        assert not FORBIDDEN & set(path.relative_to(ROOT).parts), name(path)


@pytest.mark.parametrize("floor", FLOORS)
def test_no_folder_grows_flat(floor):
    for folder in {
        path.parent for path in sources(floor)
    }:  # without migrations: their order is their name, nobody looks for a noun there
        found = modules_in(folder)
        assert len(found) <= MOST_MODULES, f"{name(folder)}: {len(found)} modules side by side"


def test_no_folder_of_tests_grows_flat():
    for folder in {path.parent for path in (ROOT / "tests").rglob("*.py")}:
        found = modules_in(folder)
        assert len(found) <= MOST_MODULES, f"{name(folder)}: {len(found)} modules side by side"


@pytest.mark.parametrize("floor", FACED)
def test_the_face_of_the_models_defines_nothing_and_nobody_imports_it(floor):
    face = ROOT / floor / "models.py"
    assert not [node for node in tree(face).body if isinstance(node, ast.ClassDef | ast.FunctionDef)]
    found = {alias.name for node in tree(face).body if isinstance(node, ast.ImportFrom) for alias in node.names}
    assert found >= {model.__name__ for model in apps.get_app_config(floor).get_models()}
    for path in (*sources(), *(ROOT / "tests").rglob("*.py")):
        assert f"{floor}.models" not in modules(path), name(path)


def test_no_import_inside_a_function():
    for path in sources():
        for node in ast.walk(tree(path)):
            if isinstance(node, FUNCTIONS):
                inner = [child.lineno for child in ast.walk(node) if isinstance(child, IMPORTS)]
                assert not inner, f"{name(path)}:{inner[0]}"


def test_no_signals():
    for path in sources():
        found = {m for m in modules(path) if m.startswith(("django.dispatch", "django.db.models.signals"))}
        assert not found, f"{name(path)}: {found}"


def test_nothing_catches_everything():
    for path in sources():
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.ExceptHandler):
                caught = node.type.elts if isinstance(node.type, ast.Tuple) else [node.type]
                names = {"" if kind is None else dotted(kind) for kind in caught}
                assert not names & {"", "Exception", "BaseException"}, f"{name(path)}:{node.lineno}"


@pytest.mark.parametrize("floor", [floor for floor in FLOORS if floor != "config"])
def test_no_service_imports_a_task(floor):
    for path in sources(floor):
        if path.stem in {"services", "selectors", "models", "policy", "forms"}:
            assert not [m for m in modules(path) if m.endswith(".tasks") or m.startswith("celery")], name(path)


def test_only_the_press_draws_and_it_knows_no_django():
    drawing = [name(path) for path in sources() if any(m.split(".")[0] == "weasyprint" for m in modules(path))]
    assert drawing == [f"notices/typesetting/{stem}.py" for stem in ("html_to_pdf", "page_fitting", "typography")]
    # The child process that prints has no settings, no database and no secret; only the set-up of the fonts asks where they lie.
    for path in sources("notices"):
        if path.parent.name == "typesetting" and path.stem != "fonts":
            assert not [m for m in modules(path) if m.split(".")[0] in ("django", "agencies", "config")], name(path)
