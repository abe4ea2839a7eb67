"""One tree of metadata written twice, as JSON and as XML; the names follow DA/T 46—2009 and GB/T 18894—2016.

The standard library only. The XML follows from the JSON, so that a checker need not parse XML to compare them.
"""

import json
import re
from xml.sax.saxutils import escape

NAMESPACE = "urn:kaidang:archive-package:1"
ROOT = "电子档案"
Tree = dict[str, "str | int | Tree | list[Tree]"]
_NOT_IN_XML = re.compile("[^\t\n\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def as_json(tree: Tree) -> bytes:
    """Return the tree as JSON, in the order in which it was built."""
    return (json.dumps(tree, ensure_ascii=False, indent=1) + "\n").encode()


def as_xml(tree: Tree) -> bytes:
    """Return the tree as XML; a list becomes as many elements of its name."""
    lines = ['<?xml version="1.0" encoding="UTF-8"?>', f'<{ROOT} xmlns="{NAMESPACE}">']
    for name, value in tree.items():
        _element(lines, name, value, 1)
    lines.append(f"</{ROOT}>")
    return ("\n".join(lines) + "\n").encode()


def _element(lines: list[str], name: str, value, depth: int) -> None:
    indent = " " * depth
    if isinstance(value, list):
        for one in value:
            _element(lines, name, one, depth)
    elif isinstance(value, dict):
        lines.append(f"{indent}<{name}>")
        for inner, content in value.items():
            _element(lines, inner, content, depth + 1)
        lines.append(f"{indent}</{name}>")
    else:
        lines.append(f"{indent}<{name}>{_text(value)}</{name}>")


def _text(value) -> str:
    # What XML 1.0 cannot carry is written out by its number; the JSON has the character itself.
    text = _NOT_IN_XML.sub(lambda found: f"\\u{ord(found[0]):04X}", str(value))
    return escape(text)
