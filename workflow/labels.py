"""How pages write days, names, lights and the words of the law in the reader's language."""

from datetime import date, datetime

from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agencies.organisation.models import Role
from agencies.text.citations import articles_in, cited
from agencies.text.language import reads_chinese
from intake.models import ApplicantKind
from law import procedure
from law.outcomes import GROUNDS, OUTCOMES, split_grounds
from law.regulations.texts import REGULATIONS
from notices.kinds.catalogue import KINDS
from notices.kinds.citation import number_in_characters
from notices.policy import may_see_wordings
from workflow.cases.policy import OVERSEERS, READERS
from workflow.cases.remains import GONE

WEEKDAYS = "一二三四五六日"
METHODS = (
    ("mail", gettext_lazy("Mail, by the postal enterprise")),
    ("direct", gettext_lazy("Handed over")),
    ("electronic", gettext_lazy("Electronic")),
    ("entrusted", gettext_lazy("Through another agency")),
)
SERVICES = (
    *METHODS,
    ("announcement", gettext_lazy("By public announcement, after legal advice")),
)
OPINIONS = (
    ("agrees", gettext_lazy("Agrees")),
    ("objects", gettext_lazy("Objects, with reasons")),
    ("partly", gettext_lazy("Agrees in part")),
)
OPINIONS_WITHOUT_REASONS = {
    "objects": gettext_lazy("Objects, without reasons"),
    "partly": gettext_lazy("Agrees in part, without reasons for the rest"),
}


# -- the law --------------------------------------------------------------------------------------------------
def linked(article: str, regulation: str) -> str:
    """Return a citation in the reader's language, each article of the Regulations a link to its words."""
    if regulation not in REGULATIONS:
        return cited(article)
    address = reverse("regulations", args=[int(regulation)])
    return format_html_join(
        "",
        "{}",
        [
            (cited(piece) if number is None else format_html('<a href="{}#a{}">{}</a>', address, number, cited(piece)),)
            for piece, number in articles_in(article)
        ],
    )


def article_name(number: int) -> str:
    """Return how a text heads an article: 第三十三条, or Article 33."""
    return f"第{number_in_characters(number)}条" if reads_chinese() else f"Article {number}"


# -- days -----------------------------------------------------------------------------------------------------
def day(value: date | None, today: date | None = None) -> str:
    """Write a day in a sentence: 11月10日 周二, or 10 Nov (Tue); with its year unless it is today's year."""
    if not value:
        return "—"
    same_year = today is not None and getattr(today, "year", None) == value.year
    if reads_chinese():
        year = "" if same_year else f"{value.year}年"
        return f"{year}{value.month}月{value.day}日 周{WEEKDAYS[value.weekday()]}"
    year = "" if same_year else f" {value.year}"
    return f"{value.day} {value:%b}{year} ({value:%a})"


def short_day(value: date | None, today: date | None = None) -> str:
    """Write a day in a table: 11-10 周二, or 10 Nov (Tue); a day of another year in full."""
    if not value:
        return "—"
    if today and value.year != today.year:
        return value.isoformat()
    return f"{value:%m-%d} 周{WEEKDAYS[value.weekday()]}" if reads_chinese() else f"{value.day} {value:%b} ({value:%a})"


def weekday_name(value: date) -> str:
    """Return the short name of a weekday: 五, Fri."""
    return WEEKDAYS[value.weekday()] if reads_chinese() else f"{value:%a}"


def moment(value: datetime, today: date | None = None) -> str:
    """Write an instant in a list: 11-05 09:02, with its year unless it is today's year."""
    local = timezone.localtime(value)
    return f"{local:%m-%d %H:%M}" if today and local.year == today.year else f"{local:%Y-%m-%d %H:%M}"


def weeks(days) -> list:
    """Return the days of a strip in weeks from Monday, with empty places before the first."""
    found: list[list] = []
    for one in days:
        if not found or one.date.weekday() == 0:
            found.append([])
        found[-1].append(one)
    if found:
        first = found[0][0].date
        found[0] = [None] * first.weekday() + found[0]
    return found


def months_of(week) -> str:
    """Return the month or months of a week."""
    given = [one.date for one in week if one]
    first, last = given[0], given[-1]
    if reads_chinese():
        return f"{first.month}月" if first.month == last.month else f"{first.month}月—{last.month}月"
    return f"{first:%b}" if first.month == last.month else f"{first:%b}–{last:%b}"


