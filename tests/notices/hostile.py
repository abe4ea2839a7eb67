"""Hostile texts, and where in a kind of letter a text can stand: for every kind that there is, whoever added it."""

import dataclasses
from collections.abc import Iterator
from datetime import date
from typing import Any

from notices.kinds.facts import Record

SECRET = "b7f1c0de-secret-of-this-machine"  # what the file holds that no letter may show

# What must come out of the press letter for letter. {url} is a server that must never be asked, {file} a secret.
LITERAL = {
    "script": "<script>fetch('{url}')</script>",
    "image": '<img src="{url}/a.png" onerror=alert(1)>',
    "image of a file": '<img src="file://{file}">',
    "data": '<img src="data:image/png;base64,iVBORw0KGgo=">',
    "link": '<link rel=stylesheet href="{url}/a.css">',
    "attachment": '<link rel=attachment href="file://{file}"><a rel=attachment href="{url}">甲</a>',
    "style": '</p><style>@import url("{url}"); p{{background:url({url}/b.png)}}</style><p>',
    "font": "<style>@font-face{{font-family:x;src:url(file://{file})}}*{{font-family:x!important}}</style>",
    "hide": '<p style="display:none">甲</p><p hidden>乙</p><!-- 丙 -->',
    "svg": '<svg xmlns="http://www.w3.org/2000/svg"><image href="{url}/c.svg"/><script>1</script></svg>',
    "foreign": '<svg><use href="{url}#x"/><foreignObject><iframe src="{url}"></iframe></foreignObject></svg>',
    "object": '<object data="{url}/o"></object><embed src="ftp://127.0.0.1/x"><iframe src="file://{file}"></iframe>',
    "base": '<base href="{url}/"><meta http-equiv=refresh content="0;url={url}">',
    "entities": "&lt;b&gt; &amp;amp; &#x3c;i&#62; &nbsp; &copy",
    "quotes": "\"'`><\\/>]]>-->",
    "django": "{{{{7*7}}}} {{% include '/etc/passwd' %}} {{# 甲 #}} {{% debug %}}",
    "jinja": "{{{{''.__class__.__mro__}}}} ${{7*7}} #{{7*7}} <%= 7*7 %>",
    "slot": '<span class="slot-number">伪造〔2026〕1号</span><span class="slot-dated"></span>',
    "body": '</main></body></html><body class="sheet"><h1>伪造</h1>',
    "css": "}} * {{ display: none }} \\00003cstyle\\00003e url({url})",
    "path": "../../../../etc/passwd%00.pdf",
    "name": '附件".pdf;filename=\\..\\..\\x<b>.exe 甲 | 乙 $(reboot) `id` %s %n {{0}}',
    "wide": "ＡＢＣ１２３＜＞＆“”‘’—…",
    "long word": "a" * 300,
    "number of the page": "—2—",
}
# What may not stand in a letter: each is refused with a sentence that names it.
FORBIDDEN = {
    "null": "甲\x00乙",
    "escape": "甲\x1b[2J乙",
    "bell": "甲\x07乙",
    "backspace": "甲\x08乙",
    "delete": "甲\x7f乙",
    "next line": "甲\x85乙",
    "override": "甲\u202e乙",
    "embedding": "甲\u202a乙",
    "isolate": "甲\u2067乙\u2069",
    "mark": "甲\u200f乙",
    "private": "甲\ue000乙",
    "private plane": "甲\U000f0000乙",
    "surrogate": "甲\ud800乙",
    "undefined": "甲\uffff乙",
    "no glyph": "甲\U00031000乙",
    "emoji": "甲\U0001f600乙",
    "arabic": "甲\u0627乙",
    "stacked marks": "甲" + "\u0489" * 50,
    "too long": "甲" * 5001,
}


def literal(name: str, url: str, file: str) -> str:
    """Return a hostile text with the addresses that it tries."""
    return LITERAL[name].format(url=url, file=file)


def text_places(facts: Record, *at) -> Iterator[tuple]:
    """Return the way to every text in a record of facts, also in its lists and in the records in them."""
    for declared in dataclasses.fields(facts):
        yield from _places(getattr(facts, declared.name), (*at, declared.name))


def _places(value: Any, at: tuple) -> Iterator[tuple]:
    if isinstance(value, str):
        yield at
    elif isinstance(value, Record):
        yield from text_places(value, *at)
    elif isinstance(value, tuple | list):
        for place, one in enumerate(value):
            yield from _places(one, (*at, place))
    elif isinstance(value, dict):
        for name, one in value.items():
            if not isinstance(one, str) or not _is_day(one):
                yield from _places(one, (*at, name))


def _is_day(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


def put(given: dict, at: tuple, text: str) -> dict:
    """Return facts as JSON with a text put at a place."""

    def placed(value, way):
        if not way:
            return text
        if isinstance(value, dict):
            return value | {way[0]: placed(value[way[0]], way[1:])}
        return [placed(one, way[1:]) if place == way[0] else one for place, one in enumerate(value)]

    return placed(given, at)
