"""Type nonsense into every parameter, field, header and body that the pages and the schema of the API show.

Nothing here knows an address: a walk over the pages of each person finds links and forms, the URLconf gives the rest.
Every example follows from the seed and its place; one that fails is named so that it can be played again alone.
"""

import json
import random
import re
import traceback
from dataclasses import dataclass, field
from urllib.parse import quote, quote_from_bytes, urlencode

from django.db import transaction
from django.http import QueryDict
from django.test import Client

from tests.once.crawl import Form, addresses, read

PAGES = 60  # that the walk opens for one person
NUL, LONE = "\x00", "\ud800"
TYPED = [
    "", " ", "0", "-1", "1", "2", "００１", "²", "٣", "1e400", "NaN", "-Infinity", "1.5", "0x10", "1_000", "9" * 19, str(2**31), str(2**63 - 1),
    str(2**63), str(-(2**63) - 1), "9" * 400, "9" * 5000, "true", "null", "None", "[]", "{}", "[[]]", '{"a":1}', "a", "on",
    "0000-00-00", "0001-01-01", "1000-01-01", "1899-12-31", "2007-12-31", "2008-05-01", "2026-03-20", "2026-03-21", "2026-02-30", "2026-13-45",
    "2199-12-31", "9999-12-31", "10000-01-01", "99999-01-01", "-2026-01-01", "20260320", "2026-W12-5", "2026-080", "2026-03-20T00:00:00Z",
    "２０２６-０３-２０", "2026年3月20日", "D", "G", "own", "all", "xlsx", "json", "pdf", NUL, f"a{NUL}b", LONE, f"字{LONE}", "\ufffe", "\u202eabc", "\u200b",
    "\ue000", "𠮷", "👩‍👩‍👧", "é", "ﷺ" * 60, "<script>alert(1)</script>", "' OR 1=1 --", "%", "%%", "%s", "%00", "{0.__class__}", "{}", "{受文者}", "../../etc/passwd",
    "\\", "\n", "\r\nSet-Cookie: a=b", "\t", "a" * 41, "字" * 201, "字" * 401, "字" * 5001, "x" * 70000, "://", "//evil.example", "http://[", "javascript:alert(1)",
    "|privacy|", "verdict-1", "a:b:c", "1.2", "1.", ".", "1.9999999999999999999", "q1", "below-x", "lost-", "below-" + "9" * 30, "-", "--", "=1+1", "@", "\x7f", "\x1b[0m",
]  # fmt: skip
HEADERS = {
    "Accept-Language": ["", "*", ",", ";;;q", "zh-" + "x" * 600, "q=1;q=2", "zh;q=x", "\xff", "en;q=1e400", "zh," * 300],
    "Accept": ["", "*", "/", ";;;", "text/html;q=", "application/json;version=\xff", "a/b;" * 200, "text/html", "application/xml"],
    "Cookie": ["sessionid=x", 'sessionid="a\\000bcdefgh"', "sessionid=" + "a" * 5000, "csrftoken=\xff", "django_language=../..", "messages=x:y:z", "=", ";;;", 'a="\\400"', "django_language=" + "z" * 600, 'messages="\\000"'],
    "Host": ["", "a b", "[::1", "evil.example", "testserver:x", "testserver:" + "9" * 50],
    "Content-Type": ["", "x", "application/json; charset=base64", "text/plain; charset=rot13", "multipart/form-data", "multipart/form-data; boundary=", "multipart/form-data; boundary=\xff",
                     "application/x-www-form-urlencoded; charset=utf-7", "application/json; charset=utf-16", "application/xml", "multipart/form-data; boundary=a; charset=idna"],
    "Content-Length": ["-1", "x", "9" * 30, "0", ""],
    "Authorization": ["Token", "Token ", "Token \xff", f"Token a{NUL}b", "Token a b c", "Basic " + "x" * 50, "Token " + "a" * 5000, "Bearer x"],
    "Range": ["bytes=0-", "bytes=x"],
    "If-Modified-Since": ["x", "Thu, 01 Jan 99999 00:00:00 GMT", "0"],
    "If-None-Match": ["*", 'W/"'],
    "HX-Request": ["true"],
    "HX-Current-URL": ["http://[", "%%", "\xff"],
    "HX-Current-URL-URI-AutoEncoded": ["true"],
    "Referer": ["http://[", "\xff", "x" * 3000],
    "Origin": ["null", "http://[", "\xff"],
    "X-Forwarded-For": ["", ",", "\xff", "x" * 3000],
    "X-Requested-With": ["XMLHttpRequest"],
    "X-CSRFToken": ["", "\xff", "x" * 64],
    "X-HTTP-Method-Override": ["DELETE"],
    "User-Agent": ["", "\xff" * 500],
}  # fmt: skip


