"""The directory of the demo: real bodies of the convention, and carriers and hosts that are plainly invented."""

from dataclasses import dataclass, field
from datetime import date
from random import Random

from stdnum import luhn

from partners.enums import Country, Party, StructureKind, Theme
from partners.models import Agreement, Contact, Network, Structure, Territory
from partners.services.bodies import create_bodies

FIRST_DAY = date(2019, 1, 1)


@dataclass(frozen=True)
class Invented:
    """One invented structure: where it is, what it likes to do, how many it can host."""

    name: str
    kind: str
    commune: str
    postal_code: str
    code: str  # department in France, administrative region in Québec
    themes: tuple[str, ...]
    capacity: int | None = None


FRENCH = (
    Invented("Mission Locale du Val d’Essai", "ml", "Essai-sur-Orne", "61990", "61", ("trades", "farming"), 12),
    Invented("Mission Locale de Montfictif", "ml", "Montfictif", "69990", "69", ("food", "tourism"), 10),
    Invented("Mission Locale des Trois-Exemples", "ml", "Exempleville", "59990", "59", ("building", "sport"), 14),
    Invented("Mission Locale du Pays Imaginaire", "ml", "Imaginaire-le-Vieux", "56990", "56", ("environment",), 8),
    Invented("Mission Locale de Fausse-Rive", "ml", "Fausse-Rive", "33990", "33", ("culture", "tourism"), 12),
    Invented("Mission Locale du Bassin Témoin", "ml", "Témoin-les-Mines", "62990", "62", ("digital", "employment"), 10),
    Invented("Mission Locale de Port-Modèle", "ml", "Port-Modèle", "13990", "13", ("trades", "enterprise"), 16),
    Invented("Mission Locale de Haute-Maquette", "ml", "Haute-Maquette", "67990", "67", ("building",), 10),
    Invented("Mission Locale de Sainte-Fiction", "ml", "Sainte-Fiction", "31990", "31", ("citizenship", "sport"), 12),
    Invented("Mission Locale du Lac Inventé", "ml", "Lac-Inventé", "74990", "74", ("tourism", "environment"), 8),
    Invented("Mission Locale de Villebrouillon", "ml", "Villebrouillon", "93990", "93", ("digital", "culture"), 14),
    Invented("Mission Locale de l’Anse Exemple", "ml", "Anse-Exemple", "97299", "972", ("farming", "food"), 10),
    Invented("Mission Locale du Piton Fictif", "ml", "Piton-Fictif", "97499", "974", ("sport", "tourism"), 10),
    Invented("École de la 2e chance de Testonville", "e2c", "Testonville", "45990", "45", ("employment", "digital")),
    Invented("Centre social des Quatre-Modèles", "social_centre", "Modèles", "35990", "35", ("citizenship",)),
    Invented("CFA des Métiers d’Essai", "cfa", "Essai-la-Forge", "25990", "25", ("building", "trades"), 20),
    Invented("Association Passerelles Imaginées", "association", "Passerelle", "44990", "44", ("culture",)),
    Invented("Mission Locale de Grandmaquis", "ml", "Grandmaquis", "20990", "2A", ("environment", "farming"), 6),
)
QUEBEC = (
    Invented("Carrefour jeunesse-emploi du Grand-Val", "cje", "Grand-Val", "J8X 9Z9", "15", ("farming", "trades"), 12),
    Invented(
        "Carrefour jeunesse-emploi du Vieux-Canal", "cje", "Vieux-Canal", "H3C 9Z9", "06", ("food", "culture"), 14
    ),
    Invented("Carrefour jeunesse-emploi des Deux-Rives", "cje", "Deux-Rives", "G1A 9Z9", "03", ("building",), 10),
    Invented("Carrefour jeunesse-emploi de Baie-Modèle", "cje", "Baie-Modèle", "G5L 9Z9", "01", ("environment",), 10),
    Invented(
        "Carrefour jeunesse-emploi du Fjord Fictif", "cje", "Fjord-Fictif", "G7H 9Z9", "02", ("tourism", "sport"), 12
    ),
    Invented(
        "Carrefour jeunesse-emploi de Val-Exemple", "cje", "Val-Exemple", "J9P 9Z9", "08", ("trades", "enterprise"), 8
    ),
    Invented("Carrefour jeunesse-emploi de l’Île Témoin", "cje", "Île-Témoin", "G4T 9Z9", "11", ("farming", "food"), 8),
    Invented(
        "Carrefour jeunesse-emploi des Érables d’Essai", "cje", "Érables", "J2S 9Z9", "16", ("social_economy",), 12
    ),
    Invented(
        "Carrefour jeunesse-emploi de Rivière-Maquette", "cje", "Rivière-Maquette", "G9A 9Z9", "04", ("digital",), 10
    ),
    Invented(
        "Carrefour jeunesse-emploi du Lac-Brouillon", "cje", "Lac-Brouillon", "J1H 9Z9", "05", ("citizenship",), 12
    ),
    Invented(
        "Carrefour jeunesse-emploi de Pont-Imaginaire", "cje", "Pont-Imaginaire", "J8T 9Z9", "07", ("culture",), 10
    ),
    Invented("Carrefour jeunesse-emploi de Côte-Fictive", "cje", "Côte-Fictive", "G5R 9Z9", "09", ("environment",), 6),
    Invented("Coopérative jeunesse Exemple", "association", "Exemple-Nord", "J0M 9Z9", "10", ("social_economy",), 6),
)
STREETS = ("1, rue de l’Essai", "12, place du Modèle", "5, avenue de la Maquette", "8, chemin Fictif", "30, rue Témoin")


