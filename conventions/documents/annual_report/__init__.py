"""What an annual report says, built from its frozen figures alone: the same for the page and for the paper."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from conventions.enums import VoteOutcome
from conventions.models import AnnualReport
from conventions.periods import read_period
from ofqj_portal.core.calendar import PARIS
from ofqj_portal.core.shores import format_date

from .activity import activity_section, territory_section
from .closing import annex_section, contribution_section, method_section, missing, money_section, network_section
from .essentials import essentials
from .overview import glance, plan_section
from .parts import Cover, ReportPaper
from .people import profile_section, result_section
from .trends import trend_section
from .words import day, lower_first

SECTIONS = (
    glance, essentials, plan_section, activity_section, trend_section, profile_section, territory_section,
    result_section, network_section, money_section, contribution_section, method_section, annex_section,
)  # fmt: skip


def report_paper(report: AnnualReport, figures: dict[str, Any], *, at: datetime) -> ReportPaper:
    """Say what the report of these figures says; `at` is the instant its text was settled (counted, or adopted)."""
    sections = (build(figures) for build in SECTIONS)
    return ReportPaper(cover=_cover(report, figures, at), sections=tuple(section for section in sections if section))


def status_words(report: AnnualReport) -> str:
    """Say where the report stands, as printed on it."""
    if report.is_provisional:
        return _("Version %(version)s, provisoire, avant vote du comité") % {"version": report.version}
    adopted = format_date(report.adopted_at.astimezone(PARIS).date()) if report.adopted_at else "—"
    return _("Version %(version)s, adoptée par le comité le %(day)s") % {"version": report.version, "day": adopted}


def adoption_of(report: AnnualReport) -> str:
    """Say when and by whom the report was adopted, voice by voice; "" before the vote."""
    if report.adopted_at is None or report.is_provisional:
        return ""
    words = _("Adopté le %(day)s par le comité de suivi et de pilotage de la convention.") % {
        "day": format_date(report.adopted_at.astimezone(PARIS).date())
    }
    vote = (
        report.votes.filter(outcome=VoteOutcome.CARRIED)
        .select_related("meeting", "consultation")
        .order_by("-recorded_at")
        .first()
    )
    if vote is None:
        return words
    voices = ", ".join(
        _("%(party)s : %(choice)s")
        % {"party": ballot.get_party_display(), "choice": lower_first(ballot.get_choice_display())}
        for ballot in vote.ballots.order_by("party")
    )
    how = _("« %(meeting)s » ; voix : %(voices)s.") % {"meeting": vote.taken_in, "voices": voices}
    return f"{words} {how}"


def _cover(report: AnnualReport, figures: dict[str, Any], at: datetime) -> Cover:
    identity = figures["identity"]
    convention = identity["convention"]
    status = status_words(report)
    return Cover(
        kicker=_("Comité de suivi et de pilotage · %(period)s") % {"period": read_period(identity["period"]).label},
        title=_("Bilan de la mobilité des jeunes en insertion"),
        convention=f"{convention['title']} {convention['title_years']}",
        signed=_("signée le %(signed)s, en vigueur jusqu’au %(end)s")
        % {"signed": day(convention["signed_on"]), "end": day(convention["ends_on"])},
        status=status,
        reference=identity["reference"],
        day=format_date(at.astimezone(PARIS).date()),
        footer=_("Bilan %(period)s · %(convention)s · %(status)s")
        % {"period": identity["period"], "convention": "Convention OFQJ – UNML – RCJEQ", "status": _short(report)},
        provisional=report.is_provisional,
        missing=tuple(missing(figures)) if report.is_provisional else (),
        erratum=identity["erratum"],
    )


def _short(report: AnnualReport) -> str:
    word = _("provisoire") if report.is_provisional else _("adoptée")
    return _("version %(version)s, %(word)s") % {"version": report.version, "word": word}
