"""The pieces a call asks or advises, with the document to fill where the OFQJ gave one."""

from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import QuerySet

from ofqj_portal.core.models import StoredFile
from projects.enums import PieceCategory
from projects.models import Call, CallRules, PieceTemplate


@dataclass(frozen=True)
class AskedPiece:
    """One category of pieces: is it required or only advised, is it there, what is there to fill."""

    label: str
    required: bool
    there: bool
    blank: StoredFile | None


def asked_pieces(call: Call, rules: CallRules, there: Collection[str]) -> list[AskedPiece]:
    """List what is required, then what is advised; `there` are the categories of the pieces joined. One query."""
    blanks = {template.category: template.file for template in templates_of(call)}
    required = [(code, True) for code in rules.required_pieces]
    advised = [(code, False) for code in rules.recommended_pieces if code not in rules.required_pieces]
    return [
        AskedPiece(str(PieceCategory(code).label), is_required, code in there, blanks.get(code))
        for code, is_required in required + advised
    ]


def templates_of(call: Call) -> "QuerySet[PieceTemplate]":
    """Return the documents to fill of a call, with their files."""
    return call.piece_templates.select_related("file").order_by("category")