@dataclass
class Directory:
    """What the rest of the seed looks up: every structure by its name, and the bodies by their part."""

    by_name: dict[str, Structure] = field(default_factory=dict)
    ofqj_fr: Structure | None = None
    ofqj_qc: Structure | None = None
    unml: Structure | None = None
    rcjeq: Structure | None = None
    arml: Structure | None = None
    abroad: Structure | None = None

    def __getitem__(self, name: str) -> Structure:
        return self.by_name[name]

    def french(self) -> list[Structure]:
        return [self.by_name[invented.name] for invented in FRENCH]

    def quebec(self) -> list[Structure]:
        return [self.by_name[invented.name] for invented in QUEBEC]


def create_directory(random: Random) -> Directory:
    """Write the bodies, the networks, the invented structures, their contacts and their ententes."""
    directory = Directory()
    networks = _create_bodies(directory)
    for number, invented in enumerate(FRENCH):
        directory.by_name[invented.name] = _create(invented, Country.FR, networks, number, random)
    for number, invented in enumerate(QUEBEC):
        directory.by_name[invented.name] = _create(invented, Country.QC, networks, number, random)
    directory.abroad = Structure.objects.create(
        name="Maison des jeunes d’Exempolis", kind=StructureKind.ASSOCIATION, country=Country.OTHER,
        other_country="Sénégal", commune="Exempolis", time_zone="Africa/Dakar", email="contact@exempolis.test",
        themes=[Theme.SOCIAL_ECONOMY], hosting_capacity=12, checked_on=date(2026, 2, 3),
    )  # fmt: skip
    directory.by_name[directory.abroad.name] = directory.abroad
    _create_agreements(directory)
    return directory


def _create_bodies(directory: Directory) -> dict[str, Network]:
    bodies = create_bodies()
    directory.ofqj_fr, directory.ofqj_qc = bodies.ofqj_fr, bodies.ofqj_qc
    for body, part in ((bodies.ofqj_fr, "france"), (bodies.ofqj_qc, "quebec")):
        Structure.objects.filter(pk=body.pk).update(email=f"ofqj-{part}@demo.ofqj.test")
    directory.unml, directory.rcjeq = bodies.unml, bodies.rcjeq
    directory.arml = Structure.objects.create(
        name="ARML d’Essai Normandie", kind=StructureKind.ARML, country=Country.FR, commune="Essai-sur-Orne",
        territory=Territory.objects.choosable().get(country=Country.FR, code="61"), time_zone="Europe/Paris",
    )  # fmt: skip
    unml, rcjeq = bodies.networks[Party.UNML], bodies.networks[Party.RCJEQ]
    arml = Network.objects.create(code="arml-essai", name="ARML d’Essai Normandie", parent=unml, head=directory.arml)
    return {"unml": unml, "rcjeq": rcjeq, "arml": arml}


