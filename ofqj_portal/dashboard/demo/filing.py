"""First chapter of a dossier: drafted, completed, joined by its host, filed."""

from datetime import datetime, timedelta
from decimal import Decimal
from functools import cache

from ofqj_portal.core import calendar
from ofqj_portal.dashboard.demo.cast import PARIS, Chapter
from partners.enums import Country
from partners.models import Agreement
from projects.enums import FOR_PROFESSIONALS, BudgetSide, PhaseKind, Programme, Side
from projects.models import BudgetAccount, Phase, Project
from projects.queries.hosting_links import known_addresses
from projects.sections import GROUP, PROJECT, SAFETY, STAY
from projects.services.budgeting import LineEntry, save_budget
from projects.services.drafting import create_draft, save_section
from projects.services.filing_proof import ask_for_proof
from projects.services.hosting_links import send_link
from projects.services.joining import add_piece
from projects.services.partnership import confirm_hosting, invite_partner
from projects.services.submission import submit_project

COST_PER_PLACE = {"EUR": 1200, "CAD": 2100}
GRANT_PER_PLACE = {"fr": Decimal(400), "qc": Decimal(400)}
# The accounts used on each shore: three charges with their share of the cost in %, the last charge, then two incomes.
CHARGES = {Country.FR: (("60", 14), ("61", 33), ("62", 43)), Country.QC: (("5600", 14), ("5300", 33), ("5200", 43))}
LAST_CHARGE = {Country.FR: "64", Country.QC: "5100"}
REGION, OWN_FUNDS = {Country.FR: "74", Country.QC: "4200"}, {Country.FR: "78", Country.QC: "4500"}


def draft(chapter: Chapter) -> Project:
    """Begin the dossier and write its first page; the host is asked, nothing more."""
    begun_at = max(
        chapter.at(chapter.filed_on - timedelta(days=6)), chapter.call.opens_at.astimezone(PARIS) + timedelta(hours=2)
    )
    with calendar.reading_at(begun_at) as now:
        chapter.project = _begin(chapter, now)
        by = chapter.adviser
        invite_partner(project=chapter.project, structure=chapter.host, side=Side.HOST, by=by, now=now)
    theme = chapter.scenario.theme
    _write(
        chapter,
        PROJECT,
        title=chapter.scenario.title,
        theme=theme,
        aims=f"Découvrir {theme[0].lower()}{theme[1:]}, gagner en autonomie et préparer la suite.",
        public="Jeunes suivis par la structure, sans emploi ni formation, pour la plupart jamais partis.",
    )
    return chapter.project


def _begin(chapter: Chapter, now: datetime) -> Project:
    carrier = chapter.carrier
    agreement = Agreement.objects.between(carrier, chapter.host).active_on(now.date()).first()
    title, by = chapter.scenario.title, chapter.adviser
    return create_draft(call=chapter.call, carrier=carrier, title=title, by=by, now=now, agreement=agreement)


def complete(chapter: Chapter) -> None:
    """Fill every section, let the host confirm, join the pieces."""
    describe(chapter)
    write_budget(chapter)
    day = chapter.filed_on - timedelta(days=1)
    with chapter.on(day) as now:
        confirm_hosting(
            project=chapter.project,
            structure=chapter.host,
            contribution="Accueil à l’arrivée, ateliers sur place et visites d’entreprises.",
            by=chapter.cast.adviser(chapter.host),
            now=now,
        )
    with chapter.on(day, 11) as now:
        for category in chapter.call.required_pieces:
            content, name = chapter.cast.papers[category], f"{category}.pdf"
            add_piece(
                project=chapter.project, category=category, content=content, name=name, by=chapter.adviser, now=now
            )


def describe(chapter: Chapter) -> None:
    """Say when, where and with whom; the host has not answered."""
    _write_stay(chapter)
    _write_group(chapter)


def send_link_today(chapter: Chapter) -> None:
    """Write to the host, where nobody has an account, at the present instant: the link waits to be followed."""
    row = chapter.project.structures.get(structure=chapter.host)
    email = known_addresses(chapter.host)[0].email
    send_link(project=chapter.project, row=row, email=email, by=chapter.adviser)


def file(chapter: Chapter) -> None:
    """Hand the dossier in."""
    with chapter.on(chapter.filed_on, 15) as now:
        chapter.project = submit_project(project=chapter.project, by=chapter.adviser, now=now)
        ask_for_proof(chapter.project.filing_proofs.get(), run_after=chapter.cast.next_letter())


def _write(chapter: Chapter, section: str, phases: list[Phase] | None = None, **values: object) -> None:
    project, by = chapter.project, chapter.adviser
    with chapter.on(chapter.filed_on - timedelta(days=2)) as now:
        save_section(project=project, section=section, values=values, seen="", by=by, now=now, phases=phases)


