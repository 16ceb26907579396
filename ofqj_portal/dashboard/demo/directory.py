"""What the directory lives through: sheets that grow old, two that look alike, ententes that end, go on, wait."""

from datetime import timedelta
from typing import Any

from ofqj_portal.core import calendar
from ofqj_portal.dashboard.demo.cast import Cast
from partners.enums import Language, MembershipRole, StructureKind, Theme
from partners.models import Agreement, Structure
from partners.services import ask_to_join, confirm_agreement, invite_member, record_agreement, tell_apart

VAL, CANAL, GRAND_VAL = (
    "Mission Locale du Val d’Essai",
    "Carrefour jeunesse-emploi du Vieux-Canal",
    "Carrefour jeunesse-emploi du Grand-Val",
)
ENDING = ("Mission Locale du Pays Imaginaire", "Carrefour jeunesse-emploi des Érables d’Essai")
ENDED = ("Mission Locale de Montfictif", CANAL)
AGES = {
    VAL: 400,
    GRAND_VAL: 380,
    "Mission Locale du Lac Inventé": 800,
    "Carrefour jeunesse-emploi de Côte-Fictive": 900,
}
HOURS = "Du lundi au vendredi, de 9 h à 12 h 30 et de 13 h 30 à 17 h"


def tell_of_the_directory(cast: Cast) -> None:
    """Leave its traces, on the day of the demo."""
    _say_more(cast)
    _twins(cast)
    _ententes(cast)
    _accesses(cast)


def _say_more(cast: Cast) -> None:
    """Give languages, hours and an age to some sheets."""
    directory = cast.directory
    for name, days in AGES.items():
        Structure.objects.filter(pk=directory[name].pk).update(checked_on=cast.anchor - timedelta(days=days))
    for structure, languages in (
        *((one, [Language.FRENCH, Language.ENGLISH]) for one in directory.quebec()),
        *((one, [Language.FRENCH, Language.SIGN]) for one in directory.french()[::5]),
    ):
        Structure.objects.filter(pk=structure.pk).update(languages=languages, opening_hours=HOURS)


def _twins(cast: Cast) -> None:
    """Write two second sheets: one that nobody looked at yet, one that UNML said is another structure."""
    _like(cast.directory["Mission Locale de Haute-Maquette"], "ML HAUTE MAQUETTE")
    first = cast.directory["Mission Locale de Sainte-Fiction"]
    other = _like(first, "Mission Locale de Sainte-Fiction Nord")
    tell_apart(one=first, other=other, by=cast.users["unml"], now=calendar.now())


def _like(known: Structure, name: str) -> Structure:
    same = ("country", "network", "territory", "commune", "postal_code", "latitude", "longitude", "time_zone")
    facts: dict[str, Any] = {field: getattr(known, field) for field in same}
    return Structure.objects.create(name=name, kind=StructureKind.ML, **facts)


def _ententes(cast: Cast) -> None:
    """Bring one near its term, renew one that ended, and let one wait for the adviser of the demo."""
    directory, today = cast.directory, cast.anchor
    ending = Agreement.objects.get(first_structure=directory[ENDING[0]], second_structure=directory[ENDING[1]])
    Agreement.objects.filter(pk=ending.pk).update(ends_on=today + timedelta(days=45))
    ended = Agreement.objects.get(first_structure=directory[ENDED[0]], second_structure=directory[ENDED[1]])
    by = {name: cast.manager(directory[name]) for name in ENDED}
    terms = {"title": ended.title, "aims": ended.aims, "themes": ended.themes, "signed_on": today - timedelta(days=10)}
    terms |= {"starts_on": today - timedelta(days=10), "ends_on": today + timedelta(days=1085)}
    first, second = (directory[name] for name in ENDED)
    facts = {"terms": terms, "by": by[ENDED[0]], "on": today, "renews": ended}
    with calendar.reading_at(calendar.now() - timedelta(days=3)):  # what it wrote to people has left
        renewed = record_agreement(own=first, partner=second, **facts)
        confirm_agreement(agreement=renewed, by=by[ENDED[1]], on=today)
    waits = {
        "title": "Entente Vieux-Canal – Essai-sur-Orne",
        "aims": "Échanger deux groupes par an.",
        "signed_on": None,
    }
    waits |= {"themes": [Theme.FOOD], "starts_on": today + timedelta(days=30), "ends_on": None}
    record_agreement(own=directory[CANAL], partner=directory[VAL], terms=waits, by=by[CANAL], on=today)


def _accesses(cast: Cast) -> None:
    """Have somebody ask to work at the demo's structure, and its manager invite somebody else."""
    structure, manager = cast.directory[VAL], cast.users["responsable-fr"]
    asked = {"name": "Gaël Nouveau", "email": "gael@demo.ofqj.test", "words": "Je rejoins l’équipe mobilité lundi."}
    ask_to_join(structure=structure, user=None, real_now=calendar.real_now(), on=cast.anchor, **asked)
    invited = {"email": "ines@demo.ofqj.test", "role": MembershipRole.ADVISER, "ends_on": None}
    invite_member(structure=structure, by=manager, **invited)
