"""Two sheets that may speak of one structure: by contact, by name and place, by company number. One query a page."""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from ofqj_portal.core.imports import simplify
from ofqj_portal.core.roles import Role, has_role
from partners.enums import StructureKind
from partners.models import Distinction, Structure

if TYPE_CHECKING:
    from ofqj_portal.accounts.models import User

CLOSE_IN_TOWN, CLOSE_IN_TERRITORY = 0.4, 0.75  # shares of common trigrams, what all of a kind are called set apart
CROWD = 4  # a number or an address that more structures share is that of a network, and says nothing
_USUAL = re.compile(
    r"\b(mission|locale|ml|carrefour|jeunesse|emploi|cje|ecole|2e|deuxieme|chance|association|centre|social"
    r"|antenne|d|de|du|des|la|le|les|l|et|en|au|aux|pour|siege)\b"
)


@dataclass(frozen=True)
class Likeness:
    """A structure that looks like another, and why, in words."""

    structure: Structure
    reasons: tuple[str, ...]


@dataclass(frozen=True)
class LikePair:
    """Two structures of the directory that look alike, the older sheet first, and why."""

    older: Structure
    newer: Structure
    reasons: tuple[str, ...]


class Resemblances:
    """The structures one knows, ready to be compared with others."""

    def __init__(self, known: Iterable[Structure]) -> None:
        self.by_key: defaultdict[str, list[Structure]] = defaultdict(list)
        self.by_place: defaultdict[tuple[str, str], list[tuple[Structure, frozenset[str]]]] = defaultdict(list)
        for structure in known:
            for key in _keys(structure):
                self.by_key[key].append(structure)
            for place in _places(structure):
                self.by_place[place].append((structure, _trigrams(structure.name)))

    def of(self, candidate: Structure) -> list[Likeness]:
        """List the structures that look like `candidate`, saved or not, the likeliest first."""
        reasons: defaultdict[int, list[str]] = defaultdict(list)
        found: dict[int, Structure] = {}
        for key, say in _keys(candidate).items():
            if len(self.by_key.get(key, ())) < CROWD:
                for structure in self.by_key.get(key, ()):
                    found[structure.pk] = structure
                    reasons[structure.pk].append(say())
        own = _trigrams(candidate.name)
        for place in _places(candidate):
            wanted = CLOSE_IN_TOWN if place[0] == "town" else CLOSE_IN_TERRITORY
            for structure, trigrams in self.by_place.get(place, ()):
                if structure.kind == candidate.kind and _share(own, trigrams) >= wanted:
                    found[structure.pk] = structure
                    said = _("nom proche, même commune") if place[0] == "town" else _("nom proche, même territoire")
                    if not any(one.startswith(_("nom proche")) for one in reasons[structure.pk]):
                        reasons[structure.pk].append(said)
        likely = sorted((pk for pk in found if pk != candidate.pk), key=lambda pk: (-len(reasons[pk]), pk))
        return [Likeness(found[pk], tuple(reasons[pk])) for pk in likely]


def mergeable_structures(user: "User") -> "list[Structure]":
    """List the open structures that `user` may merge: all for the administrator, a network's own members for it."""
    rows = Structure.objects.active() if has_role(user, Role.ADMIN) else Structure.objects.in_networks_of(user).active()
    rows = rows.exclude(kind=StructureKind.OFQJ)
    return list(rows.select_related("territory", "network").order_by("pk"))


def distinctions_among(structures: Iterable[Structure]) -> "QuerySet[Distinction]":
    """Return the pairs among `structures` that somebody said are two, the latest first."""
    keys = [structure.pk for structure in structures]
    return Distinction.objects.filter(one__in=keys, other__in=keys).select_related("one", "other", "said_by")


def distinctions_between(one: Structure, other: Structure) -> "QuerySet[Distinction]":
    """Return what was said of these two sheets, in whichever order."""
    return Distinction.objects.filter(Q(one=one, other=other) | Q(one=other, other=one))


def like_pairs(structures: Iterable[Structure], distinct: Iterable[Distinction] = ()) -> list[LikePair]:
    """List the pairs among `structures` that look alike, those with the most reasons first; no query.

    What `distinct` says is two is left out.
    """
    known = list(structures)
    apart = {frozenset((said.one_id, said.other_id)) for said in distinct}
    resemblances = Resemblances(known)
    pairs = [
        LikePair(like.structure, one, like.reasons)
        for one in known
        for like in resemblances.of(one)
        if like.structure.pk < one.pk and frozenset((like.structure.pk, one.pk)) not in apart
    ]
    return sorted(pairs, key=lambda pair: (-len(pair.reasons), pair.older.pk, pair.newer.pk))


def _keys(structure: Structure) -> dict[str, Callable[[], str]]:
    """Return what is one structure's own, each with the words that say so."""
    phone = re.sub(r"\D", "", structure.phone)[-9:]
    # A path tells two sheets of one site apart; a bare host is the site itself.
    address = urlsplit(structure.website.lower())
    site = address.netloc.removeprefix("www.") + address.path.rstrip("/")
    town = simplify(structure.commune)
    keys: dict[str, Callable[[], str]] = {}
    if len(phone) == 9:
        keys[f"phone:{phone}"] = lambda: _("même téléphone")
    if structure.email:
        keys[f"mail:{structure.email.lower()}"] = lambda: _("même adresse e-mail")
    if site:
        keys[f"site:{site}"] = lambda: _("même site web")
    if structure.siret and town:
        keys[f"siren:{structure.siret[:9]}:{town}"] = lambda: _("même SIREN, même commune")
    return keys


def _places(structure: Structure) -> Iterator[tuple[str, str]]:
    if town := simplify(structure.commune):
        yield "town", f"{structure.country}:{town}"
    if structure.territory_id:
        yield "territory", str(structure.territory_id)


def _trigrams(name: str) -> frozenset[str]:
    """Cut what is a structure's own in its name in threes; all of it where nothing is."""
    words = re.sub(r"[^a-z0-9]+", " ", _plain(name)).strip()
    own = re.sub(r"\s+", " ", _USUAL.sub(" ", words)).strip() or words
    padded = f"  {own} "
    return frozenset(padded[place : place + 3] for place in range(len(padded) - 2))


def _plain(text: str) -> str:
    return " ".join(simplify(word) for word in re.split(r"[^\w]+", text))


def _share(one: frozenset[str], other: frozenset[str]) -> float:
    return len(one & other) / len(one | other)
