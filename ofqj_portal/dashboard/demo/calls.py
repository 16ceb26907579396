"""The calls of the demo: three past campaigns a programme, and the ones that are open on the day of the seed."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from partners.enums import Section
from projects.enums import Currency, Direction, PieceCategory, Programme
from projects.models import Call, Envelope, ExchangeRate
from projects.programmes import spec_of

PARIS, MONTREAL = "Europe/Paris", "America/Toronto"
RATE_SOURCE = "Banque du Canada (valeur de démonstration)"


@dataclass(frozen=True)
class Campaign:
    """One programme called every year: its envelope per section, in whole units of the section's currency."""

    slug: str
    title: str
    summary: str
    programme: str
    direction: str
    zone: str
    currency: str
    aid_per_head: str | None
    envelopes: tuple[tuple[str, str, int], ...]
    rules: tuple[tuple[str, object], ...] = ()


CAMPAIGNS = (
    Campaign(
        "sejours",
        "Séjours collectifs d’insertion au Québec",
        "Un groupe de jeunes suivis en France part une dizaine de jours au Québec, chez une structure partenaire.",
        Programme.GROUP_STAY, Direction.TO_QUEBEC, PARIS, Currency.EUR, "500.00",
        ((Section.FRANCE, Currency.EUR, 64000),),
        (
            ("required_pieces", [PieceCategory.HOST_LETTER, PieceCategory.STAY_PROGRAMME]),
            ("recommended_pieces", [PieceCategory.INSURANCE, PieceCategory.FOLLOW_UP_STATEMENT]),
            ("extra_caps", {"passport": "90.00", "equipment": "120.00", "pocket_money": "80.00", "care": "300.00"}),
        ),
    ),
    Campaign(
        "chantiers",
        "Chantiers d’insertion en France",
        "Un groupe de jeunes suivis au Québec se prépare cinq semaines, séjourne en France, puis en tire parti.",
        Programme.CHANTIER, Direction.TO_FRANCE, MONTREAL, Currency.CAD, "900.00",
        ((Section.QUEBEC, Currency.CAD, 70000),),
        (("preparation_weeks_min", 5), ("hours_per_week_min", 20), ("required_pieces", [PieceCategory.HOST_LETTER])),
    ),
    Campaign(
        "croises",
        "Projets croisés France – Québec",
        "Deux structures, une sur chaque rive, montent un projet commun ; chaque section de l’OFQJ décide sa part.",
        Programme.PROJECT_GRANT, Direction.TO_QUEBEC, PARIS, Currency.EUR, None,
        ((Section.FRANCE, Currency.EUR, 30000), (Section.QUEBEC, Currency.CAD, 30000)),
        (("grant_floor_amount", Decimal("2000.00")), ("grant_cap_amount", Decimal("20000.00"))),
    ),
    Campaign(
        "francophonie",
        "Séjours vers un pays tiers de la Francophonie",
        "Un séjour collectif monté par une structure de France avec un partenaire d’un autre pays francophone.",
        Programme.GROUP_STAY, Direction.TO_OTHER, PARIS, Currency.EUR, "450.00",
        ((Section.FRANCE, Currency.EUR, 8500),),
    ),
    Campaign(
        "missions",
        "Missions croisées de professionnels",
        "Des conseillers et des intervenants observent les pratiques de l’autre rive et préparent des ententes.",
        Programme.CROSS_MISSION, Direction.TO_QUEBEC, PARIS, Currency.EUR, "700.00",
        ((Section.FRANCE, Currency.EUR, 12000),),
        (("group_min", 1), ("group_alert_min", 1), ("days_min", 4), ("leaders_min", 0)),
    ),
)  # fmt: skip

