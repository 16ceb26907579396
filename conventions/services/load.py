"""Load the convention from its data file: the same service for the demonstration and for production."""

import json
from pathlib import Path
from typing import Any

from django.apps import apps as installed
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
    ObligationRule,
    Paragraph,
    Signatory,
    SigningMandate,
)

CONVENTION_2024 = Path(__file__).resolve().parents[1] / "data" / "convention_2024.json"
BY_DELEGATION = "signature « P/O » du 1er octobre 2024, l’acte de délégation est à joindre"
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
    obligations = data.pop("obligations")
    convention, _created = Convention.objects.update_or_create(slug=data.pop("slug"), defaults=data)
    convention.refresh_from_db()
    paragraphs = {row["number"]: row.pop("paragraphs") for row in parts["articles"]}
    for name, (model, key) in _PARTS.items():
        for row in parts[name]:
            found = {"convention": convention, key: row.pop(key)}
            model._default_manager.update_or_create(**found, defaults=row)
    _load_paragraphs(convention, paragraphs)
    _load_signing_mandates(convention)
    Committee.objects.get_or_create(convention=convention, defaults=committee)
    _add_rules(ObligationRule, convention, obligations)
    _load_indicators(convention, indicators)
    return convention


def add_missing_rules(apps: Any = installed) -> int:
    """Add the rules of obligations that the data file has and a convention loaded earlier lacks; return how many.

    Run by itself after each migration, so that a version of the portal that knows a new date needs no second load. What
    people changed in a rule since stays. `apps` are the models as they stand (those of the migrations, then).
    """
    data = json.loads(CONVENTION_2024.read_text(encoding="utf-8"))
    convention = apps.get_model("conventions", "Convention").objects.filter(slug=data["slug"]).first()
    if convention is None:
        return 0
    return _add_rules(apps.get_model("conventions", "ObligationRule"), convention, data["obligations"])


def _add_rules(rule: Any, convention: Any, rows: list[dict[str, Any]]) -> int:
    known = set(rule.objects.filter(convention=convention).values_list("kind", flat=True))
    missing = [rule(convention=convention, **row) for row in rows if row["kind"] not in known]
    return len(rule.objects.bulk_create(missing))


def _load_paragraphs(convention: Convention, texts: dict[int, list[str]]) -> None:
    """Write the paragraphs of each article as they were signed; those already there are left."""
    known = set(Paragraph.objects.filter(article__convention=convention).values_list("article", "number"))
    Paragraph.objects.bulk_create(
        Paragraph(article=article, number=number, text=text)
        for article in convention.articles.all()
        for number, text in enumerate(texts[article.number], start=1)
        if (article.pk, number) not in known
    )


def _load_signing_mandates(convention: Convention) -> None:
    """Give whoever signed the power to sign what follows, until somebody says otherwise; only the first time."""
    if convention.signing_mandates.exists():
        return
    SigningMandate.objects.bulk_create(
        SigningMandate(
            convention=convention, party=row.party, section=row.section, name=row.name, capacity=row.capacity,
            delegated_by=BY_DELEGATION if row.by_delegation else "", starts_on=convention.signed_on,
        )
        for row in convention.signatories.order_by("position")
    )  # fmt: skip


def _load_indicators(convention: Convention, data: dict[str, Any]) -> None:
    rows = data.pop("indicators")
    version = data.pop("version")
    indicator_set, created = IndicatorSet.objects.get_or_create(convention=convention, version=version, defaults=data)
    if created:
        Indicator.objects.bulk_create(Indicator(indicator_set=indicator_set, **row) for row in rows)