def deep(levels: int, opening: str = "[", closing: str = "]") -> bytes:
    """Return JSON within JSON."""
    return (opening * levels + closing * levels).encode()


BODIES = [
    b"", b"{", b"[]", b"null", b"1", b'"x"', b"NaN", b'{"a":NaN}', b"\xff\xfe", b"\x00", b'"\\u0000"', b'{"a":"\\ud800"}', b"[1e400]", b"9" * 5000, b"[" + b"9" * 5000 + b"]",
    deep(30), deep(3000), deep(100_000), deep(30, '{"a":', "1}").replace(b":1}", b":1}", 1), b'{"data":' + deep(2000) + b"}", b'{"code":[]}', b'{"code":{}}', b"\xef\xbb\xbf{}", '{"on":"字"}'.encode("gb18030"),
    b"a=%ff&b=%", b"&" * 2000, b"=&=", b"a" * 100_000, b"&".join(b"a%d=1" % n for n in range(1200)),
    b"--x\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\nb", b"--x\r\n\r\n--x--\r\n", b"--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"\x00.pdf\"\r\n\r\n%PDF-\r\n--x--\r\n",
    b"--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"../a.xlsx\"\r\nContent-Transfer-Encoding: base64\r\n\r\n!!!\r\n--x--\r\n", b"--x\r\nContent-Disposition: form-data\r\n\r\n\r\n--x--",
]  # fmt: skip
KINDS = [
    "application/json",
    "application/x-www-form-urlencoded",
    "multipart/form-data; boundary=x",
    "text/plain",
    "application/octet-stream",
]
FILES = [("a.pdf", b"%PDF-1.7\n"), ("a.xlsx", b"PK\x03\x04junk"), ("a.csv", "登记编号\n１".encode("gb18030")), ("", b""), ("x" * 300 + ".png", b"\x89PNG\r\n\x1a\n"), ("a\ue000.pdf", b"%PDF-"), ("..", b"x"), ("a.json", deep(5000)), ("a.html", b"<" * 5000), ("a.docx", b"PK\x05\x06" + b"\0" * 18)]  # fmt: skip


@dataclass
class Example:
    """One request: everything that is sent."""

    method: str
    path: str
    query: list[tuple[str, str]] = field(default_factory=list)
    fields: list[tuple[str, str]] = field(default_factory=list)
    files: list[tuple[str, str, bytes]] = field(default_factory=list)
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes | None = None
    kind: str = "application/x-www-form-urlencoded"

    @property
    def address(self) -> str:
        """Return path and query as they stand in the request line."""
        return self.path + ("?" + encoded(self.query) if self.query else "")

    def __str__(self) -> str:
        more = f"{self.fields!r:.600}" if self.body is None else f"{self.kind} {self.body[:200]!r}"
        return f"{self.method} {self.address[:400]} {more if self.method == 'POST' else ''} {self.headers or ''} {[name[:40] for _f, name, _b in self.files] or ''}"


def encoded(pairs: list[tuple[str, str]]) -> str:
    """Return pairs in percent-encoding, lone surrogates as the bytes that some programs send for them."""
    return urlencode([(a.encode("utf-8", "surrogatepass"), b.encode("utf-8", "surrogatepass")) for a, b in pairs])


def multipart(fields: list[tuple[str, str]], files: list[tuple[str, str, bytes]]) -> tuple[bytes, str]:
    """Return a body with files as a browser sends it."""
    parts = [
        b'--Bx\r\nContent-Disposition: form-data; name="%b"\r\n\r\n%b\r\n'
        % (a.encode("utf-8", "surrogatepass"), b.encode("utf-8", "surrogatepass"))
        for a, b in fields
    ]
    parts += [
        b'--Bx\r\nContent-Disposition: form-data; name="%b"; filename="%b"\r\nContent-Type: application/octet-stream\r\n\r\n%b\r\n'
        % (a.encode(), b.encode("utf-8", "surrogatepass"), c)
        for a, b, c in files
    ]
    return b"".join(parts) + b"--Bx--\r\n", "multipart/form-data; boundary=Bx"


