"""Translations without gettext's programs: `python -m config.messages compile | collect | check`."""

import ast
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import polib
from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parent.parent
LOCALE = ROOT / "locale"
CHINESE = LOCALE / "zh_Hans" / "LC_MESSAGES" / "django.po"
PYTHON_ROOTS = ("agencies", "intake", "notices", "records", "workflow", "reporting", "config")
TEMPLATE_ROOTS = ("templates", *PYTHON_ROOTS)

# name of a gettext function -> (has a context, has a plural)
FUNCTIONS = {
    "_": (False, False),
    "gettext": (False, False),
    "gettext_lazy": (False, False),
    "gettext_noop": (False, False),
    "ngettext": (False, True),
    "ngettext_lazy": (False, True),
    "pgettext": (True, False),
    "pgettext_lazy": (True, False),
    "npgettext": (True, True),
    "npgettext_lazy": (True, True),
}
QUOTED = r"""'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*\""""
IN_TEMPLATE = re.compile(rf"\b(\w*gettext|_)\(\s*((?:u?(?:{QUOTED})\s*,?\s*)+)", re.DOTALL)
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%[sd]|\{\w*\}")


@dataclass(frozen=True)
class Message:
    """A string to translate, and the file and line where it stands."""

    msgid: str
    plural: str = ""
    context: str = ""
    where: str = ""

    @property
    def key(self) -> tuple[str, str]:
        """Return what makes two messages the same entry."""
        return self.context, self.msgid


def _message(function: str, arguments: list[str], where: str) -> Message:
    has_context, has_plural = FUNCTIONS[function]
    context = arguments.pop(0) if has_context else ""
    return Message(arguments[0], arguments[1] if has_plural else "", context, where)


def in_python(source: str, name: str) -> Iterator[Message]:
    """Yield the messages of a Python source; raise ValueError for one that is put together at run time."""
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.Call):
            continue
        function = getattr(node.func, "id", getattr(node.func, "attr", ""))
        if function not in FUNCTIONS or not node.args:
            continue
        where = f"{name}:{node.lineno}"
        if isinstance(node.args[0], ast.JoinedStr | ast.BinOp):
            raise ValueError(f"{where}: a message cannot be put together at run time; use a placeholder")
        texts = [a.value for a in node.args if isinstance(a, ast.Constant) and isinstance(a.value, str)]
        has_context, has_plural = FUNCTIONS[function]
        if len(texts) > has_context + has_plural:  # gettext(variable) is marked where the text is written
            yield _message(function, texts, where)


def in_template(source: str, name: str) -> Iterator[Message]:
    """Yield the messages of a Django template."""
    flat = templatize(source)
    for found in IN_TEMPLATE.finditer(flat):
        if found[1] in FUNCTIONS:
            texts = [ast.literal_eval(text) for text in re.findall(QUOTED, found[2])]
            yield _message(found[1], texts, f"{name}:{flat.count(chr(10), 0, found.start()) + 1}")


def used(root: Path = ROOT) -> dict[tuple[str, str], Message]:
    """Return every message of the apps and templates under `root`, by context and msgid."""
    messages: dict[tuple[str, str], Message] = {}
    for folder, suffix, extract in _sources():
        for path in sorted((root / folder).rglob(f"*{suffix}")):
            if "migrations" in path.parts:
                continue
            for message in extract(path.read_text(encoding="utf-8"), path.relative_to(root).as_posix()):
                messages.setdefault(message.key, message)
    return messages


def _sources() -> Iterator[tuple[str, str, object]]:
    for folder in PYTHON_ROOTS:
        yield folder, ".py", in_python
    for folder in TEMPLATE_ROOTS:
        for suffix in (".html", ".txt"):
            yield folder, suffix, in_template


def _key(entry: polib.POEntry) -> tuple[str, str]:
    return entry.msgctxt or "", entry.msgid


def _texts(entry: polib.POEntry) -> list[str]:
    return list(entry.msgstr_plural.values()) if entry.msgid_plural else [entry.msgstr]


def _placeholders(text: str) -> set[str]:
    return set(PLACEHOLDER.findall(text))


def faults(messages: dict[tuple[str, str], Message], catalogue: polib.POFile) -> list[str]:
    """Return one line for each message that is missing, untranslated, fuzzy or has lost a placeholder."""
    entries = {_key(entry): entry for entry in catalogue if not entry.obsolete}
    lines = [f"{m.where}: missing: {m.msgid!r}" for key, m in messages.items() if key not in entries]
    for entry in entries.values():
        texts = _texts(entry)
        if not texts or not all(text.strip() for text in texts):
            lines.append(f"untranslated: {entry.msgid!r}")
        elif entry.fuzzy:
            lines.append(f"fuzzy: {entry.msgid!r}")
        elif any(_placeholders(t) != _placeholders(entry.msgid_plural or entry.msgid) for t in texts):
            lines.append(f"placeholders differ: {entry.msgid!r}")
    return lines


def collect(path: Path = CHINESE) -> int:
    """Add each missing message with an empty translation to the catalogue; return how many were added."""
    catalogue = polib.pofile(str(path), wrapwidth=110) if path.exists() else polib.POFile(wrapwidth=110)
    catalogue.metadata = {
        "Language": "zh_Hans",
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=UTF-8",
        "Content-Transfer-Encoding": "8bit",
        "Plural-Forms": "nplurals=1; plural=0;",
    }
    known = {_key(entry) for entry in catalogue}
    added = [message for key, message in used().items() if key not in known]
    for message in added:
        entry = polib.POEntry(msgid=message.msgid, msgctxt=message.context or None)
        if message.plural:
            entry.msgid_plural, entry.msgstr_plural = message.plural, {0: ""}
        catalogue.append(entry)
    path.parent.mkdir(parents=True, exist_ok=True)
    catalogue.save(str(path))
    return len(added)


def compile_all() -> int:
    """Write the .mo file beside each .po file, as the programs read them; return how many."""
    catalogues = sorted(LOCALE.glob("*/LC_MESSAGES/*.po"))
    for path in catalogues:
        polib.pofile(str(path)).save_as_mofile(str(path.with_suffix(".mo")))
    return len(catalogues)


def main(arguments: list[str]) -> int:
    """Run one of the three commands."""
    if arguments == ["compile"]:
        print(f"{compile_all()} catalogue(s) compiled")
        return 0
    if arguments == ["collect"]:
        print(f"{collect()} message(s) added to {CHINESE.relative_to(ROOT)}")
        return 0
    if arguments == ["check"]:
        lines = faults(used(), polib.pofile(str(CHINESE)))
        print("\n".join(lines) or "every message is translated")
        return 1 if lines else 0
    print(__doc__, file=sys.stderr)
    return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
