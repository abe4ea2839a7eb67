"""What a browser sends is read by a form, so that services are handed dates, numbers and rows and never a text to parse."""

import ast
from collections.abc import Iterator

from tests.architecture.sources import dotted, name, sources, tree

SENT = ("request.POST", "self.request.POST", "request.FILES", "self.request.FILES")
MAKERS = ("form", "form_for", "mark_form")  # functions and methods that return the bound form of a page
APPS = (
    "agencies",
    "intake",
    "notices",
    "workflow",
    "reporting",
)  # config looks at every field of every page, for all of them
MODULES = ("services.py", "selectors.py", "policy.py", "models.py")


def handed_to_a_form(node: ast.Call) -> Iterator[ast.expr]:
    """Yield the arguments of a call that binds a form: of a class of forms, one from a table of them, or a maker."""
    called = node.func.value if isinstance(node.func, ast.Subscript) else node.func
    last = dotted(called).rpartition(".")[2]
    table = isinstance(node.func, ast.Subscript)
    if last.endswith("_FORMS") if table else last.endswith("Form") or last in MAKERS:
        yield from node.args
        yield from (keyword.value for keyword in node.keywords if keyword.arg in ("data", "files"))


def read_otherwise(module: ast.Module) -> list[int]:
    """Return the lines on which a module reads what was sent other than by handing it to a form."""
    nodes = list(ast.walk(module))
    bound = {id(given) for node in nodes if isinstance(node, ast.Call) for given in handed_to_a_form(node)}
    return [
        node.lineno
        for node in nodes
        if isinstance(node, ast.Attribute) and dotted(node) in SENT and id(node) not in bound
    ]


def test_what_was_sent_is_read_by_forms_alone():
    found = {name(path): read_otherwise(tree(path)) for path in sources(*APPS)}
    assert {path: lines for path, lines in found.items() if lines} == {}


def test_nothing_below_the_pages_knows_what_was_sent():
    below = [path for path in sources(*APPS) if path.name in MODULES]
    known = [name(path) for path in below if "request" in {getattr(node, "arg", "") for node in ast.walk(tree(path))}]
    assert len(below) > 30 and known == []


def test_another_way_to_read_is_found():
    ways = {
        "request.POST.get('act')": 1,
        "'check' in request.POST": 1,
        "post = self.request.POST": 1,
        "read(request.POST)": 1,
        "request.FILES['file']": 1,
        "ActForm(initial=request.POST.dict())": 1,
        "ActForm(initial=request.POST)": 1,
        "(AForm if x else BForm)(request.POST)": 1,
        "TABLE[act](request.POST)": 1,
        "ActForm(request.POST, request.FILES, units=units)": 0,
        "forms.ActForm(self.request.POST, prefix='l1').sent['x']": 0,
        "self.form(case, data=request.POST)": 0,
        "ACT_FORMS[act](self.request.POST)": 0,
    }
    assert {source: len(read_otherwise(ast.parse(source))) for source in ways} == ways
