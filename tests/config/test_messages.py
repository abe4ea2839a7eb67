"""Every string of the interface is translated; the extractor that proves it finds every way of writing one."""

import re
from pathlib import Path

import polib
import pytest

from config import messages

ROOT = Path(__file__).resolve().parents[2]
CJK = re.compile(r"[\u4e00-\u9fff]")


def test_every_message_is_translated_and_none_is_fuzzy():
    faults = messages.faults(messages.used(), polib.pofile(str(messages.CHINESE)))
    assert not faults, "\n".join(faults)


def test_the_catalogue_names_each_message_once():
    entries = [(entry.msgctxt, entry.msgid) for entry in polib.pofile(str(messages.CHINESE))]
    assert len(entries) == len(set(entries))


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ('_("a")', [("", "a", "")]),
        ('gettext_lazy("a" "b")', [("", "ab", "")]),
        ('translation.gettext("a") % {"n": 1}', [("", "a", "")]),
        ('pgettext("month", "May")', [("month", "May", "")]),
        ('ngettext("%(n)s day", "%(n)s days", n)', [("", "%(n)s day", "%(n)s days")]),
        ('npgettext_lazy("c", "one", "many", n)', [("c", "one", "many")]),
        ("gettext(label)", []),
        ("other('a')", []),
    ],
)
def test_messages_in_python(source, expected):
    assert [(m.context, m.msgid, m.plural) for m in messages.in_python(source, "x.py")] == expected


@pytest.mark.parametrize("source", ['_(f"a {b}")', '_("a" + b)'])
def test_a_message_put_together_at_run_time_is_refused(source):
    with pytest.raises(ValueError, match="x.py:1"):
        list(messages.in_python(source, "x.py"))


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ('{% load i18n %}{% translate "Log in" %}', [("", "Log in", "")]),
        ("{% trans 'it\"s' as title %}", [("", 'it"s', "")]),
        ('{% translate "May" context "month" %}', [("month", "May", "")]),
        ('{{ value|default:_("none") }}', [("", "none", "")]),
        ('{% if x == _("yes") %}{% endif %}', [("", "yes", "")]),
        ("{% blocktranslate %}Hello {{ name }}{% endblocktranslate %}", [("", "Hello %(name)s", "")]),
        ("{% blocktranslate trimmed %}\n  a\n  b\n{% endblocktranslate %}", [("", "a b", "")]),
        (
            "{% blocktranslate count n=x %}one{% plural %}{{ n }}{% endblocktranslate %}",
            [("", "one", "%(n)s")],
        ),
        ('{% translate "100%" %}', [("", "100%%", "")]),
        ("{# translate nothing #}plain", []),
    ],
)
def test_messages_in_templates(source, expected):
    assert [(m.context, m.msgid, m.plural) for m in messages.in_template(source, "x.html")] == expected


def entry(**given) -> polib.POFile:
    catalogue = polib.POFile()
    catalogue.append(polib.POEntry(**given))
    return catalogue


@pytest.mark.parametrize(
    ("catalogue", "fault"),
    [
        (polib.POFile(), "missing"),
        (entry(msgid="%(n)s days", msgstr=""), "untranslated"),
        (entry(msgid="%(n)s days", msgstr="%(n)s 天", flags=["fuzzy"]), "fuzzy"),
        (entry(msgid="%(n)s days", msgstr="几天"), "placeholders"),
        (entry(msgid="%(n)s days", msgid_plural="%(n)s days", msgstr_plural={0: ""}), "untranslated"),
    ],
)
def test_a_faulty_catalogue_is_found_out(catalogue, fault):
    wanted = messages.Message("%(n)s days")
    (line,) = messages.faults({wanted.key: wanted}, catalogue)
    assert fault in line


def test_a_good_catalogue_passes():
    wanted = messages.Message("%(n)s days")
    assert messages.faults({wanted.key: wanted}, entry(msgid=wanted.msgid, msgstr="%(n)s 天")) == []


def test_collecting_adds_what_is_missing_and_keeps_what_is_there(tmp_path, monkeypatch):
    path = tmp_path / "zh" / "django.po"
    wanted = [messages.Message("new"), messages.Message("day", "days"), messages.Message("May", context="month")]
    monkeypatch.setattr(messages, "used", lambda: {message.key: message for message in wanted})
    assert messages.collect(path) == 3
    catalogue = polib.pofile(str(path))
    catalogue.find("new").msgstr = "新"
    catalogue.save()
    assert messages.collect(path) == 0
    assert polib.pofile(str(path)).find("new").msgstr == "新"
    assert polib.pofile(str(path)).find("day").msgid_plural == "days"


# Letters, published tables, what goes to the post and the register of destruction are Chinese by law, in the wording of
# their forms.
CHINESE_BY_LAW = (
    "notices/",
    "workflow/mail/paper/",
    "reporting/document/document.html",
    "workflow/archive/register.html",
)
PAGES_BESIDE_LETTERS = ("notices/register/", "notices/verification/")


def pages() -> list[Path]:
    """Return the templates of the interface."""
    folder = ROOT / "templates"
    names = {path: path.relative_to(folder).as_posix() for path in folder.rglob("*.html")}
    return [p for p, n in names.items() if n.startswith(PAGES_BESIDE_LETTERS) or not n.startswith(CHINESE_BY_LAW)]


def test_the_pages_that_stand_beside_letters_are_pages():
    found = {path.parent.name for path in pages()}
    assert {"register", "verification"} <= found and "reply" not in found


def test_no_page_writes_chinese_past_the_translations():
    for path in pages():
        text = re.sub(r"\{#.*?#\}|\{% comment %\}.*?\{% endcomment %\}", "", path.read_text("utf-8"), flags=re.DOTALL)
        text = text.replace(">中文<", "><")  # a language is offered under its own name
        found = [line.strip() for line in text.splitlines() if CJK.search(line)]
        assert not found, f"{path.relative_to(ROOT)}: {found[0]}"
