"""The columns of a group, under the headings that structures give them, in the words of their shore."""

import re
from collections.abc import Callable
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _

from ofqj_portal.core.imports import (
    CellRefused,
    ImportField,
    parse_choice,
    parse_date,
    parse_text,
    parse_yes_no,
    plain_text,
)
from participants.enums import EDUCATION_OF_FRANCE, EDUCATION_OF_QUEBEC, EducationLevel, Gender
from partners.models import Structure

EXAMPLE = ("Prénom-Exemple", "NOM-EXEMPLE", date(2004, 12, 31))
EARLIEST_BIRTH = date(1900, 1, 1)
FRENCH_AREA = re.compile(r"[0-9][0-9AB][0-9]{3}")
QUEBEC_AREA = re.compile(r"[0-9]{3}")
_short_text = parse_text(100)
GENDERS_SAID = {
    **dict.fromkeys(("f", "féminin", "fille", "mme", "madame"), Gender.WOMAN.value),
    **dict.fromkeys(("h", "m", "masculin", "garçon", "monsieur"), Gender.MAN.value),
    **dict.fromkeys(("x", "nb", "non binaire"), Gender.OTHER.value),
    **dict.fromkeys(("non renseigné", "nc", "?"), Gender.NOT_SAID.value),
}
LEVELS_SAID = {
    "sans diplôme": EducationLevel.FR_NONE.value,
    **dict.fromkeys(("infra 3", "brevet", "cfg"), EducationLevel.FR_BELOW_3.value),
    **dict.fromkeys(("niveau 3", "cap", "bep", "3"), EducationLevel.FR_3.value),
    **dict.fromkeys(("niveau 4", "bac", "baccalauréat", "4"), EducationLevel.FR_4.value),
    **dict.fromkeys(("niveau 5", "bac +2", "bts", "dut", "5"), EducationLevel.FR_5.value),
    **dict.fromkeys(("niveau 6", "bac +3", "licence", "but", "6"), EducationLevel.FR_6.value),
    **dict.fromkeys(("niveau 7", "bac +5", "master", "7"), EducationLevel.FR_7.value),
    **dict.fromkeys(("niveau 8", "doctorat", "8"), EducationLevel.FR_8.value),
}
LEVELS_SAID_IN_QUEBEC = {
    "sans des": EducationLevel.QC_NONE.value,
    "des": EducationLevel.QC_DES.value,
    **dict.fromkeys(("dep", "asp"), EducationLevel.QC_DEP.value),
    **dict.fromkeys(("dec", "aec", "cégep"), EducationLevel.QC_DEC.value),
    **dict.fromkeys(("bac", "baccalauréat", "certificat"), EducationLevel.QC_BACHELOR.value),
    **dict.fromkeys(("maîtrise", "doctorat"), EducationLevel.QC_MASTER.value),
}


def parse_name(cell: Any) -> str:
    """Read a first or last name: one line, with a letter in it at least."""
    name = " ".join(_short_text(cell).split()).replace("'", "’")
    if not any(map(str.isalpha, name)):
        raise CellRefused(_("« %(text)s » n’est pas un nom.") % {"text": name[:40]})
    return name


def parse_birth(cell: Any) -> date:
    """Read a day of birth. Raises CellRefused before 1900; whether the day has come is for the plan."""
    born_on = parse_date(cell)
    if born_on < EARLIEST_BIRTH:
        raise CellRefused(_("Cette date est trop ancienne : vérifiez l’année."))
    return born_on


def parse_email(cell: Any) -> str:
    """Read a mail address, the first of several. Raises CellRefused for what is none."""
    address = re.split(r"[;,\s]+", plain_text(cell).casefold())[0]
    try:
        validate_email(address)
    except ValidationError as refusal:
        raise CellRefused(_("« %(text)s » n’est pas une adresse e-mail.") % {"text": address[:60]}) from refusal
    return address


def parse_phone(cell: Any) -> str:
    """Read a telephone number; a French one gets back the zero that spreadsheets drop."""
    phone = parse_text(30)(cell)
    if not re.search(r"[0-9]{3}", re.sub(r"\D", "", phone)):
        raise CellRefused(_("« %(text)s » n’est pas un numéro de téléphone.") % {"text": phone[:40]})
    return f"0{phone}" if re.fullmatch(r"[1-9][0-9]{8}", phone) else phone


def parse_area(shape: re.Pattern[str], length: int) -> Callable[[Any], str]:
    """Read the code of a commune or MRC, with the leading zeros that spreadsheets drop."""

    def parse(cell: Any) -> str:
        code = plain_text(cell).replace(" ", "").upper()
        code = code.zfill(length) if code.isascii() and code.isdigit() else code
        if not shape.fullmatch(code):
            raise CellRefused(_("Un code INSEE compte 5 caractères, un code de MRC 3 chiffres."))
        return code

    return parse


