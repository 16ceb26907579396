"""How the pages of the dossiers write what is theirs alone."""

from decimal import Decimal

from django import template

from projects.queries import rates
from projects.queries.opinions import score_words

register = template.Library()


@register.filter
def score(value: Decimal | None) -> str:
    """Write a score out of a hundred; nothing for none."""
    return score_words(value)


@register.filter
def rate_number(rate: Decimal) -> str:
    """Write an exchange rate with every decimal it has."""
    return rates.rate_number(rate)
