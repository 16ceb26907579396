"""The committee's years: each plan voted, one report published, the last one open, a meeting ahead."""

from datetime import date, timedelta

from conventions.enums import Body
from conventions.models import AnnualReport, Committee
from conventions.past_table import PastLine
from conventions.services.actions import record_deed
from conventions.services.building import take_figures
from conventions.services.past_years import take_over_years
from conventions.services.plans import propose_plan
from conventions.services.reports import (
    hand_in_contribution,
    present_report,
    publish_report,
    report_of_period,
)
from ofqj_portal.dashboard.demo.cast import Cast
from ofqj_portal.dashboard.demo.convention import (
    hold_meeting,
    join_act,
    on,
    propose_change,
    vote,
    write_down,
    write_plan,
)
from ofqj_portal.dashboard.demo.governance import govern

WRITERS = {
    Body.OFQJ_FRANCE: "comite-ofqj-fr",
    Body.OFQJ_QUEBEC: "comite-ofqj-qc",
    Body.UNML: "comite-unml",
    Body.RCJEQ: "comite-rcjeq",
}
TEXTS = {
    Body.OFQJ_FRANCE: "Davantage de groupes sont partis en demi-saison, moins chère. Les dossiers arrivent plus "
    "complets : la moitié n’a demandé aucun complément.",
    Body.OFQJ_QUEBEC: "Les chantiers ont trouvé des partenaires hors des grandes villes. Deux groupes ont dû renoncer, "
    "faute d’accompagnateurs disponibles.",
    Body.UNML: "Le réseau a relayé l’appel dans chaque région. Les Missions Locales rurales restent moins nombreuses à "
    "déposer ; une rencontre leur sera consacrée.",
    Body.RCJEQ: "Les carrefours saluent la durée des ententes : revenir chez le même partenaire change le séjour.",
}
PAST_MEASURES = ("people", "projects", "to_quebec", "to_france", "filed", "agreements")
PAST = {
    2017: (96, 9, 71, 25, 17, 6), 2018: (121, 12, 88, 33, 22, 8), 2019: (142, 14, 101, 41, 27, 9),
    2020: (0, 0, 0, 0, 11, 1), 2021: (0, 0, 0, 0, 9, 2), 2022: (134, 11, 98, 36, 28, 5), 2023: (88, 8, 60, 28, 19, 4),
}  # fmt: skip
DEEDS = {
    6: ("Salon de la mobilité d’Essai-sur-Orne", "Article dans la lettre du réseau", "Webinaire pour les conseillers"),
    7: ("Page commune mise en ligne sur le site de l’OFQJ", "Lien posé sur le site du RCJEQ"),
}


def play_committee(committee: Committee, cast: Cast) -> None:
    """Vote the plans of last year and this one, prepare the next, publish one report and open the following."""
    year = cast.anchor.year
    for planned in (year - 1, year):
        plan = write_plan(committee, planned, cast)
        with on(date(planned - 1, 12, 1), cast.anchor) as now:
            propose_plan(plan=plan, by=cast.users["comite-unml"], now=now)
        _note_deeds(plan, cast)
        meeting = vote(committee, plan, date(planned - 1, 12, 12), f"Validation du plan d’action {planned}", cast)
    write_down(meeting, cast)
    write_plan(committee, year + 1, cast)
    _take_over_past(committee, year - 3, cast)
    _publish(committee, str(year - 2), cast)
    _open(committee, str(year - 1), cast)
    join_act(committee, cast.users["comite-unml"])
    propose_change(committee, cast.users["comite-unml"])
    hold_meeting(committee, f"Bilan {year - 1} et plan {year + 1}", cast.anchor + timedelta(days=18))
    govern(committee, cast)


def _take_over_past(committee: Committee, last: int, cast: Cast) -> None:
    """Take over what invented reports say of the years before the portal; nobody left in 2020 and in 2021."""
    lines = [
        PastLine(rank, year, dict(zip(PAST_MEASURES, values, strict=True)), f"rapport d’activité d’essai {year}")
        for rank, (year, values) in enumerate(PAST.items(), start=2)
        if year <= last
    ]
    with on(date(committee.convention.signed_on.year, 12, 2), cast.anchor) as now:
        take_over_years(convention=committee.convention, lines=lines, by=cast.users["comite-ofqj-fr"], now=now)


def _note_deeds(plan: object, cast: Cast) -> None:
    by = cast.users["comite-unml"]
    for number, titles in DEEDS.items():
        for rank, title in enumerate(titles, start=1):
            done_on = date(plan.year, 3 * rank, 10)
            if done_on <= cast.anchor:
                action = plan.actions.get(number=number)
                with on(done_on, cast.anchor) as now:
                    record_deed(action=action, title=title, done_on=done_on, by=by, now=now)


def _publish(committee: Committee, period: str, cast: Cast) -> None:
    """Play a report to its end: four contributions, figures, vote, publication. A worker makes its paper."""
    report = _with_contributions(committee, period, list(Body), cast)
    by, held_on = cast.users["comite-ofqj-fr"], date(int(period) + 1, 4, 8)
    with on(held_on - timedelta(days=10), cast.anchor) as now:
        take_figures(report=report, now=now)
        report = present_report(report=report, by=by, now=now)
    vote(committee, report, held_on, f"Adoption du bilan {period}", cast)
    report.refresh_from_db()
    with on(held_on + timedelta(days=7), cast.anchor) as now:
        publish_report(report=report, by=cast.users["decideur-fr"], now=now)


def _open(committee: Committee, period: str, cast: Cast) -> None:
    """Open a report that two bodies have answered; the two others are late."""
    _with_contributions(committee, period, [Body.OFQJ_FRANCE, Body.UNML], cast)


def _with_contributions(committee: Committee, period: str, bodies: list[Body], cast: Cast) -> AnnualReport:
    with on(date(int(period) + 1, 2, 3), cast.anchor) as now:
        by = cast.users["comite-ofqj-fr"]
        report = report_of_period(convention=committee.convention, code=period, by=by, now=now)
        for body in bodies:
            row = report.contributions.get(body=body)
            writer = cast.users[WRITERS[body]]
            hand_in_contribution(contribution=row, text=TEXTS[body], seen_version=row.version, by=writer, now=now)
    report.refresh_from_db()
    return report
