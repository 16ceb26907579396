"""How much a call tops the aid up for one young person who meets an obstacle: {"passport": "120.00"}."""

from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from projects.enums import ExtraCategory

CENT, MOST = Decimal("0.01"), Decimal(100_000)


def read_caps(data: Mapping[str, Any]) -> tuple[tuple[str, Decimal], ...]:
    """Read the caps that `check_caps` let pass, in the order of the categories."""
    return tuple((code, Decimal(data[code])) for code in ExtraCategory.values if data.get(code) not in (None, ""))


def check_caps(data: Any) -> None:
    """Raise ValidationError unless `data` gives a positive amount to known categories."""
    if not isinstance(data, dict) or not set(data) <= set(ExtraCategory.values):
        raise ValidationError(_("Chaque complément est d’une nature connue."))
    try:
        amounts = [Decimal(str(value)) for value in data.values()]
    except InvalidOperation as unreadable:
        raise ValidationError(_("Chaque complément a un montant maximal, en chiffres.")) from unreadable
    if not all(amount.is_finite() and 0 < amount <= MOST and amount == amount.quantize(CENT) for amount in amounts):
        raise ValidationError(_("Le montant maximal d’un complément est positif et s’arrête aux centimes."))
