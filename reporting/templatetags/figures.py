"""Numbers of a report on a page: a link to what each counts, a percentage with its two numbers."""

from urllib.parse import urlencode

from django import template
from django.utils.html import format_html, format_html_join

from reporting.narrative.fragments import Fragment, LinkedNumber, Percentage, fragments_of

register = template.Library()


@register.simple_tag(takes_context=True)
def sentence(context, text: str):
    """Print a sentence; where the page opens numbers (`base`), each of its numbers is a link."""
    return format_html_join("", "{}", ((_printed(context, fragment),) for fragment in fragments_of(text)))


@register.simple_tag(takes_context=True)
def fragment(context, one: Fragment):
    """Print one fragment of a table's line."""
    return _printed(context, one)


def _printed(context, one: Fragment):
    base = context.get("base", "")
    if base and isinstance(one, LinkedNumber) and one.opens:
        asked = {"row": one.row, "column": one.column}
        keep = f"{context['keep']}&" if context.get("keep") else ""
        if word := context.get("scope_word"):
            asked["scope"] = word
        return format_html('<a class="n" href="{}?{}{}">{}</a>', base, keep, urlencode(asked), one)
    if base and isinstance(one, Percentage) and str(one):
        return format_html('<span class="share" title="{}">{}</span>', one.division, one)
    return format_html("{}", one)