# Programmes called for the first time on the day of the seed: nobody has filed on them yet.
FIRST_TIMES = (
    Campaign(
        "stages",
        "Stages de perfectionnement au Québec",
        "Un jeune suivi en France complète sa formation dans une entreprise ou une association du Québec.",
        Programme.INTERNSHIP, Direction.TO_QUEBEC, PARIS, Currency.EUR, "600.00",
        ((Section.FRANCE, Currency.EUR, 18000),),
        tuple(spec_of(Programme.INTERNSHIP).starts_with.items()),
    ),
    Campaign(
        "service-civique",
        "Missions de service civique au Québec",
        "Une association d’accueil confie à un jeune une mission d’intérêt général, de quelques mois à un an.",
        Programme.CIVIC_SERVICE, Direction.TO_QUEBEC, PARIS, Currency.EUR, "800.00",
        ((Section.FRANCE, Currency.EUR, 16000),),
        tuple(spec_of(Programme.CIVIC_SERVICE).starts_with.items()),
    ),
    Campaign(
        "accompagnement",
        "Missions d’accompagnement en France",
        "Des intervenants du Québec accompagnent une structure de France, et rapportent les pratiques observées.",
        Programme.SUPPORT_MISSION, Direction.TO_FRANCE, MONTREAL, Currency.CAD, "1000.00",
        ((Section.QUEBEC, Currency.CAD, 15000),),
        tuple(spec_of(Programme.SUPPORT_MISSION).starts_with.items()),
    ),
)  # fmt: skip

#: What the calls open on the day of the seed are judged on: 100 in all.
GRID = (
    ("pertinence", "Effet attendu pour les jeunes", 30, "Ce que le séjour change pour leur parcours d’insertion."),
    ("partenariat", "Qualité du partenariat", 25, "Le partenaire prépare le projet, il ne fait pas que recevoir."),
    ("preparation", "Préparation et encadrement", 20, "Réunions, accompagnateurs, sécurité, imprévus."),
    ("budget", "Budget", 15, "Complet, sobre, avec d’autres financeurs."),
    ("suites", "Suites après le retour", 10, "Ce qui est prévu avec chaque jeune, et ce qu’on en garde."),
)  # fmt: skip


def create_calls(anchor: date) -> dict[str, Call]:
    """Write each campaign for two past years, the year of `anchor` and the one open that day; keys: "slug-year".

    Those called for the first time are open that day, and have no past.
    """
    calls: dict[str, Call] = {}
    opens_today, closes_later = anchor - timedelta(days=35), anchor + timedelta(days=85)
    today = {"year": anchor.year + 1, "opens": opens_today, "closes": closes_later, "grid": GRID}
    for campaign in CAMPAIGNS:
        for year in range(anchor.year - 2, anchor.year + 1):
            opens, closes = date(year - 1, 10, 15), date(year, 1, 31)
            calls[f"{campaign.slug}-{year}"] = _create(campaign, year, opens, closes)
        calls[f"{campaign.slug}-{anchor.year + 1}"] = _create(campaign, **today)
    for campaign in FIRST_TIMES:
        calls[f"{campaign.slug}-{anchor.year + 1}"] = _create(campaign, **today)
    return calls


def _create(campaign: Campaign, year: int, opens: date, closes: date, grid: tuple = ()) -> Call:
    zone = ZoneInfo(campaign.zone)
    call = Call.objects.create(
        code=f"{campaign.slug}-{year}",
        title=f"{campaign.title} – {year}",
        summary=campaign.summary,
        programme=campaign.programme,
        direction=campaign.direction,
        opens_at=datetime.combine(opens, time(9, 0), zone),
        closes_at=datetime.combine(closes, time(23, 59), zone),
        zone=campaign.zone,
        answer_by=closes + timedelta(days=45),
        currency=campaign.currency,
        aid_per_head_amount=Decimal(campaign.aid_per_head) if campaign.aid_per_head else None,
        score_grid=[
            {"code": code, "label": label, "weight": weight, "scale": 5, "help": said}
            for code, label, weight, said in grid
        ],
        **dict(campaign.rules),
    )
    for section, currency, total in campaign.envelopes:
        Envelope.objects.create(call=call, section=section, currency=currency, total_amount=Decimal(total))
    return call


def create_rates(anchor: date) -> None:
    """Write one rate a year in both directions, dated before the calls that use it."""
    for year, euro_in_dollars in (
        (anchor.year - 3, "1.4600"),
        (anchor.year - 2, "1.4800"),
        (anchor.year - 1, "1.5700"),
        (anchor.year, "1.6200"),
    ):
        on = date(year, 10, 1) if date(year, 10, 1) < anchor else anchor - timedelta(days=40)
        euro = Decimal(euro_in_dollars)
        ExchangeRate.objects.create(base="EUR", quote="CAD", rate=euro, on=on, source=RATE_SOURCE)
        ExchangeRate.objects.create(
            base="CAD", quote="EUR", rate=(1 / euro).quantize(Decimal("0.0001")), on=on, source=RATE_SOURCE
        )
