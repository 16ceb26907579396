"""The open directory of the French administration (service-public.fr, JSON), read as the table of a spreadsheet.

    {"service": [{"id", "nom", "pivot": [{"type_service_local", "code_insee_commune": []}],
                  "adresse": [{"numero_voie", "code_postal", "nom_commune", "longitude", "latitude"}],
                  "telephone": [{"valeur"}], "adresse_courriel": [], "site_internet": [{"valeur"}], "siret"}]}

Whatever is missing, empty or of another type is read as an empty cell: the rows are checked like any others.
"""

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from ofqj_portal.core.imports import ImportRefused, Table, plain_text, read_table, simplify
from ofqj_portal.core.imports.limits import MAX_BYTES, check_bounds
from partners.enums import Country, StructureKind
from partners.imports.fields import FIELDS

KEPT_TYPE = "mission_locale"
NAMED_SO = simplify("Mission Locale")
HEADER = (
    *("service_public_id", "name", "kind", "country", "siret", "street", "postal_code", "commune", "insee_code"),
    *("latitude", "longitude", "phone", "email", "website"),
)


@dataclass(frozen=True)
class DirectoryTable(Table):
    """A table of structures; `other_types` says what else the file held, by type, and how many of each.

    The lines of a JSON file are the places of its records, from 1.
    """

    other_types: tuple[tuple[str, int], ...] = ()


def read_directory(content: bytes, name: str = "") -> Table:
    """Read a directory, as a spreadsheet or as the JSON of service-public.fr; `name` is the file's.

    Raises ImportRefused if the file is empty, too large, or neither.
    """
    if looks_like_json(content) or name.casefold().endswith(".json"):
        return _read_json(content)
    return read_table(content, FIELDS)


def looks_like_json(content: bytes) -> bool:
    """Say whether a text begins as JSON does; a spreadsheet's first cell does not."""
    start = content.removeprefix(b"\xef\xbb\xbf").lstrip()[:5]
    return start.startswith((b"{", b"[")) and start != b"{\\rtf"


def _read_json(content: bytes) -> DirectoryTable:
    rows: list[list[Any]] = []
    lines: list[int] = []
    others: Counter[str] = Counter()
    for line, service in enumerate(_services(content), start=1):
        if not isinstance(service, dict):
            others[_("fiche illisible")] += 1
            continue
        other = _other_type(service)
        if other is not None:
            others[other or _("type non précisé")] += 1
            continue
        row = _row(service)
        check_bounds(len(rows), row)
        rows.append(row)
        lines.append(line)
    labels = {field.name: str(field.label) for field in FIELDS}
    return DirectoryTable([labels[name] for name in HEADER], rows, lines, other_types=tuple(sorted(others.items())))


def _services(content: bytes) -> list[Any]:
    """Return the records of the file. Raises ImportRefused if it is too heavy, no JSON, or holds no list of them."""
    if len(content) > MAX_BYTES:
        raise ImportRefused(
            _("Ce fichier est trop lourd : %(size)d Mo au plus. Gardez-en les seules Missions Locales.")
            % {"size": MAX_BYTES // 2**20}
        )
    try:
        text = content.decode(json.detect_encoding(content))
        read = json.loads(text, parse_constant=str, parse_float=str, parse_int=str)
    except json.JSONDecodeError as broken:
        raise ImportRefused(
            _("Ce JSON ne se lit pas à la ligne %(line)d, caractère %(column)d. Téléchargez de nouveau le fichier.")
            % {"line": broken.lineno, "column": broken.colno}
        ) from broken
    except (UnicodeDecodeError, ValueError) as unreadable:
        raise ImportRefused(_("Ce fichier n’est pas du JSON. Téléchargez-le de nouveau.")) from unreadable
    except RecursionError as deep:
        raise ImportRefused(_("Ce JSON emboîte trop de niveaux : ce n’est pas un annuaire.")) from deep
    services = read.get("service") if isinstance(read, dict) else read
    if not isinstance(services, list):
        raise ImportRefused(_("Ce JSON n’est pas l’annuaire de l’administration : il lui manque la liste « service »."))
    if not services:
        raise ImportRefused(_("Ce fichier est vide."))
    return services


def _other_type(service: dict[str, Any]) -> str | None:
    """Return the type of a service that is no Mission Locale ("" if none is said); None for one that is."""
    types = [_word(pivot.get("type_service_local")) for pivot in _records(service, "pivot")]
    named = [one for one in types if one]
    if KEPT_TYPE in named or (not named and NAMED_SO in simplify(_word(service.get("nom")))):
        return None
    return named[0][:60] if named else ""


def _row(service: dict[str, Any]) -> list[str]:
    """Lay a service out under HEADER."""
    places = _records(service, "adresse")
    place = next((one for one in places if _word(one.get("nom_commune"))), places[0] if places else {})
    communes = [code for pivot in _records(service, "pivot") for code in _words(pivot.get("code_insee_commune"))]
    latitude, longitude = _word(place.get("latitude")), _word(place.get("longitude"))
    return [
        *(_word(service.get("id")), _word(service.get("nom")), StructureKind.ML.value, Country.FR.value),
        _word(service.get("siret")),
        _word(place.get("numero_voie")),
        _word(place.get("code_postal")),
        _word(place.get("nom_commune")),
        communes[0] if len(communes) == 1 else "",  # several: the area it serves, not where it is
        *((latitude, longitude) if latitude and longitude else ("", "")),
        _first(service, "telephone"),
        next(iter(_words(service.get("adresse_courriel"))), ""),
        _first(service, "site_internet"),
    ]


def _first(service: dict[str, Any], key: str) -> str:
    return next((word for one in _records(service, key) if (word := _word(one.get("valeur")))), "")


def _records(service: dict[str, Any], key: str) -> list[dict[str, Any]]:
    return [one for one in _listed(service.get(key)) if isinstance(one, dict)]


def _words(value: Any) -> list[str]:
    return [word for one in _listed(value) if (word := _word(one))]


def _listed(value: Any) -> list[Any]:
    """Read a list, one thing alone as a list of it, and a list that came as the text of one."""
    if isinstance(value, str) and value.lstrip()[:1] in ("[", "{"):
        value = _unfold(value)
    if isinstance(value, list):
        return value
    return [] if value is None or value == "" else [value]


def _unfold(text: str) -> Any:
    try:
        return json.loads(text, parse_constant=str, parse_float=str, parse_int=str)
    except (ValueError, RecursionError):
        return None


def _word(value: Any) -> str:
    """Return a text as it would stand in a cell; anything else is an empty one."""
    return plain_text(value) if isinstance(value, str) else ""


def said_of(other_types: tuple[tuple[str, int], ...]) -> Iterator[str]:
    """Say what the file held besides Missions Locales, one type after the other."""
    for name, count in other_types:
        yield _("%(name)s (%(count)d)") % {"name": name, "count": count}
