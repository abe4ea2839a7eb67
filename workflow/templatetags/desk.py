"""What templates call of the labels, and the ruler of a term."""

from django import template

from workflow import labels

register = template.Library()
RULER = 84  # width of a ruler in its own units, as in the stylesheet

for name in (
    "day",
    "short_day",
    "weekday_name",
    "moment",
    "weeks",
    "months_of",
    "masked_name",
    "masked",
    "role_names",
    "sees_cases",
    "term_name",
    "act_name",
    "state_name",
    "outcome_name",
    "paper_name",
    "outcome_names",
    "ground_names",
    "meaning",
    "evidence_of",
    "said",
    "letter_title",
    "kind_title",
    "supervises",
    "sees_wordings",
    "light_name",
    "linked",
    "article_name",
):
    register.filter(name, getattr(labels, name))


@register.inclusion_tag("workflow/desk/_ruler.html")
def ruler(term_status) -> dict:
    """Draw the used part of a term: a gap every five days, a long line where the term ended before its extension."""
    total = max(term_status.total, 1)
    width = RULER / total
    return {
        "term_status": term_status,
        "used": f"{min(term_status.used, total) * width:.1f}",
        "ticks": [f"{n * width:.1f}" for n in range(5, total, 5)],
        "base": f"{term_status.base * width:.1f}" if term_status.base < total else "",
        "over": term_status.used > total,
    }
