"""Every fact of every letter has an English name for the forms, and no name is left over."""

import dataclasses
import re
from collections.abc import Iterator
from typing import get_args, get_type_hints

from notices.kinds.catalogue import KINDS
from notices.kinds.english_labels import ENGLISH, english_name
from notices.kinds.facts import Record

CJK = re.compile(r"[\u3000-\u9fff\uff00-\uffef]")


def labels_of(record: type[Record]) -> Iterator[str]:
    """Yield the Chinese names of the facts of a record and of the records within it."""
    hints = get_type_hints(record)
    for declared in dataclasses.fields(record):
        yield declared.metadata["label"]
        for inner in (hints[declared.name], *get_args(hints[declared.name])):
            if isinstance(inner, type) and issubclass(inner, Record):
                for shape in (inner, *inner.__subclasses__()):  # a search is recorded in one of several shapes
                    yield from labels_of(shape)


def test_every_fact_has_an_english_name_and_no_name_is_left_over():
    declared = {label for kind in KINDS.values() for label in labels_of(kind)}
    assert set(ENGLISH) == declared


def test_an_english_name_is_english():
    assert {label: name for label, name in ENGLISH.items() if CJK.search(name) or not name.strip()} == {}


def test_names_of_one_letter_differ():
    for kind in KINDS.values():
        names = [english_name(label) for label in kind.labels().values()]
        assert len(names) == len(set(names)), kind.CODE
