"""What can go wrong in a line of code: the faults that can be planted in a module, one at a time."""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass

KINDS = ("operator", "limit", "refusal", "result")
COMPARED = {"<": "<=", "<=": "<", ">": ">=", ">=": ">", "==": "!=", "!=": "==", "in": "not in", "not in": "in"}
COMPARED |= {"is": "is not", "is not": "is"}
JOINED = {"and": "or", "or": "and", "+": "-", "-": "+"}
CALLED = {"min": "max", "max": "min", "any": "all", "all": "any"}
METHODS = {"filter": "exclude", "exclude": "filter"}
# What is read by people or machines and decides nothing.
UNTOLD = {"__str__", "__repr__", "Meta", "help", "Media"}
LOOKS = {"rows", "english"}  # keywords: how a field looks, what is only said


@dataclass(frozen=True)
class Fault:
    """One fault: where it stands, what was written there and what is written instead."""

    path: str
    line: int
    where: str  # the function, within its class
    kind: str
    before: str
    after: str
    start: int
    end: int
    inside_a_function: bool

    @property
    def name(self) -> str:
        """Return what finds this fault again when lines have moved."""
        return f"{self.path}::{self.where}: {self.before} -> {self.after}"

    def planted(self, source: str) -> str:
        """Return the source of the module with this fault in it."""
        raw = source.encode()
        return (raw[: self.start] + self.after.encode() + raw[self.end :]).decode()

    def changes(self, source: str) -> bool:
        """Say whether the module can still be read with this fault in it, and says something else."""
        try:
            return ast.dump(ast.parse(self.planted(source))) != ast.dump(ast.parse(source))
        except SyntaxError:
            return False


