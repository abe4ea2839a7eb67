"""One line of what an office lacks: the shape of it and how it can stand."""

from dataclasses import dataclass

OK, MISSING, WARNING, ADVICE = "ok", "missing", "warning", "advice"  # a warning stops no letter


@dataclass(frozen=True, slots=True)
class ReadinessLine:
    """One thing: what it is, how it stands, and what to do about it; in Chinese and English."""

    code: str
    state: str
    title: tuple[str, str]
    says: tuple[str, str]
    mend: tuple[str, str] = ("", "")
    page: str = ""  # where it is mended
