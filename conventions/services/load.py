"""Load the convention from its data file: the same service for the demonstration and for production."""

import json
from pathlib import Path
from typing import Any

from django.db import transaction
from django.db.models import Model

from conventions.models import (
    Article,
    Committee,
    Convention,
    Disagreement,
    Indicator,
    IndicatorSet,
    Objective,
    Signatory,
)

CONVENTION_2024 = Path(__file__).resolve().parents[1] / "data" / "convention_2024.json"
_PARTS: dict[str, tuple[type[Model], str]] = {
    "articles": (Article, "number"),
    "objectives": (Objective, "number"),
    "signatories": (Signatory, "position"),
    "disagreements": (Disagreement, "code"),
}


@transaction.atomic
def load_convention(path: Path = CONVENTION_2024) -> Convention:
    """Write the convention of `path`, its parts, its committee and its first indicators; a second run changes nothing.

    Texts follow the file. What people decided since stays: the committee's rules and the indicator set already there.
    """
    data = json.loads(path.read_text(encoding="utf-8"))
    parts = {name: data.pop(name) for name in _PARTS}
    committee, indicators = data.pop("committee"), data.pop("indicator_set")
    convention, _created = Convention.objects.update_or_create(slug=data.pop("slug"), defaults=data)
    convention.refresh_from_db()
    for name, (model, key) in _PARTS.items():
        for row in parts[name]:
            found = {"convention": convention, key: row.pop(key)}
            model._default_manager.update_or_create(**found, defaults=row)
    Committee.objects.get_or_create(convention=convention, defaults=committee)
    _load_indicators(convention, indicators)
    return convention


def _load_indicators(convention: Convention, data: dict[str, Any]) -> None:
    rows = data.pop("indicators")
    version = data.pop("version")
    indicator_set, created = IndicatorSet.objects.get_or_create(convention=convention, version=version, defaults=data)
    if created:
        Indicator.objects.bulk_create(Indicator(indicator_set=indicator_set, **row) for row in rows)
