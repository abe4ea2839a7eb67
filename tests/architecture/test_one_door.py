"""Only `workflow/acts/services.py`, and `workflow/registers/services.py` for history, write a case or an event.

`workflow/archive/destruction.py` empties what the register of destruction names (docs/decisions/0009) and writes nothing else.
"""

import ast

import pytest

from tests.architecture.sources import dotted, name, sources, tree

DOORS = {
    "workflow/acts/services.py",
    "workflow/cases/replay.py",  # stores what follows from the events
    "workflow/registers/services.py",
    "workflow/archive/destruction.py",
}
WRITES = {
    "create",
    "update",
    "delete",
    "bulk_create",
    "bulk_update",
    "get_or_create",
    "update_or_create",
    "_raw_delete",
}
OTHER_STATES = {
    ("reporting/filing/services.py", "filing.state ="),
    ("reporting/demo/filings.py", "row.state ="),
    ("workflow/acts/review.py", "projection.state ="),
    ("workflow/acts/annulment.py", "projection.state ="),
    ("agencies/encryption/fields.py", "__dict__[…] ="),
}  # reports on their way up, a projection, which is a plain dataclass, and the attribute of a sealed text: no cases
GUARDED = {"Case", "Event", "RemedyCase", "DeliveryFact"}


def writes(source: ast.AST) -> list[str]:
    """Return the places that write a guarded table or a state."""
    found = []
    for node in ast.walk(source):
        if isinstance(node, ast.Call):
            chain = dotted(node.func).split(".")
            if chain[0] in GUARDED and chain[-1] in WRITES:
                found.append(f"line {node.lineno}: {'.'.join(chain)}")
            if chain[-1] == "setattr" and len(node.args) == 3 and getattr(node.args[1], "value", "") == "state":
                found.append(f"line {node.lineno}: setattr state")
            if chain[-1] == "update" and any(k.arg == "state" for k in node.keywords):
                found.append(f"line {node.lineno}: update(state=)")
        targets = node.targets if isinstance(node, ast.Assign) else [getattr(node, "target", None)]
        for target in targets:
            if isinstance(target, ast.Attribute) and target.attr == "state":
                found.append(f"line {node.lineno}: {dotted(target)} =")
            if isinstance(target, ast.Subscript) and dotted(target.value).endswith("__dict__"):
                found.append(f"line {node.lineno}: __dict__[…] =")
    return found


@pytest.mark.parametrize(
    "line",
    [
        "case.state = 'closed'",
        "case.__dict__['state'] = 'closed'",
        "setattr(case, 'state', 'closed')",
        "Case.objects.filter(pk=1).update(due_on=None)",
        "Case.objects.create()",
        "Event.objects.all().delete()",
        "queryset.update(state='closed')",
        "Case._base_manager.bulk_update(cases, ['state'])",
    ],
)
def test_a_write_is_recognised(line):
    assert writes(ast.parse(line))


def test_nothing_else_writes_a_case():
    for path in sources():
        # The fold moves a projection, a plain dataclass; that it never meets a model is the next test.
        if name(path) not in DOORS | {"workflow/cases/projection.py"}:
            found = [
                place for place in writes(tree(path)) if (name(path), place.partition(": ")[2]) not in OTHER_STATES
            ]
            assert not found, f"{name(path)}: {found}"


def test_the_fold_never_meets_a_model():
    (fold,) = [path for path in sources("workflow") if name(path) == "workflow/cases/projection.py"]
    touched = {dotted(node) for node in ast.walk(tree(fold)) if isinstance(node, ast.Attribute)}
    assert not [chain for chain in touched if ".objects" in chain or chain.endswith(".save")]


def test_the_doors_are_there():
    assert {name(path) for path in sources("workflow")} >= DOORS
    assert any(writes(tree(path)) for path in sources("workflow") if name(path) in DOORS)
