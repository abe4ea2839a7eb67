"""The templates of the pages can be read and reviewed: no line that nobody sees the end of, no file without an end."""

import pytest

from tests.architecture.sources import ROOT, name

TEMPLATES = ROOT / "templates"
FOLDERS = ("", "workflow/desk", "workflow/mail", "workflow/archive", "workflow/desk/wording", "notices/verification", "registration", "workflow/office")
PRINTED = {"templates/workflow/archive/register.html"}  # a sheet for the press, whose words run on
LONGEST_LINE = 200
LONGEST_FILE = 120


@pytest.mark.parametrize("folder", FOLDERS)
def test_a_template_has_short_lines_and_an_end(folder):
    found = [path for path in sorted((TEMPLATES / folder).glob("*.html")) if name(path) not in PRINTED]
    assert found
    for path in found:
        lines = path.read_text(encoding="utf-8").splitlines()
        assert len(lines) <= LONGEST_FILE, (
            f"{name(path)}: {len(lines)} lines; split it into partials along its sections"
        )
        for place, line in enumerate(lines, 1):
            assert len(line) <= LONGEST_LINE, f"{name(path)}:{place}: {len(line)} characters"
            assert line == line.rstrip(" "), f"{name(path)}:{place}: blanks at the end"