def _create(invented: Invented, country: str, networks: dict[str, Network], number: int, random: Random) -> Structure:
    territory = Territory.objects.choosable().select_related("parent").get(country=country, code=invented.code)
    centre = territory if territory.latitude is not None else territory.region
    is_french = country == Country.FR
    slug = f"structure{'fr' if is_french else 'qc'}{number + 1:02d}"
    structure = Structure.objects.create(
        name=invented.name,
        kind=invented.kind,
        country=country,
        network=_network_of(invented, networks),
        siret=_siret(number) if is_french else "",
        neq="" if is_french else f"119{number:07d}",
        imilo_code=f"9{number:04d}" if invented.kind == StructureKind.ML else "",
        territory=territory,
        street=random.choice(STREETS),
        postal_code=invented.postal_code,
        commune=invented.commune,
        latitude=_near(centre.latitude, random),
        longitude=_near(centre.longitude, random),
        time_zone="America/Halifax" if invented.name.endswith("Île Témoin") else territory.usual_zone,
        email=f"contact@{slug}.test",
        phone="01 99 00 00 00" if is_french else "555-0100",
        website=f"https://{slug}.test/",
        themes=list(invented.themes),
        hosting_capacity=invented.capacity,
        checked_on=date(2026, random.randint(1, 10), random.randint(1, 28)),
    )
    Contact.objects.create(
        structure=structure,
        name="Accueil (compte d’essai)",
        duty="Référent mobilité",
        is_mobility=True,
        email=f"mobilite@{slug}.test",
    )
    return structure


def _network_of(invented: Invented, networks: dict[str, Network]) -> Network | None:
    if invented.kind == StructureKind.CJE:
        # A CJE need not be a member of the RCJEQ.
        return None if invented.name.endswith("Lac-Brouillon") else networks["rcjeq"]
    if invented.kind == StructureKind.ML:
        return networks["arml"] if invented.code in ("61", "50", "14", "27", "76") else networks["unml"]
    return None


def _siret(number: int) -> str:
    """Make a SIRET that passes the checksum and belongs to nobody: a SIREN of 9 999 9xx x."""
    siren = f"99999{number:03d}"
    siren += luhn.calc_check_digit(siren)
    return siren + "0001" + luhn.calc_check_digit(siren + "0001")


def _near(degrees: object, random: Random) -> str | None:
    return None if degrees is None else f"{float(str(degrees)) + random.uniform(-0.3, 0.3):.5f}"


AGREEMENTS = (
    ("Mission Locale du Val d’Essai", "Carrefour jeunesse-emploi du Grand-Val", date(2024, 3, 12), None),
    ("Mission Locale du Val d’Essai", "Carrefour jeunesse-emploi des Deux-Rives", date(2025, 5, 20), None),
    ("Mission Locale de Montfictif", "Carrefour jeunesse-emploi du Vieux-Canal", date(2023, 9, 4), date(2026, 9, 3)),
    ("Mission Locale des Trois-Exemples", "Carrefour jeunesse-emploi du Fjord Fictif", date(2025, 2, 18), None),
    ("Mission Locale de Fausse-Rive", "Carrefour jeunesse-emploi de Baie-Modèle", date(2024, 10, 22), None),
    ("Mission Locale de Port-Modèle", "Carrefour jeunesse-emploi de l’Île Témoin", date(2025, 6, 11), None),
    ("Mission Locale du Pays Imaginaire", "Carrefour jeunesse-emploi des Érables d’Essai", date(2026, 1, 15), None),
    ("Mission Locale de Villebrouillon", "Carrefour jeunesse-emploi de Rivière-Maquette", date(2026, 4, 2), None),
    ("CFA des Métiers d’Essai", "Carrefour jeunesse-emploi de Val-Exemple", date(2022, 11, 7), date(2025, 11, 6)),
)


def _create_agreements(directory: Directory) -> None:
    for first, second, start, end in AGREEMENTS:
        Agreement.objects.create(
            first_structure=directory[first],
            second_structure=directory[second],
            title=f"Entente {directory[first].commune} – {directory[second].commune}",
            aims="Accueillir chaque année un groupe de l’autre rive et échanger nos pratiques d’accompagnement.",
            themes=directory[first].themes[:1],
            signed_on=start,
            starts_on=start,
            ends_on=end,
            confirmed_on=start,
        )
