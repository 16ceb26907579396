"""National identifiers: SIRET by its checksum, RNA and NEQ by their format (no public check digit exists)."""

import re

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from stdnum.fr import siret as stdnum_siret

SIRET_FORMAT = r"^[0-9]{14}$"
RNA_FORMAT = r"^W[0-9][0-9A-Z][0-9]{7}$"
NEQ_FORMAT = r"^(11|22|33|88)[0-9]{8}$"
IMILO_FORMAT = r"^[0-9A-Z]{2,20}$"
SERVICE_PUBLIC_FORMAT = r"^[0-9a-z_-]{3,80}$"


def validate_siret(value: str) -> None:
    """Refuse a SIRET that is not 14 digits with a right checksum."""
    if not re.match(SIRET_FORMAT, value) or not stdnum_siret.is_valid(value):
        raise ValidationError(_("Ce SIRET n’existe pas : vérifiez ses 14 chiffres."), code="siret")


def validate_rna(value: str) -> None:
    """Refuse a RNA that is not W followed by nine characters."""
    if not re.match(RNA_FORMAT, value):
        raise ValidationError(_("Un numéro RNA s’écrit W suivi de 9 chiffres, par exemple W751234567."), code="rna")


def validate_neq(value: str) -> None:
    """Refuse a NEQ that is not ten digits starting with 11, 22, 33 or 88."""
    if not re.match(NEQ_FORMAT, value):
        raise ValidationError(
            _("Un NEQ compte 10 chiffres et commence par 11, 22, 33 ou 88, par exemple 1141234567."), code="neq"
        )


def squeeze_identifier(value: str) -> str:
    """Drop the spaces, dots and hyphens people type in an identifier, and upper-case it."""
    return re.sub(r"[\s.\-\u00a0\u202f]", "", value).upper()
