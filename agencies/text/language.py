"""In which language the reader is answered."""

from django.utils.translation import get_language


def reads_chinese() -> bool:
    """Say whether the reader reads Chinese."""
    return (get_language() or "").startswith("zh")
