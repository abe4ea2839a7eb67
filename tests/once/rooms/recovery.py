"""The reconciliation after a restore among the POSTs: the last of them, since restore mode closes all the others."""

from datetime import timedelta

from agencies.installation.models import Restoration
from agencies.installation.restore_mode import open_restoration
from agencies.organisation.models import Officer
from tests.once.row import Post, at
from tests.once.world import NOW, TODAY, World
from tests.workflow.sample_office import officer
from workflow.recovery import services
from workflow.recovery.policy import concerned_agencies
from workflow.recovery.selectors import points_of

MADE = {"workflow.ReconciledPoint": 0}  # as many as there are series


def restored() -> Restoration:
    """Return the restoration that is open."""
    made = {"backup_made_at": NOW - timedelta(days=1), "restored_at": NOW, "backup_sha256": "0" * 64}
    return open_restoration() or Restoration.objects.create(**made)


def points(world: World) -> tuple[str, dict]:
    """Return the points of the agency as the paper has them."""
    asked = points_of(world.agency, restored(), TODAY)
    return at(
        "recovery-agency",
        "D",
        **{f"point-{place}": point.recorded if point.numbered else "没有" for place, point in enumerate(asked)},
    )


def accounts(world: World) -> tuple[str, dict]:
    """Return a statement on the accounts."""
    restored()
    return at("recovery", statement="没有")


def reconciled(world: World) -> Restoration:
    """Return a restoration of which every point is stated, by one of two who speak for all."""
    restoration = restored()
    chief = Officer.objects.filter(username="chief").first() or officer("chief", world.government)
    chief.is_superuser = True
    chief.save()
    for agency in concerned_agencies():
        given = {one.key: one.recorded if one.numbered else "没有" for one in points_of(agency, restoration, TODAY)}
        services.reconcile(restoration.pk, agency, given, by=chief, now=NOW, today=TODAY)
    services.reconcile_accounts(restoration.pk, "没有", by=chief, now=NOW)
    services.state_all_done(restoration.pk, by=chief, now=NOW, today=TODAY)
    return restoration


def released(world: World) -> tuple[str, dict]:
    """Return the second step of the release."""
    reconciled(world)
    return at("recovery-release", do="release")


RECOVERY = [
    Post("recovery-agency", "clerk", points, MADE),
    Post("recovery", "root", accounts, {"workflow.ReconciledPoint": 1}, {"statement": "停用了一个账号"}, said="停用了一个账号"),
    Post("recovery-release", "root", released, MADE),
]  # fmt: skip
