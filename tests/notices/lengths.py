"""A letter with a text a fifth shorter or longer, for the tests of its pages."""

from xml.etree import ElementTree

import weasyprint

WORDS = "有关情况已经本机关核实并记录在案"


def stretched(html: str, share: float) -> str:
    """Return a letter or sheet whose paragraphs are by a share longer, or shorter where it is negative."""
    root = weasyprint.HTML(string=html).etree_element
    for main in root.iter("main"):
        for one in main.iter("p"):
            if one.text and len(one.text) >= 8 and "item" not in (one.get("class") or ""):
                one.text = _stretched(one.text, share)
    return "<!doctype html>" + ElementTree.tostring(root, encoding="unicode", method="html")


def _stretched(text: str, share: float) -> str:
    more = round(len(text) * share)
    if more < 0:
        return text[: more - 1] + text[-1]
    return text[:-1] + (WORDS * (more // len(WORDS) + 1))[:more] + text[-1]
