"""Amounts as templates print them."""

from django import template

from linli.directory import money

register = template.Library()


@register.filter
def yuan(amount: int) -> str:
    """Return 分 as yuan with its thousands."""
    return money.yuan(amount)
