"""Every check of a report has a test that names it: a rule that nobody proves is nobody's rule."""

import ast
from collections.abc import Iterator

import pytest

from tests.architecture.sources import ROOT, dotted, tree

RULES = {
    "reporting/table/checks.py": "Check",
    "reporting/validation/rules.py": "ValidationFinding",
    "reporting/audit/rules.py": "AuditFinding",
}


def rules(path: str, made: str) -> Iterator[str]:
    """Yield the names of the rules that a module makes; of one that is put together, what it begins with."""
    for node in ast.walk(tree(ROOT / path)):
        if isinstance(node, ast.Call) and dotted(node.func) == made and node.args:
            given = node.args[0]
            first = given.values[0] if isinstance(given, ast.JoinedStr) else given
            if isinstance(first, ast.Constant):
                yield first.value


@pytest.mark.parametrize("path", RULES)
def test_every_rule_is_named_by_a_test(path):
    proved = "\n".join(test.read_text(encoding="utf-8") for test in (ROOT / "tests" / "reporting").rglob("*.py"))
    found = set(rules(path, RULES[path]))
    assert found, f"{path}: no rule found"
    assert [rule for rule in sorted(found) if f'"{rule}' not in proved] == []
