"""The score grid of a call: what a dossier is judged on, how much each criterion weighs, and the mean it comes to."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

#: Every score is told out of a hundred, whatever the scales and the weights.
FULL_SCORE = 100
MAX_CRITERIA, MAX_WEIGHT, MAX_SCALE = 12, 100, 20
_CENT = Decimal("0.01")
_KEYS = {"code", "label", "help", "weight", "scale", "required"}


@dataclass(frozen=True)
class Criterion:
    """One thing judged, from 0 to `scale`; `weight` is its part beside the others."""

    code: str
    label: str
    weight: int
    scale: int = 5
    help: str = ""
    required: bool = True


@dataclass(frozen=True)
class Points:
    """What one criterion brings: `score` of its scale is `points` of its weight; both None when it was left out."""

    criterion: Criterion
    score: int | None
    points: Decimal | None


def read_grid(data: Iterable[Mapping[str, Any]]) -> tuple[Criterion, ...]:
    """Read the criteria that `check_grid` let pass, or that a dossier keeps since it was filed."""
    return tuple(Criterion(**criterion) for criterion in data)


def points_of(grid: Iterable[Criterion], scores: Mapping[str, int]) -> list[Points]:
    """Lay the computation out, criterion by criterion."""
    rows = []
    for criterion in grid:
        score = scores.get(criterion.code)
        points = None if score is None else Decimal(score) * criterion.weight / criterion.scale
        rows.append(Points(criterion, score, None if points is None else points.quantize(_CENT, ROUND_HALF_UP)))
    return rows


def weigh(grid: Iterable[Criterion], scores: Mapping[str, int]) -> Decimal | None:
    """Return the weighted mean out of 100, to the cent; a criterion left out weighs nothing. None without a score."""
    given = [criterion for criterion in grid if scores.get(criterion.code) is not None]
    weights = sum(criterion.weight for criterion in given)
    if not weights:
        return None
    points = sum(Decimal(scores[criterion.code]) * criterion.weight / criterion.scale for criterion in given)
    return (points * FULL_SCORE / weights).quantize(_CENT, ROUND_HALF_UP)


def check_grid(data: Any) -> None:
    """Raise ValidationError, in words, unless `data` is a grid: a list of criteria with distinct codes."""
    if not isinstance(data, list) or len(data) > MAX_CRITERIA:
        raise ValidationError(_("La grille est une liste de %d critères au plus.") % MAX_CRITERIA)
    for place, criterion in enumerate(data, start=1):
        _check_criterion(criterion, place)
    codes = [criterion["code"] for criterion in data]
    if len(set(codes)) != len(codes):
        raise ValidationError(_("Deux critères ont le même code."))


def _check_criterion(criterion: Any, place: int) -> None:
    if not isinstance(criterion, dict) or not {"code", "label", "weight"} <= criterion.keys() <= _KEYS:
        raise ValidationError(_("Critère %d : il a un code, un libellé (label) et un poids (weight).") % place)
    texts = [criterion["code"], criterion["label"], criterion.get("help", "")]
    if not all(isinstance(text, str) for text in texts) or not criterion["label"].strip():
        raise ValidationError(_("Critère %d : écrivez son libellé et son aide en texte.") % place)
    if not criterion["code"].isidentifier():
        raise ValidationError(_("Critère %d : son code n’a que des lettres, des chiffres et « _ ».") % place)
    for key, most in (("weight", MAX_WEIGHT), ("scale", MAX_SCALE)):
        value = criterion.get(key, 5)
        if not isinstance(value, int) or isinstance(value, bool) or not 1 <= value <= most:
            words = {"place": place, "most": most, "key": key}
            raise ValidationError(_("Critère %(place)d : « %(key)s » est un nombre de 1 à %(most)d.") % words)
    if not isinstance(criterion.get("required", True), bool):
        raise ValidationError(_("Critère %d : « required » vaut true ou false.") % place)
