"""The bodies of the convention in the directory, from which everything else is invited or imported."""

from dataclasses import dataclass

from django.db import transaction

from ofqj_portal.core.journal import record
from partners.enums import Country, Party, Section, StructureKind
from partners.models import Network, Structure, Territory

Place = dict[str, object]


@dataclass(frozen=True)
class Bodies:
    """The four bodies that signed, and the two networks whose heads they are."""

    ofqj_fr: Structure
    ofqj_qc: Structure
    unml: Structure
    rcjeq: Structure
    networks: dict[Party, Network]


@transaction.atomic
def create_bodies() -> Bodies:
    """Write the bodies and their networks down, those that are not there yet; a second run changes nothing."""
    places = Territory.objects.choosable()
    paris, montreal = places.get(country=Country.FR, code="75"), places.get(country=Country.QC, code="06")
    france: Place = {"country": Country.FR, "territory": paris, "commune": "Paris", "time_zone": "Europe/Paris"}
    quebec: Place = {
        "country": Country.QC,
        "territory": montreal,
        "commune": "Montréal",
        "time_zone": "America/Toronto",
    }
    unml = _body("Union nationale des Missions Locales (UNML)", StructureKind.NATIONAL_NETWORK, france)
    rcjeq = _body("Réseau des carrefours jeunesse-emploi du Québec (RCJEQ)", StructureKind.NATIONAL_NETWORK, quebec)
    return Bodies(
        ofqj_fr=_body("OFQJ France", StructureKind.OFQJ, france | {"section": Section.FRANCE}),
        ofqj_qc=_body("OFQJ Québec", StructureKind.OFQJ, quebec | {"section": Section.QUEBEC}),
        unml=unml,
        rcjeq=rcjeq,
        networks={Party.UNML: _network(Party.UNML, unml), Party.RCJEQ: _network(Party.RCJEQ, rcjeq)},
    )


def _body(name: str, kind: StructureKind, place: Place) -> Structure:
    structure, is_new = Structure.objects.get_or_create(name=name, kind=kind, defaults=place)
    if is_new:
        record(structure, "structure.created", by=None)
    return structure


def _network(party: Party, head: Structure) -> Network:
    return Network.objects.get_or_create(
        code=party.value, defaults={"name": party.value.upper(), "party": party, "head": head}
    )[0]
