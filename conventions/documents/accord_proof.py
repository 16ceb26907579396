"""The proof of one answer to an amendment: the exact text, its digest, who, when, in what capacity."""

import json
from dataclasses import dataclass
from typing import Any, Self

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from conventions.models import AccordPart, PartyAccord
from conventions.queries.text import part_label, place_label
from ofqj_portal.core import calendar
from ofqj_portal.core.seals import Seal
from ofqj_portal.core.shores import format_instant
from ofqj_portal.core.versions import sha256_of, versions_of

FORMAT = "ofqj-accord/1"
SEALED = {
    Seal.NONE: gettext_lazy(
        "Ce fichier ne porte ni cachet électronique ni horodatage d’un tiers : il vaut par les empreintes qu’il donne"
        " et par le journal chaîné du portail."
    ),
    Seal.TIMESTAMP: gettext_lazy("Ce fichier porte l’horodatage d’une autorité tierce (RFC 3161)."),
    Seal.PADES: gettext_lazy("Ce fichier porte le cachet électronique de l’OFQJ (PAdES)."),
    Seal.PADES_TIMESTAMP: gettext_lazy(
        "Ce fichier porte le cachet électronique de l’OFQJ (PAdES) et l’horodatage d’une autorité tierce (RFC 3161)."
    ),
}


@dataclass(frozen=True)
class ProvenChange:
    """One change of the text as it was agreed to or refused."""

    place: str
    before: str
    after: str


@dataclass(frozen=True)
class ProvenPart:
    """One part of the text, with its digest, and whether this answer is about it."""

    label: str
    text_hash: str
    is_covered: bool
    changes: tuple[ProvenChange, ...]
    lines: tuple[str, ...]


@dataclass(frozen=True)
class AccordProof:
    """Everything the proof says. `given` and `facts` are ready to be laid out."""

    title: str
    convention: str
    amendment: str
    answer: str
    given: tuple[str, ...]
    facts: tuple[tuple[str, str], ...]
    text_hash: str
    parts: tuple[ProvenPart, ...]
    sealed: str

    @classmethod
    def of(cls, accord: PartyAccord, *, seal: Seal) -> Self:
        """Write the proof of one answer from the frozen version of the text; `seal` is what vouches for the file."""
        amendment = accord.amendment
        text = _text_of(accord)
        covered = set(accord.parts.values_list("code", flat=True))
        zones = (calendar.PARIS, calendar.MONTREAL)
        return cls(
            title=_("Preuve d’une réponse à un avenant"),
            convention=str(amendment.convention),
            amendment=f"{amendment} · {amendment.title}",
            answer=accord.get_answer_display(),
            given=tuple(format_instant(accord.given_at, zone) for zone in zones),
            facts=_facts(accord),
            text_hash=accord.text_hash,
            parts=tuple(_part(code, text[code], code in covered) for code in sorted(text)),
            sealed=str(SEALED[seal]),
        )


def accord_data(accord: PartyAccord) -> bytes:
    """Write the same as canonical JSON: whoever holds the file finds the digests again."""
    text = _text_of(accord)
    covered: Any = AccordPart.objects.filter(accord=accord).order_by("code").values_list("code", "text_hash")
    data = {
        "format": FORMAT,
        "convention": accord.amendment.convention.slug,
        "amendment": accord.amendment.number,
        "text_version": accord.text_version,
        "text_sha256": accord.text_hash,
        "text": text,
        "answer": accord.answer,
        "reason": accord.reason,
        "covers": dict(covered),
        "signatory": {
            "party": accord.party, "section": accord.section, "name": accord.name, "capacity": accord.capacity,
            "delegated_by": accord.delegated_by,
        },
        "given_at": accord.given_at.isoformat(timespec="seconds"),
        "by": "link" if accord.link_id else "account",
    }  # fmt: skip
    return json.dumps(data, sort_keys=True, ensure_ascii=False, indent=1).encode()


def _text_of(accord: PartyAccord) -> dict[str, Any]:
    return versions_of(accord.amendment).get(number=accord.text_version).data


def _facts(accord: PartyAccord) -> tuple[tuple[str, str], ...]:
    by = (
        _("un lien personnel, envoyé à l’adresse notée par la partie") if accord.link_id else _("son compte du portail")
    )
    facts = [
        (_("Pour"), accord.seat_label),
        (_("Nom"), accord.name),
        (_("Qualité"), accord.capacity),
        (_("Par délégation de"), accord.delegated_by),
        (_("A répondu par"), by),
        (_("Motif du refus"), accord.reason),
    ]
    return tuple((str(label), value) for label, value in facts if value)


def _part(code: str, data: dict[str, Any], is_covered: bool) -> ProvenPart:
    changes = tuple(
        ProvenChange(place_label(row["kind"], row["target"]), row["before"], row["text"])
        for row in data.get("changes", ())
    )
    dates = [(_("Prend effet le"), data.get("takes_effect_on")), (_("Nouveau terme"), data.get("renews_until"))]
    lines = tuple(f"{label}\u00a0: {day}" for label, day in dates if day)
    return ProvenPart(part_label(code), sha256_of(data), is_covered, changes, lines)
