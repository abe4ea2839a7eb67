"""The duties of the season on the worklist, and which year's report the navigation opens."""

from django import template

from reporting.filing.duties import duties_of, filing_year

LAST_MONTH = 3  # governments publish by 31 March (条例50)

register = template.Library()


@register.inclusion_tag("reporting/filing/_duties.html", takes_context=True)
def filing_duties(context):
    """Print what the reader has to do for the year's report."""
    return {"duties": duties_of(context["request"].user, context["today"]), "user": context["request"].user}


@register.filter
def report_season(today) -> int:
    """Return the year that units file on a day."""
    return filing_year(today)


@register.filter
def report_year_of(today) -> int:
    """Return the year whose table a reader looks for: last year's until its publication is due, then this year's."""
    return today.year - 1 if today.month <= LAST_MONTH else today.year
