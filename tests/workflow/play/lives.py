"""Steps of a life written shortly, and the command that plays them."""

import io
import json
import sys
from pathlib import Path

from django.core.management import call_command

LIVES = Path(__file__).parents[3] / "docs" / "lives"
REGISTER = {
    "channel": "邮寄",
    "arrived_on": "2025-03-03",
    "applicant_kind": "自然人",
    "applicant_name": "王某",
    "content": "某文件",
}


def step(now: str, role: str, do: str, data: dict | None = None, **more) -> dict:
    """Return a step; `now` may be a day alone."""
    found = {"now": now if "T" in now else f"{now}T09:00", "as": role, "do": do} | more
    return found | {"data": data} if data is not None else found


def registered(day: str = "2025-03-03", **data) -> dict:
    """Return the step that registers an application on the day of its arrival."""
    return step(day, "clerk", "register", REGISTER | {"arrived_on": day} | data)


def in_hand(day: str = "2025-03-03", to: str = "handler") -> list[dict]:
    """Return the steps after which a case is in the hands of a handler."""
    return [registered(day), step(day, "clerk", "assign", {"to": to})]


def reply(now: str, outcome: str = "予以公开", **data) -> dict:
    """Return the step that brings a reply through all hands in one day."""
    return step(now, "handler", "reply", {"outcome": outcome} | data, through=True)


def service(now: str, of: str, how: str = "邮寄", role: str = "clerk", **more) -> dict:
    """Return the step that records how a letter left."""
    return step(now, role, "record_service", of=of, how=how, **more)


def run(given, monkeypatch, *, text: str | bytes | None = None) -> tuple[int, str, str]:
    """Run the command on standard input; return its exit code, what it printed and what it said."""
    body = text if text is not None else json.dumps(given, ensure_ascii=False)
    body = body.encode() if isinstance(body, str) else body
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(body)))
    out, err = io.StringIO(), io.StringIO()
    try:
        call_command("play", "-", stdout=out, stderr=err)
    except SystemExit as ended:
        return ended.code, out.getvalue(), err.getvalue()
    return 0, out.getvalue(), err.getvalue()


def play(steps: list[dict], monkeypatch, **life) -> list[dict]:
    """Return the objects of the steps of one life."""
    code, printed, said = run({"steps": steps} | life, monkeypatch)
    assert (code, said) == (0, ""), said
    return json.loads(printed)