class _Reader(ast.NodeVisitor):
    """Collects the faults of one module."""

    def __init__(self, path: str, source: str):
        self.path, self.raw = path, source.encode()
        self.starts = [0]
        for line in self.raw.splitlines(keepends=True):
            self.starts.append(self.starts[-1] + len(line))
        self.names: list[str] = []
        self.depth = 0  # of functions
        self.found: list[Fault] = []

    def span(self, node: ast.AST) -> tuple[int, int]:
        """Return where a node begins and ends, in bytes."""
        return (
            self.starts[node.lineno - 1] + node.col_offset,
            self.starts[node.end_lineno - 1] + node.end_col_offset,
        )

    def text(self, start: int, end: int) -> str:
        """Return what is written there."""
        return self.raw[start:end].decode()

    def plant(self, kind: str, start: int, end: int, after: str) -> None:
        """Keep one fault."""
        line = self.raw.count(b"\n", 0, start) + 1
        where = ".".join(self.names) or "module"
        self.found.append(Fault(self.path, line, where, kind, self.text(start, end), after, start, end, self.depth > 0))

    def between(self, left: ast.AST, right: ast.AST, written: dict[str, str]) -> None:
        """Plant another operator between two operands."""
        start, end = self.span(left)[1], self.span(right)[0]
        gap = self.text(start, end)
        for sign in sorted(written, key=len, reverse=True):
            pattern = rf"(?<![\w<>=!+-]){re.escape(sign)}(?![\w<>=!+-])".replace(" ", r"\s+")
            if found := re.search(pattern, gap):
                at = start + len(gap[: found.start()].encode())
                self.plant("operator", at, at + len(found.group().encode()), written[sign])
                return

    # -- where -----------------------------------------------------------------------------------------------

    def _named(self, node) -> None:
        if node.name in UNTOLD:
            return
        self.names.append(node.name)
        self.depth += isinstance(node, ast.FunctionDef)
        for child in node.body:
            self.visit(child)
        self.depth -= isinstance(node, ast.FunctionDef)
        self.names.pop()

    visit_FunctionDef = visit_ClassDef = _named

    def visit_AnnAssign(self, node: ast.AnnAssign) -> None:
        """Read the value alone: an annotation decides nothing."""
        if node.value:
            self.visit(node.value)

    def visit_JoinedStr(self, node: ast.JoinedStr) -> None:
        """Leave sentences alone."""

    # -- what ------------------------------------------------------------------------------------------------

    def visit_keyword(self, node: ast.keyword) -> None:
        """Leave alone what only looks or sounds otherwise."""
        if node.arg not in LOOKS:
            self.generic_visit(node)

    def visit_Compare(self, node: ast.Compare) -> None:
        """Plant `<=` for `<`, `!=` for `==` and so on."""
        for left, right in zip([node.left, *node.comparators], node.comparators, strict=False):
            self.between(left, right, COMPARED)
        self.generic_visit(node)

    def visit_BoolOp(self, node: ast.BoolOp) -> None:
        """Plant `or` for `and` between two; of more, each is made to count for nothing."""
        if len(node.values) == 2:
            self.between(*node.values, JOINED)
        else:
            for value in node.values:
                self.plant("operator", *self.span(value), "True" if isinstance(node.op, ast.And) else "False")
        self.generic_visit(node)

    def visit_BinOp(self, node: ast.BinOp) -> None:
        """Plant `-` for `+`."""
        sentence = any(isinstance(n, ast.Constant | ast.JoinedStr) and not _number(n) for n in (node.left, node.right))
        if isinstance(node.op, ast.Add | ast.Sub) and not sentence:
            self.between(node.left, node.right, JOINED)
        self.generic_visit(node)

    def visit_UnaryOp(self, node: ast.UnaryOp) -> None:
        """Plant nothing for `not`."""
        if isinstance(node.op, ast.Not):
            self.plant("operator", self.span(node)[0], self.span(node.operand)[0], "")
        self.generic_visit(node)

    def visit_Constant(self, node: ast.Constant) -> None:
        """Plant a limit that is one higher, and False for True."""
        start, end = self.span(node)
        if isinstance(node.value, bool):
            self.plant("limit", start, end, str(not node.value))
        elif isinstance(node.value, int):
            self.plant("limit", start, end, str(node.value + 1))

    def visit_Raise(self, node: ast.Raise) -> None:
        """Plant a refusal that refuses nothing."""
        self.plant("refusal", *self.span(node), "pass")

    def visit_Return(self, node: ast.Return) -> None:
        """Plant the contrary of a judgement, nothing for anything else."""
        if node.value is None or (isinstance(node.value, ast.Constant) and node.value.value in (None, "")):
            return
        start, end = self.span(node.value)
        refusal = isinstance(node.value, ast.Call) and _called(node.value) in ("Refused", "Refusal", "_")
        judged = isinstance(node.value, ast.Compare | ast.BoolOp) or (
            isinstance(node.value, ast.UnaryOp) and isinstance(node.value.op, ast.Not)
        )
        if judged:
            self.plant("result", start, end, f"not ({self.text(start, end)})")
        elif not isinstance(node.value, ast.Constant):
            self.plant("refusal" if refusal else "result", start, end, "None")
        self.generic_visit(node)

    def visit_If(self, node: ast.If) -> None:
        """Plant a branch that is never taken, or a refusal that is never reached."""
        refuses = any(isinstance(child, ast.Raise) for child in node.body)
        self.plant("refusal" if refuses else "result", *self.span(node.test), "False")
        self.generic_visit(node)

    def visit_Call(self, node: ast.Call) -> None:
        """Plant `max` for `min`, `exclude` for `filter` and so on."""
        written = CALLED if isinstance(node.func, ast.Name) else METHODS
        called = _called(node)
        if called in written:
            end = self.span(node.func)[1]
            self.plant("operator", end - len(called), end, written[called])
        self.generic_visit(node)


def _called(node: ast.Call) -> str:
    """Return the last name of what is called."""
    return getattr(node.func, "id", getattr(node.func, "attr", ""))


def _number(node: ast.AST) -> bool:
    """Say whether this is a number."""
    return isinstance(node, ast.Constant) and isinstance(node.value, int | float)


def faults_in(path: str, source: str) -> Iterator[Fault]:
    """Yield every fault that can be planted in a module, in the order of its lines."""
    reader = _Reader(path, source)
    for statement in ast.parse(source).body:
        reader.visit(statement)
    yield from sorted(reader.found, key=lambda one: (one.start, one.end, one.after))