# -- people ---------------------------------------------------------------------------------------------------
def masked_name(application) -> str:
    """Hide a natural person's name but for its first character; organisations are not persons and stay."""
    name = application.applicant_name
    if name == GONE:
        return name
    if application.applicant_kind != ApplicantKind.NATURAL_PERSON:
        return name
    return name[:1] + "*" * max(1, min(len(name) - 1, 3))


def masked(value: str, ends: str = "3,4") -> str:
    """Hide the middle of a number: 138****5678; what is too short to hide a part of is hidden whole."""
    head, tail = (int(part) for part in ends.split(","))
    if len(value) <= head + tail:
        return "*" * len(value)
    return value[:head] + "*" * (len(value) - head - tail) + (value[-tail:] if tail else "")


def role_names(user) -> str:
    """Return the roles of an officer by name."""
    labels = dict(Role.choices)
    return ("、" if reads_chinese() else ", ").join(str(labels[code]) for code in Role.values if code in user.roles)


def sees_cases(user) -> bool:
    """Say whether the officer has cases to see at all, and so an archive."""
    return bool(user.agency_id) and user.has_role(*READERS, *OVERSEERS)


def term_name(years: int | None) -> str:
    """Return a term of retention: 30年, 永久."""
    if reads_chinese():
        return f"{years}年" if years else "永久"
    return f"{years} years" if years else "Permanent"


# -- words of the law -----------------------------------------------------------------------------------------
def act_name(code: str) -> str:
    """Return what an act is called."""
    row = procedure.ACTS[code]
    return row.term if reads_chinese() else row.name


def state_name(code: str) -> str:
    """Return what a state is called."""
    return procedure.STATES[code][0 if reads_chinese() else 1]


def outcome_name(code: str) -> str:
    """Return what an outcome is called."""
    if code not in OUTCOMES:
        return paper_name(code)
    return OUTCOMES[code].label if reads_chinese() else OUTCOMES[code].name


def paper_name(code: str) -> str:
    """Return what a kind of letter or sheet is called, or "" for an unknown one."""
    kind = KINDS.get(code)
    return "" if kind is None else kind.TITLE if reads_chinese() else kind.NAME or kind.TITLE


def outcome_names(joined: str) -> str:
    """Return the outcomes of a rule of retention by name."""
    return ("、" if reads_chinese() else ", ").join(outcome_name(code) for code in joined.split("|") if code)


def ground_names(joined: str) -> str:
    """Return the grounds of a canonical string by name."""
    names = [GROUNDS[code].label if reads_chinese() else GROUNDS[code].name for code in split_grounds(joined)]
    return ("；" if reads_chinese() else "; ").join(names)


def meaning(row) -> str:
    """Return what an outcome or a ground means, in the reader's language."""
    return row.meaning if reads_chinese() else row.english


def evidence_of(ground) -> str:
    """Return what must be on file for a ground of refusal."""
    return "；".join(ground.evidence) if reads_chinese() else "; ".join(ground.proof)


def said(reason) -> str:
    """Return a cited reason, a refusal, a note or a check in the reader's language."""
    text = next((found for name in ("text", "reason", "note", "message") if (found := getattr(reason, name, ""))), "")
    return text if reads_chinese() else reason.english or text


def letter_title(row) -> str:
    """Return the title of the letter that an act issues by itself, or ""."""
    return KINDS[row.letter].TITLE if row.letter in KINDS else ""


def kind_title(code: str) -> str:
    """Return the title of a kind of letter; of one that is gone, its code."""
    return KINDS[code].TITLE if code in KINDS else code


def supervises(user) -> bool:
    """Say whether the officer sees the units of a government."""
    return bool(user.agency and user.agency.is_government and user.has_role(*OVERSEERS))


def sees_wordings(user) -> bool:
    """Say whether an officer has a part in the words of the agency's letters."""
    return may_see_wordings(user)


# -- lights ---------------------------------------------------------------------------------------------------
def light_name(code: str) -> str:
    """Return the name of a light, for those who do not see it."""
    return {
        "g": _("Green light"),
        "y": _("Yellow light"),
        "o": _("Orange light"),
        "r": _("Red light"),
        "k": _("Black light"),
        "p": _("Clock stopped"),
    }[code]
