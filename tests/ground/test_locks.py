"""The lock files: hashes for everything, no address of any machine, and nothing used that is not locked."""

import ast
import re
import sys
import tomllib
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
LOCKS = ("requirements.txt", "requirements-dev.txt")
APPS = ("law", "agencies", "intake", "notices", "records", "workflow", "reporting", "config")
PIN = re.compile(r"^([a-z0-9-]+)(?:\[[a-z,]+\])?==(\S+)", re.MULTILINE)


def lock(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def asked_for(name: str) -> set[str]:
    """Return the names that an .in file asks for."""
    found = set()
    for line in (ROOT / name).read_text(encoding="utf-8").splitlines():
        if line.startswith("-r "):
            found |= asked_for(line.removeprefix("-r ").strip())
        elif line.strip() and not line.startswith("#"):
            found.add(re.match(r"[\w.-]+", line)[0].lower().replace("_", "-"))
    return found


# Modules that nothing imports but a setting; what they need is an extra of the project.
OPTIONAL = {"notices/signing/pades.py"}


def extras() -> set[str]:
    """Return the names of the optional dependencies."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    given = [line for lines in project["optional-dependencies"].values() for line in lines]
    return {re.match(r"[\w.-]+", line)[0].lower() for line in given}


@pytest.mark.parametrize("name", LOCKS)
def test_a_lock_names_no_address_and_no_path(name):
    text = lock(name)
    assert "://" not in text
    assert not re.search(r"^\s*(--(extra-)?index-url|--find-links|-e|-f|-i)\b|file:|@ ", text, re.MULTILINE)


@pytest.mark.parametrize("name", LOCKS)
def test_every_requirement_is_pinned_with_a_hash(name):
    blocks = re.split(r"\n(?=\S)", lock(name).strip())
    assert len(blocks) > 20
    for block in blocks:
        assert PIN.match(block), block.splitlines()[0]
        assert "--hash=sha256:" in block, block.splitlines()[0]


def test_both_locks_agree():
    runtime, development = (set(PIN.findall(lock(name))) for name in LOCKS)
    assert runtime <= development


@pytest.mark.parametrize("name", ["requirements", "requirements-dev"])
def test_the_lock_holds_what_was_asked_for(name):
    pinned = {found[0] for found in PIN.findall(lock(f"{name}.txt"))}
    assert asked_for(f"{name}.in") <= pinned


def test_django_fsm_is_not_locked_beside_its_continuation():
    pinned = {found[0] for found in PIN.findall(lock("requirements-dev.txt"))}
    assert "django-fsm-2" in pinned
    assert "django-fsm" not in pinned


def imported(folder: Path) -> dict[str, str]:
    """Return each imported top-level module and one file that imports it."""
    modules = {}
    for path in folder.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                names = [alias.name for alias in node.names]
            elif isinstance(node, ast.ImportFrom) and not node.level:
                names = [node.module]
            else:
                continue
            modules |= {name.split(".")[0]: str(path.relative_to(ROOT)) for name in names}
    return modules


@pytest.mark.parametrize(("folder", "name"), [(app, "requirements") for app in APPS] + [("tests", "requirements-dev")])
def test_every_package_that_is_imported_was_asked_for(folder, name):
    own = {
        *APPS,
        "tests",
        "setup",
        "kaidang_client",
        *sys.stdlib_module_names,
    }  # the client is generated from our schema
    distributions, asked = packages_distributions(), asked_for(f"{name}.in")
    for module, where in imported(ROOT / folder).items():
        if module not in own:
            offered = {given.lower().replace("_", "-") for given in distributions.get(module, [])}
            optional = extras() if where in OPTIONAL else set()
            assert offered & (asked | optional), f"{where} imports {module}, which {name}.in does not ask for"
