"""Citations of the law for templates."""

from django import template

from workflow.citations import article_in, cited

register = template.Library()
register.filter(cited)
register.filter(article_in)
