"""How the pages of the dossiers write what is theirs alone."""

from decimal import Decimal

from django import template

from projects.queries.opinions import score_words

register = template.Library()


@register.filter
def score(value: Decimal | None) -> str:
    """Write a score out of a hundred; nothing for none."""
    return score_words(value)
