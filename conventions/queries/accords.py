"""Where the accords on an amendment stand: seat by seat, part by part; and what a change of the text would void."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from django.utils.translation import gettext_lazy as _

from conventions.enums import AccordAnswer
from conventions.models import (
    AccordPart,
    AccordRequest,
    Amendment,
    AmendmentChange,
    AmendmentPart,
    Convention,
    PartyAccord,
    SigningMandate,
)
from conventions.queries.text import part_label, place_label
from ofqj_portal.core.models import Version
from ofqj_portal.core.shores import format_date
from ofqj_portal.core.versions import Change, versions_of
from partners.enums import Party, Section

SeatKey = tuple[str, str]
_DATES = {"takes_effect_on": _("date de prise d’effet"), "renews_until": _("nouveau terme")}
_DELETED = _("(alinéa supprimé)")


@dataclass(frozen=True)
class Seat:
    """One signature block of the convention before an amendment: who may fill it, what it said, what is missing."""

    key: SeatKey
    label: str
    mandates: tuple[SigningMandate, ...]
    answers: tuple[PartyAccord, ...]
    missing: tuple[str, ...]

    @property
    def has_agreed(self) -> bool:
        return not self.missing

    @property
    def missing_label(self) -> str:
        """The parts of the text it has not agreed to."""
        return ", ".join(part_label(code) for code in self.missing)


@dataclass(frozen=True)
class Impact:
    """What a new text does to one accord: the parts that fall, to be asked again, and those that stand."""

    accord: PartyAccord
    voided: tuple[str, ...]
    kept: tuple[str, ...]

    @property
    def voided_label(self) -> str:
        return ", ".join(part_label(code) for code in self.voided)

    @property
    def kept_label(self) -> str:
        return ", ".join(part_label(code) for code in self.kept)


def seat_keys(convention: Convention) -> list[SeatKey]:
    """List the signature blocks of the convention, in their order: every one must agree to an amendment."""
    rows = convention.signatories.order_by("position").values_list("party", "section")
    return list(dict.fromkeys(rows))


def seat_label(key: SeatKey) -> str:
    """Name a signature block."""
    party, section = key
    return str(Section(section).label if section else Party(party).label)


def current_mandates(convention: Convention, on: date) -> QuerySet[SigningMandate]:
    """List who may sign on that day."""
    return convention.signing_mandates.current(on).select_related("user").order_by("party", "section", "pk")


def missing_parts(amendment: Amendment) -> dict[SeatKey, list[str]]:
    """Return, for every seat, the parts of the present text it has not agreed to; an empty list where it has."""
    return missing_parts_of(amendment.convention, [amendment])[amendment.pk]


def missing_parts_of(convention: Convention, amendments: Iterable[Amendment]) -> dict[int, dict[SeatKey, list[str]]]:
    """Do the same for several amendments of one convention, by their keys, in three queries."""
    keys, seats = [amendment.pk for amendment in amendments], seat_keys(convention)
    parts: dict[int, dict[str, str]] = {key: {} for key in keys}
    rows = AmendmentPart.objects.filter(amendment__in=keys).order_by("code")
    for key, code, digest in rows.values_list("amendment", "code", "text_hash"):
        parts[key][code] = digest
    agreed = AccordPart.objects.filter(
        accord__amendment__in=keys, accord__answer=AccordAnswer.ACCORD, voided_at__isnull=True
    )
    columns = ("accord__amendment", "accord__party", "accord__section", "code", "text_hash")
    standing = set(agreed.values_list(*columns))
    return {
        key: {
            seat: [code for code, digest in parts[key].items() if (key, *seat, code, digest) not in standing]
            for seat in seats
        }
        for key in keys
    }


def parts_hashes(amendment: Amendment) -> dict[str, str]:
    """Return the digest of each part of the text as it was put to the parties."""
    return dict(amendment.parts.order_by("code").values_list("code", "text_hash"))


def seats_of(amendment: Amendment, on: date) -> list[Seat]:
    """List the seats of an amendment with their people and their answers, in the order of the signature page.

    Three queries. Each mandate carries `request_pk`, the request by which it is asked, or None.
    """
    missing: dict[SeatKey, tuple[str, ...]] = {}
    blocks = amendment.convention.signatories.annotate(missing=_parts_not_agreed(amendment)).order_by("position")
    for party, section, codes in blocks.values_list("party", "section", "missing"):
        missing.setdefault((party, section), tuple(codes))
    asked = AccordRequest.objects.filter(amendment=amendment, mandate=OuterRef("pk")).order_by().values("pk")
    mandates: dict[SeatKey, list[SigningMandate]] = {}
    for mandate in current_mandates(amendment.convention, on).annotate(request_pk=Subquery(asked)):
        mandates.setdefault((mandate.party, mandate.section), []).append(mandate)
    answers: dict[SeatKey, list[PartyAccord]] = {}
    for accord in amendment.accords.order_by("given_at", "pk"):
        answers.setdefault((accord.party, accord.section), []).append(accord)
    return [
        Seat(key, seat_label(key), tuple(mandates.get(key, ())), tuple(answers.get(key, ())), codes)
        for key, codes in missing.items()
    ]


def _parts_not_agreed(amendment: Amendment) -> ArraySubquery:
    """The codes of the parts of the present text that a signature block (the outer row) has not agreed to."""
    agreed = AccordPart.objects.filter(
        accord__amendment=amendment, accord__answer=AccordAnswer.ACCORD, voided_at__isnull=True,
        accord__party=OuterRef(OuterRef("party")), accord__section=OuterRef(OuterRef("section")),
        code=OuterRef("code"), text_hash=OuterRef("text_hash"),
    )  # fmt: skip
    parts = AmendmentPart.objects.filter(amendment=amendment).exclude(Exists(agreed))
    return ArraySubquery(parts.order_by("code").values("code"))


def impact_of(amendment: Amendment, new: Mapping[str, str]) -> list[Impact]:
    """List what the text whose parts have the digests `new` would void, accord by accord; those untouched are left out.

    An accord stands for each part whose words stay the same; only the others are asked again.
    """
    impacts = []
    living = Q(parts__voided_at__isnull=True)
    accords = amendment.accords.filter(living, answer=AccordAnswer.ACCORD).distinct().prefetch_related("parts")
    for accord in accords.order_by("given_at", "pk"):
        standing = {part.code: part.text_hash for part in accord.parts.all() if part.voided_at is None}
        voided = tuple(sorted(code for code, digest in standing.items() if new.get(code) != digest))
        if voided:
            impacts.append(Impact(accord, voided, tuple(sorted(standing.keys() - set(voided)))))
    return impacts


def request_of(user: Any, amendment: Amendment, on: date) -> AccordRequest | None:
    """Return the request by which `user` is asked, with her account, for her accord; None if she is not."""
    rows = amendment.requests.filter(mandate__user=user, mandate__in=amendment.convention.signing_mandates.current(on))
    return rows.select_related("mandate", "amendment__convention").order_by("pk").first()


def accords_proved_by(convention: Convention, digest: str) -> list[PartyAccord]:
    """List the answers whose proof file, or whose exact text, has this SHA-256 digest (hexadecimal)."""
    rows = PartyAccord.objects.filter(amendment__convention=convention)
    found = rows.filter(Q(paper__sha256=digest) | Q(text_hash=digest))
    return list(found.select_related("amendment__convention", "paper").order_by("given_at", "pk"))


# ---- what has changed -----------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class ArticleDiff:
    """What an amendment changes in one article: its label and its changes, each with runs of words."""

    code: str
    label: str
    changes: tuple[Change, ...]


def diff_of(changes: Iterable[AmendmentChange]) -> list[ArticleDiff]:
    """Show what an amendment changes, article by article: the text as it reads beside what is proposed."""
    rows: dict[str, list[Change]] = {}
    titles: dict[str, str] = {}
    for change in sorted(changes, key=lambda row: (row.article.number, row.position)):
        code = f"article-{change.article.number}"
        titles[code] = f"{part_label(code)[:1].upper()}{part_label(code)[1:]} · {change.article.title}"
        rows.setdefault(code, []).append(Change(place_label(change.kind, change.target), change.before, change.text))
    return [ArticleDiff(code, titles[code], tuple(found)) for code, found in rows.items()]


def changes_since(amendment: Amendment, seen: int) -> list[Change]:
    """List how the proposed text differs from its version `seen`, part by part, in the words that were put down."""
    versions: dict[int, Version] = {row.number: row for row in versions_of(amendment)}
    if seen not in versions or amendment.text_version not in versions:
        return []
    old, new = _words_of(versions[seen].data), _words_of(versions[amendment.text_version].data)
    places = list(dict.fromkeys([*old, *new]))
    return [
        Change(place, old.get(place, ""), new.get(place, "")) for place in places if old.get(place) != new.get(place)
    ]


def _words_of(data: dict[str, Any]) -> dict[str, str]:
    words: dict[str, str] = {}
    for code, part in data.items():
        label = part_label(code)
        for change in part.get("changes", ()):
            place = f"{label}, {place_label(change['kind'], change['target'])}"
            words[place] = change["text"] or str(_DELETED)
        for name in ("takes_effect_on", "renews_until"):
            if part.get(name):
                words[str(_DATES[name])] = format_date(date.fromisoformat(part[name]))
    return words
