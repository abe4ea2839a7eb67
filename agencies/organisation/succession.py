"""Who counts whose files after a reform of agencies: every agency has exactly one holder on any day."""

from datetime import date

from agencies.organisation.models import Agency, AgencySuccession


def holders(on: date) -> dict[int, int]:
    """Return for every agency the one that counts its files on a day: itself, its successor, or who it stood under.

    A merged, split or renamed agency is held by the successor that took the files (国办公开办函〔2019〕14号), a closed one
    without a successor by the agency above it. So in any set of holders every file is counted once.
    """
    return holders_and_later_ones(on)[0]


def holders_and_later_ones(on: date) -> tuple[dict[int, int], set[int]]:
    """Return the holders on a day, and the agencies whose first day comes after it."""
    heirs = dict(
        AgencySuccession.objects.filter(takes_files=True, on__lte=on)
        .order_by()
        .values_list("predecessor_id", "successor_id")
    )
    above, later = {}, set()
    rows = Agency.objects.order_by().values_list("pk", "parent_id", "closed_on", "opened_on")
    for pk, parent_id, closed_on, opened_on in rows:
        if opened_on is not None and opened_on > on:
            later.add(pk)
        above[pk] = parent_id if closed_on is not None and closed_on <= on else None
    return {pk: _holder(pk, heirs, above) for pk in above}, later


def _holder(pk: int, heirs: dict[int, int], above: dict[int, int | None]) -> int:
    seen: set[int] = set()
    while pk not in seen:  # a circle of successions holds itself
        seen.add(pk)
        following = heirs.get(pk) or above.get(pk)
        if following is None:
            return pk
        pk = following
    return pk