class Fuzz:
    """The requests of one person."""

    def __init__(self, person, seed: int, extra: dict[str, list[str]] | None = None):
        self.person, self.dice = person, random.Random(f"{seed}/{person.username if person else ''}")  # noqa: S311
        self.client = Client()
        self.sign_in()
        self.links: dict[str, tuple[str, list]] = {}
        self.forms: dict[str, Form] = {}
        self.asked: dict[str, set[str]] = {}  # path with numbers taken out -> names that its view asked for
        self.values = {"": list(TYPED)} | (extra or {})
        self.routes = [
            one for one in addresses() if "<drf_format_suffix" not in one.route and "(?P<format>" not in one.route
        ]
        self.failed: list[tuple[Example, str]] = []
        self.sent = 0
        self.answers: dict[int, int] = {}

    def sign_in(self) -> None:
        """Sign in anew: some requests end the session."""
        self.client.cookies.clear()
        if self.person is not None:
            self.client.force_login(self.person, backend="agencies.authentication.backends.LimitedBackend")

    # -- finding ------------------------------------------------------------------------------------------
    def walk(self, pages: int = PAGES) -> None:
        """Open pages from the front page on, those of new shapes first, and keep their links and forms."""
        waiting, seen = [("/", [])], set()
        for one in self.routes:  # pages that no link leads to
            if not one.converters:
                waiting.append(("/" + one.plain, []))
        opened = 0
        while waiting and opened < pages:
            path, query = waiting.pop(0)
            shape = re.sub(r"[0-9]+", "0", path) + "?" + ",".join(sorted(name for name, _value in query))
            if shape in seen or path.startswith(("/static", "/logout")):
                continue
            seen.add(shape)
            opened += 1
            self.links[shape] = (path, query)
            answer = self.send(Example("GET", path, query))
            if (
                answer is None
                or answer.status_code != 200
                or answer.streaming
                or "html" not in answer.get("Content-Type", "")
            ):
                continue
            page = read(path, answer.content.decode(errors="replace"))
            waiting += page.links
            for form in page.forms:
                if form.method == "post" and "logout" not in form.path:
                    self.forms.setdefault(
                        re.sub(r"[0-9]+", "0", form.path) + str(sorted(name for name, _v in form.fields)), form
                    )
                elif form.method != "post":
                    waiting.append((form.path, [pair for pair in form.fields if pair[0] != "csrfmiddlewaretoken"]))

    # -- sending ------------------------------------------------------------------------------------------
    def send(self, example: Example):
        """Send one request, undo what it did, keep it if it breaks the server."""
        self.sent += 1
        request = {"content_type": example.kind} if example.method == "POST" else {}
        if example.method == "POST":
            request["data"] = example.body if example.body is not None else encoded(example.fields).encode()
            if example.files:
                request["data"], request["content_type"] = multipart(example.fields, example.files)
        headers = {
            f"HTTP_{name.upper().replace('-', '_')}".replace("HTTP_CONTENT_", "CONTENT_"): value
            for name, value in example.headers.items()
        }
        cookies = None
        if "HTTP_COOKIE" in headers:  # the test client writes its own over ours
            cookies, self.client.cookies = self.client.cookies, type(self.client.cookies)()
        try:
            with transaction.atomic(), self.listening(example):
                answer = self.client.generic(example.method, example.address, **request, **headers)
                if answer.streaming:
                    b"".join(answer.streaming_content)
                transaction.set_rollback(True)
        except Exception:  # noqa: BLE001  whatever a view raises is what is looked for
            self.failed.append((example, traceback.format_exc()))
            return None
        finally:
            if cookies is not None:
                self.client.cookies = cookies
        if answer.status_code >= 500:
            self.failed.append((example, f"answered {answer.status_code}"))
        self.answers[answer.status_code] = self.answers.get(answer.status_code, 0) + 1
        if (
            self.person is not None
            and answer.status_code == 302
            and "/login" in answer["Location"]
            or "sessionid" not in self.client.cookies
        ):
            self.sign_in()
        return answer

    def listening(self, example: Example):
        """Note the names that the view asks its query or its form for."""
        return Listening(self.asked.setdefault(re.sub(r"[0-9]+", "0", example.path), set()))

    # -- making -------------------------------------------------------------------------------------------
    def value(self, name: str) -> str:
        """Return something to type into a field."""
        own = self.values.get(name)
        return self.dice.choice(own if own and self.dice.random() < 0.4 else self.values[""])

    def spoilt(
        self, pairs: list[tuple[str, str]], names: list[str], choices: dict[str, list[str]]
    ) -> list[tuple[str, str]]:
        """Return pairs with one to three of them changed, doubled, left out or added."""
        found = list(pairs)
        for _n in range(self.dice.choice((1, 1, 1, 2, 3))):
            name = self.dice.choice(names) if names else self.dice.choice(TYPED[:40])
            value = (
                self.dice.choice(choices[name]) if choices.get(name) and self.dice.random() < 0.3 else self.value(name)
            )
            act = self.dice.random()
            if act < 0.75:
                found = [pair for pair in found if pair[0] != name] + [(name, value)]
            elif act < 0.85:
                found = [pair for pair in found if pair[0] != name]
            elif act < 0.95:
                found.append((name, value))
            else:
                found.append((value, name))
        return found

    def example(self) -> Example:
        """Return one request: a link, a form, a raw path, a body or a header spoilt."""
        way = self.dice.random()
        if way < 0.28 and self.links:
            path, query = self.links[self.dice.choice(sorted(self.links))]
            names = sorted({name for name, _value in query} | self.names(path))
            return Example("GET", path, self.spoilt(query, names, {}))
        if way < 0.62 and self.forms:
            return self.form_example()
        if way < 0.80:
            return self.route_example()
        if way < 0.92:
            return self.body_example()
        path, query = self.links[self.dice.choice(sorted(self.links))] if self.links else ("/", [])
        name = self.dice.choice(sorted(HEADERS))
        return Example(
            self.dice.choice(("GET", "GET", "POST")), path, query, headers={name: self.dice.choice(HEADERS[name])}
        )

    def names(self, path: str) -> set[str]:
        """Return what the view of a path was heard to ask for."""
        return self.asked.get(re.sub(r"[0-9]+", "0", path), set())

    def form_example(self) -> Example:
        form = self.forms[self.dice.choice(sorted(self.forms))]
        names = sorted({name for name, _value in form.fields} | set(form.choices) | self.names(form.path))
        fields = [(name, value or self.dice.choice(form.choices.get(name) or [""])) for name, value in form.fields]
        files = []
        if form.files and self.dice.random() < 0.6:
            files = [
                (self.dice.choice(form.files), *self.dice.choice(FILES))
                for _n in range(self.dice.choice((1, 1, 2, 12)))
            ]
        query = (
            self.spoilt(form.query, [name for name, _v in form.query] or ["page"], {})
            if self.dice.random() < 0.2
            else form.query
        )
        return Example("POST", form.path, query, self.spoilt(fields, names, form.choices), files)

    def route_example(self) -> Example:
        one = self.dice.choice(self.routes)
        path = "/" + re.sub(
            r"<(?:\w+:)?(\w+)>|\(\?P<(\w+)>[^)]*\)", lambda found: self.piece(found[1] or found[2]), one.plain
        )
        method = self.dice.choice(sorted(one.methods & {"GET", "POST"}) or ["GET"])
        names = sorted(self.names(path)) or ["page", "q", "on", "row", "column"]
        fields = self.spoilt([], names, {}) if method == "POST" else []
        return Example(method, path, self.spoilt([], names, {}) if self.dice.random() < 0.5 else [], fields)

    def piece(self, name: str) -> str:
        """Return what stands in an address for a parameter: something there, or nonsense."""
        known = self.values.get(f"<{name}>", ["1", "2", "3"])
        value = self.dice.choice(known) if self.dice.random() < 0.7 else self.value("")
        return (
            quote_from_bytes(value.encode("utf-8", "surrogatepass"), safe="")
            if self.dice.random() < 0.95
            else quote(value.replace(LONE, ""))
        )

    def body_example(self) -> Example:
        found = self.route_example()
        kind = self.dice.choice(KINDS)
        if kind == "application/json" and self.dice.random() < 0.7:
            names = sorted(self.names(found.path)) or ["on", "code", "data"]
            body = json.dumps(
                {name: self.json_value() for name in self.dice.sample(names, min(len(names), self.dice.randint(1, 6)))}
            ).encode()
            return Example("POST", found.path, [], body=body, kind=kind)
        return Example("POST", found.path, found.query, body=self.dice.choice(BODIES), kind=kind)

    def json_value(self):
        """Return any JSON value."""
        return self.dice.choice(
            [
                None,
                True,
                0,
                -1,
                2**63,
                2**70,
                1.5,
                1e308,
                [],
                {},
                [[]],
                {"a": {"b": []}},
                [None],
                ["x"] * 50,
                {"": ""},
                *self.dice.sample(TYPED, 12),
            ]
        )


class Listening:
    """Hear which names are asked of a query or of a form while a request is answered."""

    METHODS = ("get", "getlist", "__getitem__", "__contains__")

    def __init__(self, names: set[str]):
        self.names = names

    def __enter__(self):
        self.kept = {}
        for name in self.METHODS:
            original = getattr(QueryDict, name)
            self.kept[name] = original
            setattr(QueryDict, name, self.heard(original))

    def heard(self, original):
        """Return the method of QueryDict that also notes what it is asked for."""

        def method(given, key, *args, **options):
            if isinstance(key, str) and 0 < len(key) < 60 and key != "csrfmiddlewaretoken":
                self.names.add(key)
            return original(given, key, *args, **options)

        return method

    def __exit__(self, *error):
        for name in self.METHODS:
            if name in QueryDict.__dict__ and name != "__getitem__":
                delattr(QueryDict, name)
            else:
                setattr(QueryDict, name, self.kept[name])


def run(fuzz: Fuzz, count: int, pages: int = PAGES) -> Fuzz:
    """Send `count` spoilt requests after a walk over the pages."""
    fuzz.walk(pages)
    for _n in range(count):
        fuzz.send(fuzz.example())
    return fuzz
