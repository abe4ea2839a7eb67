"""The signed notices of the calendar among the POSTs."""

from pathlib import Path
from tempfile import mkdtemp

from django.conf import settings

from agencies.installation import signatures
from agencies.installation.models import SignedNotice
from tests.once.row import Post, at
from tests.once.world import NOW, World
from workflow.office import signed_notices


def signed_notice(world: World) -> dict:
    """Return a year's notice and its signature, by a key that is trusted from now on."""
    folder = Path(mkdtemp())
    secret, _public = signatures.write_key_pair(folder, "calendar")
    settings.NOTICE_KEYS = str(folder)
    year_of = 2040 + SignedNotice.objects.count()
    body = f'year = {year_of}\npapers = ["通知"]\noff = [{year_of}-01-01]\nwork = []\ncomplete = true\n'.encode()
    return {"file": body, "signature": signatures.sign(body, secret.read_bytes()).encode()}


def laid_aside(world: World) -> tuple[str, dict]:
    given = signed_notice(world)
    notice = signed_notices.load(given["file"], "x.toml", given["signature"], by=world.administrator, now=NOW)
    return at("office-notice-step", notice.pk, "back", reason="通知有更正")


NOTICES = [
    Post(
        "office-notices",
        "administrator",
        lambda w: at("office-notices", **signed_notice(w)),
        {"agencies.SignedNotice": 1},
    ),
    Post("office-notice-step", "administrator", laid_aside, {}, {"reason": "另有更正"}, asks=(409, 422)),
]
