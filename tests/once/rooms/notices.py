"""Signed files among the POSTs: notices of the calendar, texts of remedies."""

from pathlib import Path
from tempfile import mkdtemp

from django.conf import settings

from agencies.installation import signatures
from agencies.installation.models import SignedNotice, SignedRemedyText
from law.remedies import instructions
from tests.once.row import Post, at
from tests.once.world import NOW, World
from workflow.office import signed_notices, signed_texts


def signed(body: bytes) -> dict:
    """Return a file and its signature, by a key that is trusted from now on."""
    folder = Path(mkdtemp())
    secret, _public = signatures.write_key_pair(folder, "calendar")
    settings.NOTICE_KEYS = str(folder)
    return {"file": body, "signature": signatures.sign(body, secret.read_bytes()).encode()}


def signed_notice(world: World) -> dict:
    """Return a year's notice and its signature."""
    year_of = 2040 + SignedNotice.objects.count()
    return signed(
        f'year = {year_of}\npapers = ["通知"]\noff = [{year_of}-01-01]\nwork = []\ncomplete = true\n'.encode()
    )


def signed_text(world: World) -> dict:
    """Return a text of remedies that replaces the last delivered one, and its signature."""
    last = instructions.LETTERS[-1]
    delivered = (Path(instructions.__file__).parent / f"{last.code}.toml").read_text(encoding="utf-8")
    checked = delivered.replace(f"checked_on = {last.checked_on}", f"checked_on = {NOW.date()}")
    return signed(f"{checked}# {SignedRemedyText.objects.count()}\n".encode())


def laid_aside(world: World) -> tuple[str, dict]:
    given = signed_notice(world)
    notice = signed_notices.load(given["file"], "x.toml", given["signature"], by=world.administrator, now=NOW)
    return at("office-notice-step", notice.pk, "back", reason="通知有更正")


def text_laid_aside(world: World) -> tuple[str, dict]:
    given = signed_text(world)
    row = signed_texts.load(given["file"], "x.toml", given["signature"], by=world.administrator, now=NOW)
    return at("office-text-step", row.pk, "back", reason="文本有更正")


NOTICES = [
    Post(
        "office-notices",
        "administrator",
        lambda w: at("office-notices", **signed_notice(w)),
        {"agencies.SignedNotice": 1},
    ),
    Post("office-notice-step", "administrator", laid_aside, {}, {"reason": "另有更正"}, asks=(409, 422)),
    Post(
        "office-texts",
        "administrator",
        lambda w: at("office-texts", **signed_text(w)),
        {"agencies.SignedRemedyText": 1},
    ),
    Post("office-text-step", "administrator", text_laid_aside, {}, {"reason": "另有更正"}, asks=(409, 422)),
]