def _write_stay(chapter: Chapter) -> None:
    scenario = chapter.scenario
    _write(
        chapter,
        STAY,
        phases=_phases(chapter),
        departs_on=scenario.departs_on,
        returns_on=scenario.returns_on,
        destination_city=scenario.city,
        destination_country=chapter.host.country_label,
        activities="Trois ateliers par semaine, deux visites d’entreprises, une journée de bénévolat.",
        lodging="Auberge de jeunesse, chambres de quatre.",
        travel="Vol aller et retour, puis autocar de la structure d’accueil.",
        has_work_period=False,
        observation_programme=_observation(chapter),
    )


def _observation(chapter: Chapter) -> str:
    if chapter.call.programme not in FOR_PROFESSIONALS:
        return ""
    return "Trois jours dans chaque service d’accueil, deux entretiens par jour, une synthèse à deux voix le soir."


def _phases(chapter: Chapter) -> list[Phase]:
    scenario = chapter.scenario
    weeks = 6 if chapter.call.programme == Programme.CHANTIER else 4
    hours = 21 if chapter.call.programme == Programme.CHANTIER else 6
    before, after = scenario.departs_on - timedelta(days=1), scenario.returns_on + timedelta(days=1)
    return [
        Phase(
            kind=PhaseKind.PREPARATION,
            starts_on=before - timedelta(weeks=weeks) + timedelta(days=1),
            ends_on=before,
            hours_per_week=hours,
            place=chapter.carrier.commune,
        ),
        Phase(
            kind=PhaseKind.STAY,
            starts_on=scenario.departs_on,
            ends_on=scenario.returns_on,
            hours_per_week=25,
            place=scenario.city,
        ),
        Phase(
            kind=PhaseKind.RETURN,
            starts_on=after,
            ends_on=after + timedelta(weeks=3),
            hours_per_week=20 if chapter.call.programme == Programme.CHANTIER else 4,
            place=chapter.carrier.commune,
        ),
    ]


def _write_group(chapter: Chapter) -> None:
    places = chapter.scenario.places
    is_mission = chapter.call.programme in FOR_PROFESSIONALS
    _write(
        chapter,
        GROUP,
        places=places,
        age_from=None if is_mission else 18,
        age_to=None if is_mission else 25 if chapter.is_french and chapter.carrier.kind == "ml" else 30,
        profile="Autant de femmes que d’hommes, peu diplômés, volontaires pour préparer le séjour.",
        age_reason="",
        leaders_planned=None if is_mission else max(2, -(-places // 8)),
    )
    _write(
        chapter,
        SAFETY,
        preparation="Réunions de groupe, recherche documentaire, rencontre avec d’anciens participants.",
        preparation_hours=None if is_mission else 24,
        supervision="Deux accompagnateurs de la structure, relais de la structure d’accueil.",
        safety="Numéro d’astreinte, fiche d’urgence, protocole de rapatriement.",
        insurance="Contrat de groupe avec assistance et rapatriement.",
        follow_up="Entretien au retour, puis à trois, six et douze mois.",
    )


def write_budget(chapter: Chapter) -> None:
    """Write a balanced budget: four charges, the aid of each section asked, a region, and what the carrier adds."""
    project, places = chapter.project, chapter.scenario.places
    total = Decimal(COST_PER_PLACE[project.currency] * places)
    aids = {section: _aid(chapter, section) for section in chapter.sections}
    charges = _charges(chapter, total)
    _save_budget(chapter, charges, aids)
    asked = sum((aid.converted_amount for aid in project.aid_requests.all()), Decimal(0))
    region = (total * Decimal("0.2")).quantize(Decimal(1))
    country = chapter.carrier.country
    funders = [
        _line(country, BudgetSide.INCOME, REGION[country], region, funder="Région (exemple)"),
        _line(
            country, BudgetSide.INCOME, OWN_FUNDS[country], total - asked - region, funder="Fonds propres", secured=True
        ),
    ]
    _save_budget(chapter, charges + funders, aids)


def _save_budget(chapter: Chapter, lines: list[LineEntry], aids: dict[str, Decimal]) -> None:
    with chapter.on(chapter.filed_on - timedelta(days=2), 16) as now:
        save_budget(project=chapter.project, lines=lines, aids=aids, seen="", by=chapter.adviser, now=now)


def _aid(chapter: Chapter, section: str) -> Decimal:
    per_place = chapter.call.aid_per_head_amount or GRANT_PER_PLACE[section]
    return per_place * chapter.scenario.places


def _charges(chapter: Chapter, total: Decimal) -> list[LineEntry]:
    country = chapter.carrier.country
    parts = [(code, (total * share / 100).quantize(Decimal(1))) for code, share in CHARGES[country]]
    parts.append((LAST_CHARGE[country], total - sum(amount for _code, amount in parts)))
    return [_line(country, BudgetSide.CHARGE, code, amount) for code, amount in parts]


def _line(country: str, side: str, code: str, amount: Decimal, *, funder: str = "", secured: bool = False) -> LineEntry:
    return LineEntry(side=side, account=_account(country, side, code), amount=amount, funder=funder, secured=secured)


@cache
def _account(country: str, side: str, code: str) -> BudgetAccount:
    return BudgetAccount.objects.get(country=country, side=side, code=code)
