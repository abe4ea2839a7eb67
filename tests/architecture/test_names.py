"""The names of modules and public classes are made of words that the glossary has: nobody has to guess what a room holds."""

import ast
import re

import pytest

from tests.architecture.sources import ROOT, name, sources, tree

ROOMS = (
    "law",
    "agencies",
    "intake",
    "notices",
    "records",
    "workflow",
    "reporting",
    "config",
)  # held against the glossary
GLOSSARY = ROOT / "docs" / "glossary.md"
WORD = re.compile(r"[A-Z]+(?=[A-Z][a-z])|[A-Z]?[a-z]+|[A-Z]+")
ENDINGS = (
    ("ies", "y"),
    ("es", ""),
    ("s", ""),
    ("ied", "y"),
    ("ed", ""),
    ("ed", "e"),
    ("d", ""),
    ("ing", ""),
    ("ing", "e"),
)


def words(text: str) -> list[str]:
    """Return the words of a name, small: `CaseFile` and `case_file` have the same two."""
    return [found.lower() for found in WORD.findall(text)]


def known_words() -> set[str]:
    """Return the words of the glossary: the first column of its tables, and its list of Django's and computing's own."""
    known = set()
    for line in GLOSSARY.read_text(encoding="utf-8").splitlines():
        if line.startswith("| "):
            known |= set(words(line.split("|")[1]))
        elif line.startswith(("- ", "  ")):
            known |= set(words(line.partition(": ")[2] or line))
    return known


def is_known(word: str, known: set[str]) -> bool:
    """Say whether the glossary has a word or the form that it is made from."""
    made_from = {word.removesuffix(ending) + instead for ending, instead in ENDINGS if word.endswith(ending)}
    return word in known or not made_from.isdisjoint(known)


def names(floor: str) -> list[tuple[str, str]]:
    """Return every name of a folder, a module and a public class, with its file."""
    found = []
    for path in sources(floor):
        found += [
            (name(path), part) for part in path.relative_to(ROOT / floor).with_suffix("").parts if part != "__init__"
        ]
        found += [
            (name(path), node.name)
            for node in tree(path).body
            if isinstance(node, ast.ClassDef) and not node.name.startswith("_")
        ]
    return found


@pytest.mark.parametrize("floor", ROOMS)
def test_a_name_is_made_of_words_of_the_glossary(floor):
    known = known_words()
    missing = {(path, text, word) for path, text in names(floor) for word in words(text) if not is_known(word, known)}
    assert not missing, f"not in {name(GLOSSARY)}: {sorted(missing)}"


def test_a_word_that_nobody_explained_is_found():
    known = known_words()
    assert is_known("findings", known) and is_known("withheld", known) and is_known("urls", known)
    assert not any(
        is_known(word, known) for word in ("told", "behind", "kept", "undoing", "elsewhere", "scrutiny", "oddity")
    )
