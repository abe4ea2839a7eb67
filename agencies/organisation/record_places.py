"""Where an agency keeps its records: its own list, or the usual places while nobody has made one (条例36（四）)."""

from agencies.organisation.models import Agency, PlaceKind, RecordPlace

# What every office has; in force for an agency without a list of its own, so that no search is asked for nothing.
USUAL_PLACES = (
    (PlaceKind.DOCUMENT_SYSTEM, "公文系统"),
    (PlaceKind.ARCHIVE_ROOM, "档案室"),
    (PlaceKind.BUSINESS_SYSTEM, "业务系统"),
    (PlaceKind.SECTION, "承办科室"),
)


def record_places(agency: Agency) -> list[RecordPlace]:
    """Return the places where the agency keeps its records, in the order of the kinds; the usual ones where it has no list."""
    kept = list(RecordPlace.objects.filter(agency=agency).order_by("id"))
    if not kept:
        return [RecordPlace(agency=agency, kind=kind, name=name) for kind, name in USUAL_PLACES]
    return sorted(kept, key=lambda place: PlaceKind.values.index(place.kind))


def has_own_places(agency: Agency) -> bool:
    """Say whether somebody made the list of the agency."""
    return RecordPlace.objects.filter(agency=agency).exists()
