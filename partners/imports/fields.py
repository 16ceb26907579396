"""The columns of a directory, under the headings that networks and registers give them."""

import re
from collections.abc import Callable
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from ofqj_portal.core.imports import (
    CellRefused,
    ImportField,
    parse_choice,
    parse_decimal,
    parse_integer,
    parse_text,
    plain_text,
)
from partners import validators
from partners.enums import Country, StructureKind

PARTICLES = frozenset(
    ["à", "au", "aux", "d", "de", "des", "du", "en", "et", "l", "la", "le", "les", "lès", "pour", "sous", "sur"]
)
ACRONYMS = frozenset(["ARML", "CFA", "CJE", "E2C", "ML", "MILO", "OFQJ", "PAIO", "RCJEQ", "UNML"])
_WORD = r"si[eè]ge(?:\s+(?:social|administratif|central))?"
_BETWEEN = r"[\s–—,;:/_|·-]"
_SEAT = re.compile(
    rf"{_BETWEEN}*\(\s*{_WORD}\s*\)"  # (siège), wherever it stands
    rf"|{_BETWEEN}*(?<![^\W_]){_WORD}[\s.]*$"  # … - SIEGE
    rf"|^\s*{_WORD}\s*(?:[–—,;:/_|·-]\s*|(?=(?:mission|ml|milo|paio|carrefour|cje)\b))"  # SIEGE - … ; SIEGE MISSION …
    rf"|\s+[–—-]\s+{_WORD}(?=\s+[–—-]\s)"  # … - SIEGE - …
    rf"|(?<!\bdu)(?<!\bau)\s+{_WORD}(?=\s+d(?:e|u|es)?\b)",  # … SIEGE de …
    re.IGNORECASE,
)
SHOUTED = 4  # letters: a shorter word in capitals may be a name made of initials


def parse_name(cell: Any) -> str:
    """Read the name of a structure: « SIÈGE » goes, CAPITALS and small letters become a name one can read."""
    name = parse_text(200)(cell)
    name = (_SEAT.sub("", name).strip() or name).replace("'", "’")
    words = re.findall(r"[^\W\d_]+", name)
    shouts = any(word.isupper() and len(word) >= SHOUTED and word not in ACRONYMS for word in words)
    return _capitalise(name) if shouts or name.isupper() or name.islower() else name


def parse_commune(cell: Any) -> str:
    """Read a commune: one all in CAPITALS or in small letters becomes a name one can read."""
    name = parse_text(100)(cell).replace("'", "’")
    return _capitalise(name) if name.isupper() or name.islower() else name


def _capitalise(name: str) -> str:
    """Give capitals to the words that are all in capitals or all in small letters; the others are left as written."""

    def word(found: re.Match[str]) -> str:
        text = found[0]
        if len(text) == 1 and found.string[found.end() : found.end() + 1] == ".":
            return text.upper()  # an initial
        if text in ACRONYMS or not (text.isupper() or text.islower()):
            return text
        if text.casefold() in PARTICLES and found.start():
            return text.casefold()
        return text.capitalize()

    return re.sub(r"[^\W_]+", word, name)


def parse_identifier(validate: Callable[[str], None], length: int = 0) -> Callable[[Any], str]:
    """Read a national identifier, with the leading zeros a spreadsheet dropped; refuse one that cannot exist."""

    def parse(cell: Any) -> str:
        value = validators.squeeze_identifier(plain_text(cell))
        if value.isascii() and value.isdigit():
            value = value.zfill(length)
        try:
            validate(value)
        except ValidationError as refusal:
            raise CellRefused(" ".join(refusal.messages)) from refusal
        return value

    return parse


def parse_imilo_code(cell: Any) -> str:
    """Read the code of a structure in i-milo: letters and digits."""
    value = validators.squeeze_identifier(plain_text(cell))
    if not re.fullmatch(validators.IMILO_FORMAT, value):
        raise CellRefused(_("Un code i-milo compte 2 à 20 lettres et chiffres."))
    return value


