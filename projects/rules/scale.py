"""The scale of a call as a computation one can read: so many people × so much each, then the top-ups (R8)."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ofqj_portal.core.money import Money, total
from ofqj_portal.core.shores import format_money
from projects.enums import FOR_PROFESSIONALS
from projects.models import AidExtra, CallRules, Project


@dataclass(frozen=True)
class ScaleLine:
    """One line of the computation: « 12 jeunes × 500 € = 6 000 € »."""

    words: str
    amount: Money


def head_count_words(rules: CallRules, count: int) -> str:
    """Say how many travel, in the word of the programme."""
    if rules.programme in FOR_PROFESSIONALS:
        words = ngettext("%d professionnel", "%d professionnels", count)
    else:
        words = ngettext("%d jeune", "%d jeunes", count)
    return words % count


def scale_lines(rules: CallRules, places: int, extras: Iterable[AidExtra]) -> list[ScaleLine]:
    """Lay the scale out, in the currency of the call; nothing for a call without an aid per head but for top-ups."""
    lines = []
    if rules.aid_per_head is not None:
        lines.append(_line(head_count_words(rules, places), Money(rules.aid_per_head, rules.currency), places))
    for extra in extras:
        what = f"{extra.get_category_display()} · {head_count_words(rules, extra.people)}"
        lines.append(_line(what, extra.unit, extra.people))
    return lines


def _line(what: str, unit: Money, count: int) -> ScaleLine:
    amount = unit * count
    words = {"what": what, "unit": format_money(unit), "amount": format_money(amount)}
    return ScaleLine(_("%(what)s × %(unit)s = %(amount)s") % words, amount)


def scale_total(rules: CallRules, people: int, extras: Iterable[AidExtra]) -> Money:
    """Return how much the scale gives for `people`, top-ups included: each for no more people than there are."""
    head = Money(rules.aid_per_head or Decimal(0), rules.currency) * people
    return head + total([extra.unit * min(extra.people, people) for extra in extras], rules.currency)


def extras_of(project: Project, rules: CallRules) -> tuple[AidExtra, ...]:
    """Return the top-ups a dossier asks for; none, and no query, where its call gives none."""
    return tuple(project.aid_extras.all()) if rules.extra_caps else ()
