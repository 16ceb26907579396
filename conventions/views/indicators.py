"""The indicators: the figures of a year beside their targets, each open on its tables and rows; and their versions."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from conventions import access
from conventions import indicator_access as doors
from conventions.documents.annual_report.words import number
from conventions.documents.indicators import IndicatorLine, hour_of_count, over_years
from conventions.forms.indicator import IndicatorSetForm, IndicatorWordsForm, TargetsForm
from conventions.models import Indicator, IndicatorSet, IndicatorTarget
from conventions.queries.catalogue import LIBRARY
from conventions.queries.indicators import (
    YearOfFigures,
    breakdowns_of,
    counted_for,
    figures_of_year,
    frozen_reports,
    past_of,
    reports_with_figures,
    rows_of_year,
    set_of_year,
    sets_of,
    targets_of,
)
from conventions.services.indicators import draft_set, propose_set, write_indicator, write_targets
from conventions.views.acts import act, move
from conventions.views.reports import links_to_rows
from ofqj_portal.core import calendar
from ofqj_portal.core.access import signed_in
from ofqj_portal.core.journal import history_of
from ofqj_portal.core.small_cells import THRESHOLD


@signed_in
@require_safe
def indicators(request: HttpRequest, slug: str) -> HttpResponse:
    """Show the indicators of one year: figure, baseline, target, gap; and the versions of the set."""
    convention, this_year = doors.get_convention(request.user, slug), calendar.today().year
    reports, sets = reports_with_figures(convention), sets_of(convention)
    frozen = frozen_reports(convention, reports)
    years = doors.years_open_to(request.user, convention, this_year, frozen)
    asked = request.GET.get("annee", "")
    year = int(asked) if asked.isdecimal() and int(asked) in years else (years[-1] if years else None)
    may_keep = access.can_keep(request.user)
    context: dict[str, Any] = {
        "convention": convention,
        "years": years,
        "year": year,
        "sets": sets,
        "may_keep": may_keep,
        "levels_year": year or min(this_year, convention.ends_on.year),
        "threshold": THRESHOLD,
    }
    if year is not None:
        at = figures_of_year(convention, year, frozen, sets, reports=reports)
        rows = rows_of_year(at.indicator_set, year)
        lines = [IndicatorLine.of(row, at, aim) for row, aim in rows]
        context |= {"at": at, "counted_at": hour_of_count(at), "lines": lines}
        context["may_aim"] = may_keep and context["at"].report is None
    return render(request, "conventions/indicators.html", context)


@signed_in
@require_safe
def indicator(request: HttpRequest, slug: str, year: int, code: str) -> HttpResponse:
    """Open one figure: how it is counted, its tables with small cells hidden, its years, its rows for who may read."""
    convention, this_year = doors.get_convention(request.user, slug), calendar.today().year
    reports, sets = reports_with_figures(convention), sets_of(convention)
    frozen = frozen_reports(convention, reports)
    years = doors.years_open_to(request.user, convention, this_year, frozen)
    doors.allow_year(years, year)
    kept = frozen[str(year)].indicator_set if str(year) in frozen else set_of_year(convention, year, sets)
    row, aim = _row_of(kept, year, code)
    at = figures_of_year(convention, year, frozen, sets, counted=counted_for(row), reports=reports)
    others = [figures_of_year(convention, int(period), frozen) for period in frozen if int(period) in years]
    figure = LIBRARY.get(row.code)
    tables = [
        (table, [(name, number(count)) for name, count in lines]) for table, lines in breakdowns_of(row, at)
    ]  # fmt: skip
    context = {
        "convention": convention,
        "at": at,
        "counted_at": hour_of_count(at),
        "indicator": row,
        "figure": figure,
        "line": IndicatorLine.of(row, at, aim),
        "tables": tables,
        "chart": over_years(row, _by_year([*others, at]), convention.gap_years, past_of(convention, row.code)),
        "rows_url": links_to_rows(request.user, at.period).get(figure.rows, "") if figure else "",
        "levels_url": f"{reverse('conventions:indicator_levels', args=[slug, year])}?indicateur={row.code}",
        "threshold": THRESHOLD,
    }
    return render(request, "conventions/indicator.html", context)


def _row_of(indicator_set: IndicatorSet, year: int, code: str) -> tuple[Indicator, IndicatorTarget | None]:
    """Hand over one indicator of a set, with its target for the year. Raises Http404."""
    for row, aim in rows_of_year(indicator_set, year):
        if row.code == code:
            return row, aim
    raise Http404


def _by_year(found: list[YearOfFigures]) -> list[YearOfFigures]:
    return sorted({at.year: at for at in found}.values(), key=lambda at: at.year)


@signed_in
@require_safe
def indicator_set(request: HttpRequest, slug: str, version: int) -> HttpResponse:
    """Show one version of the indicators: every word of it, and where it stands."""
    found = doors.get_set(request.user, slug, version)
    context = {
        "set": found,
        "rows": found.indicators.order_by("position"),
        "may_write": access.can_keep(request.user) and found.is_in_preparation,
        "history": history_of(found),
    }
    return render(request, "conventions/indicator_set.html", context)


@signed_in
@require_http_methods(["GET", "POST"])
def indicator_set_new(request: HttpRequest, slug: str) -> HttpResponse:
    """Prepare the next version of the indicators."""
    convention = access.get_convention(request.user, slug, may=access.can_keep)
    last = IndicatorSet.objects.filter(convention=convention).chosen().order_by("-version").first()
    codes = list(last.indicators.values_list("code", flat=True)) if last else []
    initial = {"codes": codes, "from_year": calendar.today().year + 1}
    form = IndicatorSetForm(request.POST or None, initial=initial)
    return act(
        request, form, lambda data: draft_set(convention=convention, by=request.user, now=calendar.now(), **data),
        done=_("La version est en préparation : relisez ses mots, puis proposez-la au comité."),
        heading=_("Préparer une version des indicateurs"),
        lead=_("Les années passées gardent les leurs."), submit_label=_("Préparer"), cancel_url=_home(slug),
    )  # fmt: skip


@signed_in
@require_http_methods(["GET", "POST"])
def indicator_change(request: HttpRequest, slug: str, version: int, code: str) -> HttpResponse:
    """Change the words of an indicator of a version in preparation."""
    found = doors.get_set(request.user, slug, version, may=access.can_keep)
    row = doors.get_indicator(request.user, found, code)
    form = IndicatorWordsForm(request.POST or None, indicator=row)

    def write(data: dict) -> str:
        write_indicator(indicator=row, by=request.user, now=calendar.now(), **data)
        return found.get_absolute_url()

    return act(
        request, form, write, done=_("L’indicateur est modifié."), heading=_("Modifier un indicateur"), lead=row.label,
        submit_label=_("Enregistrer"), cancel_url=found.get_absolute_url(),
    )  # fmt: skip


@signed_in
@require_http_methods(["GET", "POST"])
def indicator_set_propose(request: HttpRequest, slug: str, version: int) -> HttpResponse:
    """Put a version to the committee."""
    found = doors.get_set(request.user, slug, version, may=access.can_keep)
    return move(
        request, lambda: propose_set(indicator_set=found, by=request.user, now=calendar.now()),
        done=_("La version est proposée : le comité la vote en réunion ou par écrit."), back=found.get_absolute_url(),
        heading=_("Proposer ces indicateurs au comité"), question=_("Leurs mots ne changeront plus."),
        consequences=[
            _("Adoptés, ils servent à partir de %(year)s.") % {"year": found.from_year},
            _("Les bilans déjà adoptés gardent les indicateurs de leur année."),
        ],
        submit_label=_("Proposer au comité"),
    )  # fmt: skip


@signed_in
@require_http_methods(["GET", "POST"])
def indicator_targets(request: HttpRequest, slug: str, year: int) -> HttpResponse:
    """Write where each indicator starts from and where it should be in a year."""
    convention = access.get_convention(request.user, slug, may=access.can_keep)
    doors.allow_year(doors.years_open_to(request.user, convention, calendar.today().year + 1), year)
    found = set_of_year(convention, year)
    form = TargetsForm(request.POST or None, indicator_set=found, targets=targets_of(found, year))
    back = f"{_home(slug)}?annee={year}"

    def write(data: dict) -> str:
        write_targets(indicator_set=found, year=year, by=request.user, now=calendar.now(), **data)
        return back

    return act(
        request, form, write, done=_("Les cibles sont notées."),
        heading=_("Cibles de %(year)s") % {"year": year},
        lead=_("D’où l’on part, et où l’on veut être. Laissez vide ce qui n’est pas fixé."),
        submit_label=_("Enregistrer les cibles"), cancel_url=back,
    )  # fmt: skip


def _home(slug: str) -> str:
    return reverse("conventions:indicators", args=[slug])
