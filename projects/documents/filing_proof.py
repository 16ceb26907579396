"""The acknowledgement that a dossier was filed: what, when, and the digests by which anybody can check it."""

from dataclasses import dataclass
from typing import Any, Self

from django.utils.translation import gettext as _

from ofqj_portal.core import calendar
from ofqj_portal.core.shores import format_instant
from ofqj_portal.core.versions import versions_of
from partners.models import Structure
from projects.enums import HostingState, PieceCategory, Side
from projects.models import FilingProof


@dataclass(frozen=True)
class ProvenPiece:
    """A piece as it was joined: what it is, its name, the SHA-256 of its content."""

    category: str
    name: str
    sha256: str


@dataclass(frozen=True)
class ProofOfFiling:
    """Everything the acknowledgement says; `filed` and `structures` are lines ready to be laid out."""

    title: str
    number: str
    project_title: str
    call: str
    structures: tuple[str, ...]
    filed: tuple[str, ...]
    version: int
    sha256: str
    pieces: tuple[ProvenPiece, ...]

    @classmethod
    def of(cls, proof: FilingProof) -> Self:
        """Write the acknowledgement of one submission from its frozen version."""
        content = versions_of(proof.project).get(number=proof.version).data
        return cls(
            title=_("Accusé de dépôt"),
            number=proof.project.number,
            project_title=content["title"],
            call=proof.project.call.title,
            structures=tuple(_structure_words(row) for row in content["partners"]),
            filed=_instants(proof, proof.project.carrier),
            version=proof.version,
            sha256=proof.content_sha256,
            pieces=tuple(_piece(row) for row in content["pieces"]),
        )


def _structure_words(row: dict[str, Any]) -> str:
    words = f"{row['structure']} · {Side(row['side']).label}"
    return words if row["state"] == HostingState.CONFIRMED else f"{words} · {HostingState(row['state']).label}"


def _instants(proof: FilingProof, carrier: Structure) -> tuple[str, ...]:
    """Write the instant as it is read in Paris, in Montréal, and in the carrier's own zone where that is a third."""
    zones = [calendar.PARIS, calendar.MONTREAL]
    if carrier.zone not in zones:
        zones.append(carrier.zone)
    return tuple(format_instant(proof.filed_at, zone) for zone in zones)


def _piece(row: dict[str, Any]) -> ProvenPiece:
    return ProvenPiece(str(PieceCategory(row["category"]).label), row["name"], row["sha256"])
