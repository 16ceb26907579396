"""What a table may measure, and the refusal of one that cannot be read."""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _

from ofqj_portal.core.errors import DomainError

MAX_BYTES = 5 * 1024 * 1024
MAX_UNPACKED = 60 * 1024 * 1024
MAX_MEMBERS = 500
MAX_ROWS = 20_000
MAX_COLUMNS = 100
MAX_CELL = 10_000


class ImportRefused(DomainError):
    """The file cannot be read as a table; the message says why, and what to do."""


def check_bounds(count: int, row: Sequence[Any]) -> None:
    """Raise ImportRefused for a row past the last one, too wide, or with an endless cell; `count` is its place."""
    if count > MAX_ROWS:
        raise ImportRefused(_("Ce tableau est trop long : %(rows)d lignes au plus.") % {"rows": MAX_ROWS})
    if len(row) > MAX_COLUMNS:
        raise ImportRefused(_("Ce tableau est trop large : %(columns)d colonnes au plus.") % {"columns": MAX_COLUMNS})
    if any(isinstance(cell, str) and len(cell) > MAX_CELL for cell in row):
        raise ImportRefused(_("Une cellule de ce tableau contient un texte beaucoup trop long."))