def parse_postal_code(cell: Any) -> str:
    """Read a postal code, with the leading zero of a French one; it only tells the department, and is not kept."""
    code = plain_text(cell).replace(" ", "").upper()
    if re.fullmatch(r"[0-9]{4,5}", code):
        return code.zfill(5)
    if re.fullmatch(r"[A-Z][0-9][A-Z][0-9][A-Z][0-9]", code):
        return code
    raise CellRefused(_("« %(text)s » n’est pas un code postal.") % {"text": code[:20]})


def fields_for(structure: Structure) -> list[ImportField]:
    """Return the columns of a group that `structure` follows, in the order of the template."""
    return [*_identity(), *_profile(structure), *_places(structure), *_reach()]


def _identity() -> list[ImportField]:
    first_name, last_name, born_on = EXAMPLE
    given = ("prénoms", "first name", "prénom usuel")
    family = ("nom de famille", "nom de naissance", "nom d’usage", "last name")
    birth = ("né le", "née le", "né(e) le", "date naissance", "naissance", "ddn", "date de naiss.")
    shapes = _("31/12/2004 ou 2004-12-31.")
    return [
        ImportField("first_name", _("Prénom"), given, required=True, parse=parse_name, example=first_name),
        ImportField("last_name", _("Nom"), family, required=True, parse=parse_name, example=last_name),
        ImportField(
            *("born_on", _("Date de naissance"), birth),
            required=True,
            parse=parse_birth,
            is_day=True,
            example=f"{born_on:%d/%m/%Y}",
            help_text=shapes,
        ),
    ]


def _profile(structure: Structure) -> list[ImportField]:
    levels = EDUCATION_OF_FRANCE if structure.is_french else EDUCATION_OF_QUEBEC
    said = LEVELS_SAID if structure.is_french else LEVELS_SAID_IN_QUEBEC
    choices = {level.value: level.label for level in (*levels, EducationLevel.NOT_SAID)}
    genders = dict(Gender.choices)
    level = parse_choice(choices, said)
    return [
        ImportField(
            *("gender", _("Genre"), ("sexe", "civilité")),
            parse=parse_choice(genders, GENDERS_SAID),
            example=genders[Gender.WOMAN],
            help_text=_listed(genders.values()),
        ),
        ImportField(
            *("education_level", _("Niveau d’études"), ("niveau", "diplôme", "niveau de formation", "scolarité")),
            parse=level,
            example=choices[levels[2].value],
            help_text=_listed(choices.values()),
        ),
    ]


def _places(structure: Structure) -> list[ImportField]:
    yes_no = _("oui, non, ou vide si on ne sait pas.")
    if not structure.is_french:
        return [
            ImportField("territory", _("Région administrative"), ("région",), example=_territory_example(structure)),
            ImportField("area_name", _("MRC"), ("nom de la mrc", "municipalité", "ville"), parse=parse_text(100)),
            ImportField("area_code", _("Code de la MRC"), ("code mrc",), parse=parse_area(QUEBEC_AREA, 3)),
            ImportField("is_rural", _("Milieu rural"), ("rural",), parse=parse_yes_no, help_text=yes_no),
        ]
    place = _("Pour trouver le département ; il n’est pas gardé.")
    return [
        ImportField("postal_code", _("Code postal"), ("cp",), parse=parse_postal_code, help_text=place),
        ImportField("territory", _("Département"), ("dpt", "dép.", "département de résidence"), example="69"),
        ImportField("area_name", _("Commune"), ("ville", "commune de résidence"), parse=parse_text(100)),
        ImportField(
            *("area_code", _("Code INSEE de la commune"), ("code insee", "insee", "code commune")),
            parse=parse_area(FRENCH_AREA, 5),
            help_text=_("5 caractères, par exemple 69123. Ce n’est pas le code postal."),
        ),
        ImportField("is_rural", _("Commune rurale"), ("rural", "zone rurale"), parse=parse_yes_no, help_text=yes_no),
        ImportField("is_frr", _("Zone FRR (ex-ZRR)"), ("frr", "zrr"), parse=parse_yes_no, help_text=yes_no),
        ImportField(
            *("is_qpv", _("Habite en quartier prioritaire (QPV)"), ("qpv", "quartier prioritaire")),
            parse=parse_yes_no,
            help_text=yes_no,
        ),
    ]


def _reach() -> list[ImportField]:
    yes_no = _("oui, non, ou vide si on ne sait pas.")
    mail = ("e-mail", "email", "mail", "courriel", "adresse mail", "adresse électronique")
    phone = ("tél", "tél.", "portable", "mobile", "numéro de téléphone", "téléphone portable")
    abroad = ("premier départ", "1er départ à l’étranger", "première fois à l’étranger")
    return [
        ImportField("email", _("Adresse e-mail"), mail, parse=parse_email),
        ImportField("phone", _("Téléphone"), phone, parse=parse_phone),
        ImportField(
            "first_time_abroad", _("Premier départ à l’étranger"), abroad, parse=parse_yes_no, help_text=yes_no
        ),
    ]


def _territory_example(structure: Structure) -> str:
    return structure.territory.name if structure.territory else ""


def _listed(labels: Any) -> str:
    return _("L’un de : %s.") % " ; ".join(str(label) for label in labels)
