"""The project's own Python sources, parsed once for all tests of its shape."""

import ast
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
FLOORS = ("law", "agencies", "intake", "notices", "records", "workflow", "reporting", "config")


@cache
def tree(path: Path) -> ast.Module:
    """Return the syntax tree of a source."""
    return ast.parse(path.read_text(encoding="utf-8"))


def sources(*floors: str) -> list[Path]:
    """Return the sources of some floors, of all by default."""
    found = [path for floor in floors or FLOORS for path in sorted((ROOT / floor).rglob("*.py"))]
    return [path for path in found if "migrations" not in path.parts]


def name(path: Path) -> str:
    """Return a path as messages show it."""
    return path.relative_to(ROOT).as_posix()


def dotted(node: ast.expr) -> str:
    """Return `a.b.c` for an attribute chain, calls in it passed over: `Case.objects.filter(x).update`."""
    if isinstance(node, ast.Attribute):
        return f"{dotted(node.value)}.{node.attr}"
    if isinstance(node, ast.Call):
        return dotted(node.func)
    return node.id if isinstance(node, ast.Name) else ""
