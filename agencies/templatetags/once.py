"""The key with which a page draws a form, so that the form does its work once."""

import uuid

from django import template
from django.utils.html import format_html

register = template.Library()


@register.simple_tag
def once() -> str:
    """Return the hidden field of a fresh key; it stands in every form that changes something."""
    return format_html('<input type="hidden" name="once" value="{}">', uuid.uuid4().hex)
