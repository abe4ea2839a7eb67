"""Find every address, link and form of the site by itself: the URLconf is walked, pages are read as a browser reads them."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import parse_qsl, urldefrag, urljoin, urlsplit

from django.urls import URLPattern, URLResolver, get_resolver

GENERATED = ("api/v1/schema/", "api/v1/docs/")


@dataclass(frozen=True)
class Address:
    """One pattern of the URLconf."""

    name: str
    route: str  # as reports/<int:year>/
    converters: tuple[tuple[str, object], ...]
    callback: object

    @property
    def plain(self) -> str:
        """Return the route without the marks of regular expressions that routers leave in it."""
        return self.route.replace("^", "").replace("$", "").replace("\\Z", "")

    @property
    def methods(self) -> frozenset[str]:
        """Return the methods, in capitals, that the view answers."""
        if actions := getattr(self.callback, "actions", None):
            return frozenset(name.upper() for name in actions)
        view = getattr(self.callback, "view_class", None) or getattr(self.callback, "cls", None)
        if view is None:  # a plain function: Django's own set_language alone takes a POST
            return frozenset({"GET", "POST"} if self.name == "set_language" else {"GET"})
        return frozenset(name.upper() for name in view.http_method_names if hasattr(view, name) and name != "options")


def addresses(
    resolver: URLResolver | None = None, before: str = "", space: str = "", known: dict | None = None
) -> Iterator[Address]:
    """Walk the URLconf: every pattern with its whole route."""
    resolver = resolver or get_resolver()
    for pattern in resolver.url_patterns:
        route, converters = before + str(pattern.pattern), (known or {}) | pattern.pattern.converters
        if isinstance(pattern, URLResolver):
            inner = f"{space}{pattern.namespace}:" if pattern.namespace else space
            yield from addresses(pattern, route, inner, converters)
        elif isinstance(pattern, URLPattern):
            yield Address(f"{space}{pattern.name}", route, tuple(converters.items()), pattern.callback)


def taking_posts() -> list[Address]:
    """Return the addresses that accept a POST."""
    return [one for one in addresses() if "POST" in one.methods]


@dataclass
class Form:
    """A form as a page shows it: where it goes, and what a browser would send without a change."""

    path: str
    query: list[tuple[str, str]]
    method: str
    fields: list[tuple[str, str]] = field(default_factory=list)
    files: list[str] = field(default_factory=list)
    choices: dict[str, list[str]] = field(default_factory=dict)


class Reader(HTMLParser):
    """Read the links and forms of one page."""

    def __init__(self, address: str):
        super().__init__()
        self.address, self.links, self.forms = address, [], []
        self.form: Form | None = None
        self.select = self.area = ""
        self.typed: list[str] = []

    def target(self, given: str) -> tuple[str, list[tuple[str, str]]]:
        """Return path and query of an address on the page."""
        parts = urlsplit(urldefrag(urljoin("http://testserver" + self.address, given or self.address))[0])
        return parts.path, parse_qsl(parts.query, keep_blank_values=True)

    def handle_starttag(self, tag, attributes):
        given = {name: value or "" for name, value in attributes}
        if (
            tag == "a"
            and given.get("href", "").startswith(("/", "?", ".", "#"))
            or tag == "a"
            and given.get("href", "")[:1].isalnum()
        ):
            if "://" not in given["href"] and not given["href"].startswith("mailto:"):
                self.links.append(self.target(given["href"]))
        elif tag in ("iframe", "img") and given.get("src", "").startswith("/"):
            self.links.append(self.target(given["src"]))
        elif tag == "form":
            self.form = Form(*self.target(given.get("action", "")), given.get("method", "get").lower())
            self.forms.append(self.form)
        elif self.form is not None and given.get("name"):
            self.handle_field(tag, given)
        elif tag == "option" and self.form is not None and self.select:
            self.handle_option(given)
        elif tag == "button" and given.get("formaction") and self.form is not None:
            path, query = self.target(given["formaction"])
            self.forms.append(Form(path, query, self.form.method, self.form.fields, self.form.files, self.form.choices))

    def handle_field(self, tag: str, given: dict) -> None:
        name, kind = given["name"], given.get("type", "text")
        if tag == "select":
            self.select = name
            self.form.choices.setdefault(name, [])
        elif tag == "textarea":
            self.area, self.typed = name, []
        elif tag == "button" or kind in ("checkbox", "radio", "submit"):
            self.form.choices.setdefault(name, []).append(given.get("value", "on"))
            if "checked" in given:
                self.form.fields.append((name, given.get("value", "on")))
        elif kind == "file":
            self.form.files.append(name)
        elif tag == "input":
            self.form.fields.append((name, given.get("value", "")))

    def handle_option(self, given: dict) -> None:
        value, choices = given.get("value", ""), self.form.choices[self.select]
        choices.append(value)
        if "selected" in given or len(choices) == 1:
            self.form.fields = [pair for pair in self.form.fields if pair[0] != self.select] + [(self.select, value)]

    def handle_endtag(self, tag):
        if tag == "form":
            self.form = None
        elif tag == "select":
            self.select = ""
        elif tag == "textarea" and self.area and self.form is not None:
            self.form.fields.append((self.area, "".join(self.typed)))
            self.area = ""

    def handle_data(self, data):
        if self.area:
            self.typed.append(data)


def read(address: str, html: str) -> Reader:
    """Read a page."""
    reader = Reader(address)
    reader.feed(html)
    return reader
