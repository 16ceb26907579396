"""The sets of indicators: prepared from the library, put to the committee, chosen by its vote; and targets by year."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from conventions.enums import FROZEN
from conventions.models import AnnualReport, Convention, Indicator, IndicatorSet, IndicatorTarget, Resolution
from conventions.queries.catalogue import LIBRARY
from conventions.services.minutes import propose_resolution
from ofqj_portal.core.calendar import PARIS
from ofqj_portal.core.errors import DomainError, WrongState
from ofqj_portal.core.journal import record

if TYPE_CHECKING:
    from ofqj_portal.accounts.models import User


class IndicatorsRefused(DomainError):
    """The set, or its targets, are not ones the committee could use."""


@dataclass(frozen=True)
class Aim:
    """Where an indicator starts from and where it should be, in its unit."""

    baseline: Decimal | None = None
    target: Decimal | None = None


@transaction.atomic
def draft_set(
    *, convention: Convention, title: str, from_year: int, codes: Iterable[str], by: "User", now: datetime
) -> IndicatorSet:
    """Prepare the next version of the indicators, taken from the library; words of the last version are kept.

    Raises IndicatorsRefused without an indicator, for an unknown code, or while another version is in preparation.
    """
    convention = Convention.objects.select_for_update().get(pk=convention.pk)
    codes = [code for code in LIBRARY if code in set(codes)]
    if not codes:
        raise IndicatorsRefused(_("Choisissez au moins un indicateur de la bibliothèque."))
    sets = IndicatorSet.objects.filter(convention=convention)
    if any(found.is_in_preparation for found in sets):
        raise IndicatorsRefused(_("Une version est déjà en préparation : complétez-la, ou proposez-la au comité."))
    last = sets.chosen().order_by("-version").first()
    former = {row.code: row for row in last.indicators.all()} if last else {}
    made = IndicatorSet.objects.create(
        convention=convention, version=(sets.aggregate(last=Max("version"))["last"] or 0) + 1, title=title,
        from_year=from_year,
    )  # fmt: skip
    Indicator.objects.bulk_create(
        Indicator(indicator_set=made, code=code, position=place, **_words(code, former.get(code)))
        for place, code in enumerate(codes, start=1)
    )
    record(made, "indicators.drafted", by=by, version=made.version, codes=codes)
    return made


@transaction.atomic
def write_indicator(*, indicator: Indicator, by: "User", now: datetime, **words: Any) -> Indicator:
    """Change the words of an indicator of a version in preparation; its code, so its computation, stays. WrongState."""
    made = _in_preparation(indicator.indicator_set)
    for name, value in words.items():
        setattr(indicator, name, value)
    indicator.save(update_fields=list(words))
    record(made, "indicators.written", by=by, code=indicator.code, fields=sorted(words))
    return indicator


@transaction.atomic
def propose_set(*, indicator_set: IndicatorSet, by: "User", now: datetime) -> Resolution:
    """Put a version to the committee as a resolution: its vote, in a meeting or in writing, chooses it. WrongState."""
    made = _in_preparation(indicator_set)
    labels = ", ".join(row.label for row in made.indicators.order_by("position"))
    text = _("À partir de %(year)s, suivre les indicateurs « %(set)s » : %(labels)s.") % {
        "year": made.from_year, "set": made, "labels": labels,
    }  # fmt: skip
    made.resolution = propose_resolution(committee=made.convention.committee, text=text, by=by, now=now)
    made.save(update_fields=["resolution"])
    record(made, "indicators.proposed", by=by, resolution=made.resolution.pk)
    return made.resolution


def choose_set(*, resolution: Resolution, by: "User | None", now: datetime) -> None:
    """Have the version that a carried resolution proposes, if it proposes one, be in use from its year on."""
    made = IndicatorSet.objects.select_for_update(of=("self",)).filter(resolution=resolution).first()
    if made is not None:
        made.voted_on = now.astimezone(PARIS).date()
        made.save(update_fields=["voted_on"])
        record(made, "indicators.chosen", by=by, version=made.version)


@transaction.atomic
def write_targets(
    *, indicator_set: IndicatorSet, year: int, aims: Mapping[int, Aim], by: "User", now: datetime
) -> list[IndicatorTarget]:
    """Write the baselines and targets of a year, by indicator (id); an empty one is taken away.

    Raises IndicatorsRefused once the year's report is adopted: past years keep theirs; or for another set's indicator.
    """
    made = IndicatorSet.objects.select_for_update(of=("self",)).get(pk=indicator_set.pk)
    frozen = AnnualReport.objects.filter(convention=made.convention_id, period=str(year), state__in=FROZEN)
    if frozen.exists():
        raise IndicatorsRefused(_("Le bilan de cette année est adopté : ses cibles ne changent plus."))
    known = set(made.indicators.values_list("pk", flat=True))
    if set(aims) - known:
        raise IndicatorsRefused(_("Un de ces indicateurs n’est pas dans le jeu de cette année."))
    IndicatorTarget.objects.filter(indicator__in=aims, year=year).delete()
    rows = IndicatorTarget.objects.bulk_create(
        IndicatorTarget(indicator_id=pk, year=year, baseline=aim.baseline, target=aim.target)
        for pk, aim in aims.items()
        if aim != Aim()
    )
    record(made, "indicators.targets_written", by=by, year=year, count=len(rows))
    return rows


def _in_preparation(indicator_set: IndicatorSet) -> IndicatorSet:
    made = IndicatorSet.objects.select_for_update(of=("self",)).select_related("convention").get(pk=indicator_set.pk)
    if not made.is_in_preparation:
        raise WrongState(_("Cette version est proposée ou choisie : préparez-en une nouvelle."))
    return made


def _words(code: str, former: Indicator | None) -> dict[str, Any]:
    """Take an indicator's words from the last version, else from the library."""
    figure = LIBRARY[code]
    words = {
        "label": str(figure.label), "definition": str(figure.definition), "unit": figure.unit,
        "formula": str(figure.formula), "source": str(figure.source), "disaggregations": list(figure.breakdowns),
    }  # fmt: skip
    if former is not None:
        kept = ("label", "definition", "unit", "formula", "source", "norm_pct", "norm_source")
        words |= {name: getattr(former, name) for name in kept if getattr(former, name) not in (None, "")}
    return words
