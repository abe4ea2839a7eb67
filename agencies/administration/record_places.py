"""Say where an agency keeps its records; each change is on record."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db import transaction

from agencies.administration import policy
from agencies.audit_trail.models import OfficeAct
from agencies.audit_trail.services import record_change
from agencies.organisation.models import Agency, Officer, PlaceKind, RecordPlace
from agencies.text.comparing import same_text
from agencies.text.filler import is_filler
from agencies.text.statements import checked_line
from law import Refused

LONGEST = RecordPlace._meta.get_field("name").max_length
MOST_PLACES = 60
NEEDED = (PlaceKind.DOCUMENT_SYSTEM, PlaceKind.ARCHIVE_ROOM, PlaceKind.SECTION)  # no agency is without them


@transaction.atomic
def set_record_places(agency: Agency, given: Mapping[str, Sequence[str]], *, by: Officer, now: datetime) -> bool:
    """Set the places of an agency, names by kind; return whether anything changed.

    Raises Refused for a name that says nothing or stands twice, and for a kind that no agency is without.
    """
    if not policy.managed_agencies(by).filter(pk=agency.pk).exists():
        raise Refused("这个单位不归您管理", english="You do not manage this agency")
    agency = Agency.objects.lock(agency.pk)
    wanted = _checked(given)
    kept = {(place.kind, place.name): place for place in RecordPlace.objects.filter(agency=agency)}
    gone = [place for key, place in kept.items() if key not in wanted]
    fresh = [key for key in wanted if key not in kept]
    RecordPlace.objects.filter(pk__in=[place.pk for place in gone]).delete()
    RecordPlace.objects.bulk_create(RecordPlace(agency=agency, kind=kind, name=name) for kind, name in fresh)
    changes = [(place.kind, place.name, "") for place in gone] + [(kind, "", name) for kind, name in fresh]
    if changes:
        record_change(OfficeAct.CHANGE_AGENCY, by=by, now=now, agency=agency, changes=changes)
    return bool(changes)


def _checked(given: Mapping[str, Sequence[str]]) -> list[tuple[str, str]]:
    """Return kind and name of every place, in the order given."""
    found: list[tuple[str, str]] = []
    for kind, names in given.items():
        for name in filter(None, (checked_line(name, kind, LONGEST) for name in names)):
            if is_filler(name):
                raise Refused(f"“{name}”不是处所的名称", field=kind, english=f"“{name}” names no place")
            if any(same_text(other, name) for _kind, other in found):
                raise Refused(f"“{name}”写了两次", field=kind, english=f"“{name}” stands twice")
            found.append((PlaceKind(kind).value, name))
    if len(found) > MOST_PLACES:
        raise Refused(f"处所最多 {MOST_PLACES} 处", english=f"At most {MOST_PLACES} places")
    for kind in NEEDED:
        if not any(kind == one for one, _name in found):
            raise Refused(
                f"至少写一处“{CHINESE[kind]}”；检索记录要到那里查",
                "条例36（四）",
                field=kind,
                english=f"Give at least one place of the kind “{kind.value}”: a search goes there",
            )
    return found


CHINESE = {
    PlaceKind.DOCUMENT_SYSTEM: "公文系统",
    PlaceKind.ARCHIVE_ROOM: "档案室",
    PlaceKind.SECTION: "科室",
}