def parse_service_public_id(cell: Any) -> str:
    """Read the identifier of a service in the directory of the administration."""
    value = plain_text(cell).lower()
    if not re.fullmatch(validators.SERVICE_PUBLIC_FORMAT, value):
        raise CellRefused(_("Un identifiant de l’annuaire compte 3 à 80 lettres sans accent, chiffres et tirets."))
    return value


def parse_country(cell: Any) -> str:
    """Read a country: the code of one of ours, else its name as it stands."""
    try:
        return parse_choice({"fr": "France", "qc": "Québec"})(cell)
    except CellRefused:
        text = parse_text(80)(cell)
        return Country.QC if text.casefold() == "canada" else text


def parse_email(cell: Any) -> str:
    """Read a mail address, lower-cased; the first of several."""
    return re.split(r"[;,\s]+", plain_text(cell).lower())[0]


def parse_website(cell: Any) -> str:
    """Read the address of a site, with https:// where nothing is said."""
    text = parse_text(200)(cell)
    return text if re.match(r"https?://", text, re.IGNORECASE) else f"https://{text}"


FIELDS = [
    ImportField(
        "name",
        _("Nom"),
        ("structure", "nom de la structure", "raison sociale", "dénomination", "libellé", "organisme"),
        required=True,
        parse=parse_name,
    ),
    ImportField("kind", _("Type"), ("type de structure", "catégorie"), parse=parse_choice(dict(StructureKind.choices))),
    ImportField("country", _("Pays"), parse=parse_country),
    ImportField(
        "siret", _("SIRET"), ("n° siret", "numéro siret"), parse=parse_identifier(validators.validate_siret, 14)
    ),
    ImportField("rna", _("RNA"), ("n° rna", "numéro rna"), parse=parse_identifier(validators.validate_rna)),
    ImportField("neq", _("NEQ"), ("numéro d’entreprise",), parse=parse_identifier(validators.validate_neq)),
    ImportField(
        "imilo_code", _("Code i-milo"), ("code milo", "identifiant i-milo", "code structure"), parse=parse_imilo_code
    ),
    ImportField(
        "service_public_id",
        _("Identifiant service-public.fr"),
        ("identifiant annuaire", "id service-public", "id annuaire de l’administration"),
        parse=parse_service_public_id,
    ),
    ImportField("network", _("Réseau"), ("code réseau",)),
    ImportField(
        "territory",
        _("Département ou région administrative"),
        ("département", "code département", "région administrative"),
    ),
    ImportField("street", _("Adresse"), ("rue", "adresse postale", "voie")),
    ImportField("postal_code", _("Code postal"), ("cp",), parse=parse_text(12)),
    ImportField("commune", _("Commune"), ("ville", "municipalité"), parse=parse_commune),
    ImportField("insee_code", _("Code INSEE"), ("code commune", "code insee de la commune"), parse=parse_text(5)),
    ImportField("latitude", _("Latitude"), ("lat",), parse=parse_decimal(Decimal(-90), Decimal(90), 5)),
    ImportField("longitude", _("Longitude"), ("lon", "lng"), parse=parse_decimal(Decimal(-180), Decimal(180), 5)),
    ImportField("email", _("Adresse e-mail"), ("e-mail", "mail", "courriel"), parse=parse_email),
    ImportField("phone", _("Téléphone"), ("tél", "numéro de téléphone"), parse=parse_text(30)),
    ImportField("website", _("Site web"), ("site", "site internet", "url"), parse=parse_website),
    ImportField("hosting_capacity", _("Places d’accueil"), ("capacité", "places"), parse=parse_integer(0, 1000)),
]
IDENTIFIERS = ("siret", "rna", "neq", "imilo_code", "service_public_id")
LABELS = {field.name: field.label for field in FIELDS} | {
    "other_country": _("Nom du pays"),
    "time_zone": _("Fuseau horaire"),
}
