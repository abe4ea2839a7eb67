"""Accounts among the POSTs: opened, changed, reset, confirmed by a second person, signed out."""

from collections.abc import Callable

from agencies.administration.models import PasswordReset, RoleRequest
from agencies.authentication.models import OfficerSession, SecondFactor, SignInAlarm
from agencies.organisation.models import Officer
from tests.once.row import Post, at
from tests.once.world import NOW, World
from tests.workflow.sample_office import officer

PASSWORDS = ("Old-Secret-2026!", "New-Secret-2026!")
RECORD = {"agencies.OfficeRecord": 1}


def person(world: World, *, active: bool = True) -> Officer:
    """Return an account of its own."""
    made = officer(f"p{Officer.objects.count()}", world.agency, "handler")
    if not active:
        Officer.objects.filter(pk=made.pk).update(is_active=False)
    return made


def alarm(world: World) -> SignInAlarm:
    """Return an alarm that nobody has seen."""
    return SignInAlarm.objects.create(kind="address", subject="10.0.0.9", count=12, raised_at=NOW, last_at=NOW)


def held(world: World) -> PasswordReset:
    """Return the reset of an account that waits for a second person."""
    owner = person(world)
    Officer.objects.filter(pk=owner.pk).update(held=True)
    return PasswordReset.objects.create(officer=owner, by=world.administrator, at=NOW, code="123456", known_at=NOW)


def with_factor(world: World) -> Officer:
    """Return an account with a second factor."""
    made = person(world)
    SecondFactor.objects.create(officer=made, secret="x")
    Officer.objects.filter(pk=made.pk).update(has_second_factor=True)
    return made


def asked_for(world: World) -> RoleRequest:
    """Return roles that another administrator asked for."""
    return RoleRequest.objects.create(officer=person(world), roles="clerk", by=world.writer, at=NOW)


def denied(world: World) -> tuple[str, dict]:
    world.secretive = person(world)
    PasswordReset.objects.create(officer=world.secretive, by=world.administrator, at=NOW, code="123456", known_at=NOW)
    return at("password-denied")


def signed_in(world: World) -> tuple[str, dict]:
    world.secretive = person(world)
    return at("sessions")


def session(world: World) -> OfficerSession:
    """Return a session of the clerk that was listed."""
    number = OfficerSession.objects.count()
    return OfficerSession.objects.create(
        officer=world.clerk, key=f"listed{number}", address="10.0.0.9", begun_at=NOW, seen_at=NOW
    )


def reset(code: str, *, active: bool = True) -> Callable[[World], tuple[str, dict]]:
    """Return an arrangement of one step on an account of its own."""
    return lambda world: at("office-person-step", person(world, active=active).pk, code)


def changed_password(world: World) -> tuple[str, dict]:
    world.secretive = person(world)
    world.secretive.set_password(PASSWORDS[0])
    world.secretive.save()
    return at("password", present=PASSWORDS[0], new=PASSWORDS[1], again=PASSWORDS[1])


def token_of(world: World) -> Officer:
    """Return an account with a password of its own."""
    made = person(world)
    made.set_password(PASSWORDS[0])
    made.save()
    return made


ACCOUNTS = (
    Post("office-alarm-seen", "administrator", lambda w: at("office-alarm-seen", alarm(w).pk)),
    Post("office-person-add", "administrator", lambda w: at("office-person-add", "D", username="newcomer", display_name="新人", roles="handler"), {"agencies.Officer": 1, **RECORD}, {"display_name": "另一人"}, ok=(200,), said="另一人"),
    Post("office-person", "administrator", lambda w: at("office-person", person(w).pk, display_name="改名", roles="handler"), RECORD, {"display_name": "又改名"}, said="又改名"),
    Post("office-person-step", "administrator", reset("reset"), {"agencies.PasswordReset": 1, **RECORD}, ok=(200,)),
    Post("office-person-step", "administrator", reset("sign_out"), RECORD),
    Post("office-reset", "auditor", lambda w: at("office-reset", held(w).pk, code="123456"), RECORD, {"code": "654321"}, asks=(404, 409)),
    Post("office-roles", "administrator", lambda w: at("office-roles", asked_for(w).pk, grant="1"), {"agencies.OfficerRole": 1, **RECORD}, {"grant": "2"}, asks=(302, 404, 409)),
    Post("office-person-step", "administrator", lambda w: at("office-person-step", with_factor(w).pk, "factor"), {"agencies.PasswordReset": 1, "agencies.SecondFactor": -1, **RECORD}),
    Post("second-factor", "clerk", lambda w: at("second-factor", code="000000"), ok=(422,), asks=(422, 429)),
    Post("login-code", "", lambda w: at("login-code", code="000000"), ok=(302,), asks=(302,)),
    Post("password-denied", "secretive", denied, {"agencies.SignInAlarm": 1, **RECORD}),
    Post("sessions", "secretive", signed_in),
    Post("session-end", "clerk", lambda w: at("session-end", session(w).pk)),
    Post("office-person-step", "administrator", reset("close"), RECORD),
    Post("office-person-step", "administrator", reset("reopen", active=False), {"agencies.PasswordReset": 1, **RECORD}, ok=(200,)),
    Post("password", "secretive", changed_password, RECORD, {"new": "Third-Secret-2026!", "again": "Third-Secret-2026!"}, asks=(302,)),
)  # fmt: skip
