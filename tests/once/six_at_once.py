"""Send every POST six times at once, again, changed, and from six windows, on a database of its own; run by test_every_post."""

import json
import sys
import threading
import traceback
import uuid
from collections import Counter

import django
from django.apps import apps
from django.core.management import call_command
from django.db import IntegrityError, connection, connections
from django.test import Client, override_settings

django.setup()

import time_machine  # noqa: E402  after setup

from law import Refused  # noqa: E402
from tests import static_files  # noqa: E402
from tests.once.posts import POSTS  # noqa: E402
from tests.once.row import Post, upload  # noqa: E402
from tests.once.world import NOW, World  # noqa: E402

CLICKS = 6
BESIDE = {
    "agencies.SentForm",
    "sessions.Session",
    "agencies.AttemptBudget",
    "agencies.FailedSignIn",
    "agencies.OfficerSession",
}


def counts() -> Counter:
    """Return how many rows every table has."""
    models = [one for one in apps.get_models() if one._meta.managed and one._meta.label not in BESIDE]
    with connection.cursor() as cursor:  # one question: it is asked some hundred times, and there are a hundred tables
        names = [connection.ops.quote_name(one._meta.db_table) for one in models]
        cursor.execute("SELECT " + ", ".join(f"(SELECT count(*) FROM {name})" for name in names))
        return Counter(dict(zip((one._meta.label for one in models), cursor.fetchone(), strict=True)))


def send(post: Post, cookies, address: str, fields: dict):
    """Send the POST as one browser does; what a view raises is an answer 500 with its traceback."""
    client = Client(raise_request_exception=False)
    client.cookies.update(cookies)
    if post.json:
        return client.post(address, json.dumps(fields), content_type="application/json")
    return client.post(address, {name: upload(value) for name, value in fields.items()})


def click(post: Post, cookies, address: str, fields: dict, barrier: threading.Barrier, answers: list) -> None:
    """Wait for the others, then send."""
    try:
        barrier.wait(30)
        answers.append(send(post, cookies, address, fields))
    except Exception:  # noqa: BLE001  told by main()
        answers.append(traceback.format_exc())
    finally:
        connections.close_all()


def faults_of(post: Post, world: World) -> list[str]:
    """Return what is wrong with six clicks at once, a reload, and a changed form sent again after going back."""
    try:
        address, fields = post.arrange(world)
    except Exception:  # noqa: BLE001  told by main(), after the other rows
        return [f"{post.label}: not arranged\n{traceback.format_exc()[-900:]}"]
    fields = dict(fields) if post.json or "idempotency_key" in fields else {"once": uuid.uuid4().hex} | fields
    client = Client()
    if post.role:
        client.force_login(world.person(post.role), backend="agencies.authentication.backends.LimitedBackend")
    before = counts()
    answers = at_once(post, client.cookies, address, [fields] * CLICKS)
    found = [f"at once: {one}" for one in answers if isinstance(one, str)]
    codes = sorted(one.status_code for one in answers if not isinstance(one, str))
    if not set(codes) & set(post.ok) or any(code >= 500 for code in codes):
        worst = next((one for one in answers if not isinstance(one, str) and one.status_code not in post.ok), None)
        found.append(f"at once: {codes} {_said(worst)}")
    once = counts()
    wrong = {
        label: once[label] - before[label] for label, n in post.makes.items() if n and once[label] - before[label] != n
    }
    if wrong or (not post.makes and post.asks != (200,) and once != before and 200 not in post.ok):
        found.append(f"at once: made {wrong or once - before}, not {post.makes}")
    reloaded = send(post, client.cookies, address, fields)
    if reloaded.status_code >= 500 or _made(post, once):
        found.append(f"reloaded: {reloaded.status_code}, made {_made(post, once)}")
    if post.other:
        changed = send(post, client.cookies, address, fields | post.other)
        if changed.status_code not in post.asks or _made(post, once) or post.said not in changed.content.decode():
            found.append(
                f"changed: {changed.status_code} instead of {post.asks}, made {_made(post, once)}, {_said(changed)}"
            )
    return [f"{post.label}: {one}" for one in [*found, *_windows(post, world)]]


def _windows(post: Post, world: World) -> list[str]:
    """Return what is wrong with the same sent from six windows at once, each with a key of its own: nothing may break."""
    try:
        address, fields = post.arrange(world)
    except (Refused, StopIteration, IntegrityError):  # what it needs is there only once: the clicks have used it
        return []
    client = Client()
    if post.role:
        client.force_login(world.person(post.role), backend="agencies.authentication.backends.LimitedBackend")
    answers = at_once(
        post,
        client.cookies,
        address,
        [fields | ({} if post.json else {"once": uuid.uuid4().hex}) for _n in range(CLICKS)],
    )
    broken = [
        one if isinstance(one, str) else f"{one.status_code} {_said(one)}"
        for one in answers
        if isinstance(one, str) or one.status_code >= 500
    ]
    return [f"six windows: {one}" for one in broken[:1]]


def at_once(post: Post, cookies, address: str, sent: list[dict]) -> list:
    """Send each of the contents at the same moment; return the answers."""
    answers, barrier = [], threading.Barrier(len(sent))
    crew = [threading.Thread(target=click, args=(post, cookies, address, fields, barrier, answers)) for fields in sent]
    for member in crew:
        member.start()
    for member in crew:
        member.join()
    return answers


def _made(post: Post, before: Counter) -> Counter:
    """Return what was added since, but for looks at what may be looked at again."""
    found = counts() - before
    if 200 in post.ok and post.ok == post.asks:
        found.pop("agencies.AccessLog", None)
        found.pop("agencies.ChainLink", None)
    return found


def _said(answer) -> str:
    if answer is None:
        return ""
    text = answer.content.decode(errors="replace")
    error = getattr(answer, "exc_info", None)
    if error:
        return "".join(traceback.format_exception(*error))[-900:]
    start = max(text.find('class="errsum"'), text.find('class="say"'), text.find("<main"), 0)
    return " ".join(text[start : start + 700].split())


def main(only: str = "") -> int:
    """Return 0 when every POST had its one effect and no answer was a 500."""
    static_files.read_once()
    call_command("migrate", verbosity=0)
    with (
        time_machine.travel(NOW),
        override_settings(PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"]),
    ):
        world = World()
        told = [fault for post in POSTS if only in post.label for fault in faults_of(post, world)]
    print(
        f"{connection.vendor}: {sum(only in post.label for post in POSTS)} posts, {CLICKS} times at once, reloaded and changed; {len(told)} faults"
    )
    print("\n".join(told))
    return 1 if told else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
