"""Whether the navigation shows the ledger of fees."""

from django import template

from reporting.fees.policy import may_read_ledger

register = template.Library()


@register.filter
def reads_fee_ledger(user) -> bool:
    """Say whether the reader has the ledger of fees before them."""
    return may_read_ledger(user)
