"""Who counts whose files after a reform of agencies: every agency has exactly one holder on any day."""

from datetime import date

from agencies.organisation.models import Agency, AgencySuccession


def holders(on: date) -> dict[int, int]:
    """Return for every agency the one that counts its files on a day: itself, its successor, or who it stood under.

    A merged, split or renamed agency is held by the successor that took the files (国办公开办函〔2019〕14号), a closed one
    without a successor by the agency above it. So in any set of holders every file is counted once.
    """
    heirs = dict(
        AgencySuccession.objects.filter(takes_files=True, on__lte=on)
        .order_by()
        .values_list("predecessor_id", "successor_id")
    )
    above = {}
    for pk, parent_id, closed_on in Agency.objects.order_by().values_list("pk", "parent_id", "closed_on"):
        above[pk] = parent_id if closed_on is not None and closed_on <= on else None
    return {pk: _holder(pk, heirs, above) for pk in above}


def _holder(pk: int, heirs: dict[int, int], above: dict[int, int | None]) -> int:
    seen: set[int] = set()
    while pk not in seen:  # a circle of successions holds itself
        seen.add(pk)
        following = heirs.get(pk) or above.get(pk)
        if following is None:
            return pk
        pk = following
    return pk
