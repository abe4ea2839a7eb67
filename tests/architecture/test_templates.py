"""The templates: each in the folder of its room, each used, none with a line that nobody sees the end of."""

import re
from functools import cache

import pytest
from django.template.loader import get_template

from notices.kinds.catalogue import KINDS
from notices.letters.layout import FRAMES
from tests.architecture.sources import FLOORS, ROOT, name, sources

TEMPLATES = ROOT / "templates"
ALL = [path.relative_to(TEMPLATES).as_posix() for path in sorted(TEMPLATES.rglob("*.html"))]
LONGEST_LINE = 160
LONGEST_FILE = 120
BY_NAME = {
    "403.html",
    "403_csrf.html",
    "404.html",
    "500.html",
    "registration/login.html",
}  # Django looks for these itself
# Pages of the whole site, which belong to no room: what frames every page, refuses one, signs in, shows the demonstration.
SITE = BY_NAME | {
    "503.html",
    "507.html",
    "unopened.html",
    "base.html",
    "guide.html",
    "once.html",
    "refused.html",
    "registration/_language.html",
    "registration/_persons.html",
    "registration/code.html",
    "registration/door.html",
    "registration/locked.html",
    "restoring.html",
}


def lines(template: str) -> list[str]:
    """Return the lines of a template."""
    return (TEMPLATES / template).read_text(encoding="utf-8").split("\n")


def room_of(template: str) -> str:
    """Return the app's room in whose folder a template lies, empty if there is no such room."""
    parts = template.split("/")[:-1]
    while len(parts) > 2 or (len(parts) == 2 and parts[0] not in FLOORS):
        parts.pop()  # a room may have folders inside: `workflow/mail/paper`
    is_room = len(parts) == 2 and (ROOT.joinpath(*parts) / "__init__.py").is_file()
    return ".".join(parts) if is_room else ""


def is_letter(template: str) -> bool:
    """Return whether a template is a letter, a sheet or a part of one: they have a place of their own."""
    return bool(re.fullmatch(r"notices/(reply/)?\w+\.html", template))


def is_site_wide(template: str) -> bool:
    """Return whether a template belongs to the whole site: a partial at the top, or a page of the list."""
    return template in SITE or bool(re.fullmatch(r"_\w+\.html", template))


@cache
def named() -> frozenset[str]:
    """Return every template that a source or another template names."""
    texts = [path.read_text(encoding="utf-8") for path in (*sources(), *TEMPLATES.rglob("*.html"))]
    found = {match for text in texts for match in re.findall(r"[\"']([\w/]+\.html)[\"']", text)}
    says = {getattr(kind, "SAYS", "") for kind in KINDS.values()}
    return frozenset(found | says | set(FRAMES.values()) | BY_NAME)


@pytest.mark.parametrize("template", ALL)
def test_a_template_lies_in_the_folder_of_its_room(template):
    assert room_of(template) or is_letter(template) or is_site_wide(template), f"{template}: in no room's folder"


def test_the_list_of_site_wide_pages_is_true():
    assert set(ALL) >= SITE


@pytest.mark.parametrize("template", ALL)
def test_a_template_is_used(template):
    assert template in named(), f"{template}: nothing draws it"


@pytest.mark.parametrize("template", ALL)
def test_a_template_has_short_lines_and_an_end(template):
    path = TEMPLATES / template
    assert len(lines(template)) <= LONGEST_FILE + 1, f"{name(path)}: split it into partials along its sections"
    for place, line in enumerate(lines(template), 1):
        assert len(line) <= LONGEST_LINE, f"{name(path)}:{place}: {len(line)} characters; see join_lines for text"
        assert line == line.rstrip(" "), f"{name(path)}:{place}: blanks at the end"


@pytest.mark.parametrize("template", ALL)
def test_a_template_can_be_read(template):
    get_template(template)
