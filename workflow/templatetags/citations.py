"""Citations of the law for templates."""

from django import template

from agencies.text.citations import article_in, cited

register = template.Library()
register.filter(cited)
register.filter(article_in)
