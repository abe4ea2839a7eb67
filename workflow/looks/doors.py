"""By which address and in which request papers were opened."""

from agencies.audit_trail.services import Door


def door_of(request) -> Door:
    """Return the door that a request came through."""
    return Door(request.path[:200], str(getattr(request, "request_id", "") or "")[:64])
