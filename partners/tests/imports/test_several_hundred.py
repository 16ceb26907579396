"""A whole network's directory, 448 real-looking lines: cleanly the first time, and the second only what changed."""

from datetime import date

import pytest

from ofqj_portal.core.imports import read_table
from ofqj_portal.core.models import JournalEntry
from partners.imports import FIELDS, plan_import
from partners.models import Structure
from partners.services.imports import import_structures
from partners.tests.factories import valid_siret

pytestmark = pytest.mark.django_db
HEADER = "Nom de la structure;Code i-milo;SIRET;Adresse;Code postal;Commune;Téléphone;Courriel\n"
SHAPES = (
    "MISSION LOCALE DU PAYS DE {0} - SIEGE",
    "Mission Locale de {1}",
    "MISSION LOCALE POUR L'INSERTION DES JEUNES D'{0}, SIEGE SOCIAL",
    "Mission locale {1} (siège)",
    "SIEGE - Mission Locale {1}",
    "mission locale de l'agglomération de {2}",
    "ML {0} SIEGE",
    "Mission Locale SIEGE de {1}",
)
FIRST = "Val Mont Pont Bois Roche Ville Font Clair Haut Bel Grand Sainte-Anne Saint-Luc Long Neuf Vieux"
LAST = (
    "fictif essai-sur-Seine invente-les-Bains rêvé ombre étang l'Abbesse mirage-en-Auge chimère doré brume l'Écluse"
    " orage vent-d'Ouest île tilleul cendre galet"
)
PLACES = [f"{one}-{other}" for other in LAST.split() for one in FIRST.split()]


def name_of(number: int) -> str:
    """Write an invented name as the different tools of a network do."""
    place = PLACES[number % len(PLACES)] + ("" if number < len(PLACES) else " Sud")
    return SHAPES[number % len(SHAPES)].format(place.upper(), place.title(), place.lower())


def row(number: int, **other: str) -> str:
    """Write one line of the file: as it was the first time, but for `other`."""
    said = {
        "name": name_of(number),
        "code": f"{number % 95 + 1:02d}{number:03d}s",
        "siret": valid_siret(number) if number % 3 else f"{valid_siret(number)[:9]} {valid_siret(number)[9:]}",
        "street": f"{number} RUE DE L'ESSAI",
        "postal_code": f"{(number % 19 + 1) * 1000 + 100:05d}",
        "commune": f"VILLE-{number}" if number % 2 else f"Ville-{number}",
        "phone": f"01 99 {number // 100:02d} {number % 100:02d} 00",
        "email": f"ML{number}@Exemple.TEST",
    } | other
    return ";".join(said.values()) + "\n"


def imported(lines: list[str]):
    table = read_table((HEADER + "".join(lines)).encode("cp1252"), FIELDS)
    return import_structures(table=table, by=None, on=date(2026, 11, 20)), table


def test_a_whole_network_comes_in_cleanly_then_a_second_time_with_what_changed():
    done, table = imported([row(number) for number in range(448)])
    assert (done.added, done.left_aside) == (448, 0)
    names = list(Structure.objects.values_list("name", flat=True))
    assert [name for name in names if "sieg" in name.lower() or "siège" in name.lower()] == []
    assert [name for name in names if name.isupper() or name.islower() or name != name.strip(" -,;:")] == []
    assert all(one.imilo_code.isupper() and one.territory for one in Structure.objects.select_related("territory"))
    assert {line.action for line in plan_import(table, user=None).lines} == {"same"}
    kept = Structure.objects.in_bulk()

    again = [row(number) for number in range(447)]  # the last one is in the file no more
    again[7] = row(7, phone="01 99 99 99 99")
    again[64] = row(64, name="MISSION LOCALE DU PAYS RENOMMÉ - SIEGE", commune="AUTRE-VILLE")
    again[200] = row(200, siret=valid_siret(9200))
    done, _table = imported([*again, row(1000)])
    assert (done.added, done.changed, done.same, done.left_aside) == (1, 3, 444, 0)
    changed = JournalEntry.objects.filter(verb="structure.imported").values_list("facts__fields", flat=True)
    assert sorted(changed) == [["commune", "name"], ["phone"], ["siret"]]
    assert Structure.objects.get(name="Mission Locale du Pays Renommé").commune == "Autre-Ville"
    now = Structure.objects.in_bulk()
    assert [one.is_active for one in now.values()] == [True] * 449  # what a file leaves out does not vanish
    assert sum(one.version == kept[pk].version for pk, one in now.items() if pk in kept) == 445
