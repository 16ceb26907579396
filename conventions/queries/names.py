"""Words of a contribution that may name a young person, so that whoever hands it in looks at them first.

A run of capitals that looks like a name is listed whether or not the base knows such a person: nobody learns by typing
who took part (quality §1, a member of the committee never reaches a person). Surnames alone are compared with the base
only for whoever may read these people anyway.
"""

import re
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Count, Exists, Model, OuterRef, Q, Value

from conventions.enums import Body
from conventions.periods import Period
from conventions.queries.figures.activity import gone
from conventions.queries.figures.bodies import projects_of
from ofqj_portal.core.versions import sha256_of
from participants.models import Participant, Participation
from partners.models import Network, Structure, Territory
from partners.models.search import Fold
from projects.models import Project

_WORD = r"[A-ZÀ-ÖØ-Þ][\w’'-]*\w"
_RUN = re.compile(rf"{_WORD}(?:[ \u00a0]+(?:(?:de|du|des|la|le|van|ben)[ \u00a0]+)?{_WORD})+")
_ALONE = re.compile(rf"(?<=[\w,;’'][ \u00a0’']){_WORD}")
_THINGS: tuple[tuple[type[Model], str], ...] = (
    (Structure, "name"), (Network, "name"), (Territory, "name"), (Project, "title"), (Project, "destination_city"),
)  # fmt: skip
MAX_LISTED = 20
#: Words that open a sentence, or that the texts of the convention write with a capital and that name nobody.
_COMMON = (
    "au aux avec ce ces cet cette chez dans de des deux du elle elles en et il ils la le les leur leurs nos notre par "
    "pour sans ses son sur trois un une vers comité convention france québec ofqj unml rcjeq arml anct ml cje mission "
    "missions locale locales carrefour carrefours jeunesse-emploi office franco-québécois réseau union erasmus"
)
COMMON = frozenset(_COMMON.split())


def names_in(text: str, *, body: Body | None, period: Period, user: Any) -> list[str]:
    """List what looks like a person's name in `text`, in its order, up to twenty.

    They are: capitalised words in a row that are not part of the name of a structure, a place or a project; and, within
    a sentence, the first name of somebody of this body's projects (of any that left, without a body), or the surname
    of one whom `user` may read about. A
    number of queries that grows neither with the text nor with the rows.
    """
    runs = _distinct(filter(None, map(_without_common, _RUN.findall(text))))[:MAX_LISTED]
    alone = _distinct(_ALONE.findall(text))
    found = {*runs} - _things(runs) | _of_people(alone, body, period, user)
    return [words for words in _distinct([*runs, *alone]) if words in found][:MAX_LISTED]


def mark_of(names: list[str]) -> str:
    """Return a mark of a list of names: another name found later asks again."""
    return sha256_of(names) if names else ""


def _without_common(run: str) -> str:
    """Drop the words that open a sentence or name no person from both ends of a run; empty when one word is left."""
    words = run.split()
    while words and words[0].casefold() in COMMON:
        words.pop(0)
    while words and words[-1].casefold() in COMMON:
        words.pop()
    return " ".join(words) if len(words) > 1 else ""


def _distinct(words: Any) -> list[str]:
    return list(dict.fromkeys(words))


def _things(runs: list[str]) -> set[str]:
    """Keep the runs that are within the name of a structure, a network, a place, or in the title of a project."""
    known: set[str] = set()
    for model, column in _THINGS:
        if left := [run for run in runs if run not in known]:
            rows = model._default_manager.order_by().annotate(said=Fold(column))
            holds = {f"n{rank}": Q(said__contains=Fold(Value(run))) for rank, run in enumerate(left)}
            counts = rows.aggregate(**{name: Count("pk", filter=held) for name, held in holds.items()})
            known |= {run for rank, run in enumerate(left) if counts[f"n{rank}"]}
    return known


def _of_people(words: list[str], body: Body | None, period: Period, user: Any) -> set[str]:
    """Keep the words that are a first name, or a surname `user` may read, of the people of this body's projects."""
    if not words:
        return set()
    projects = projects_of(body, period) if body else gone(period)
    here = Participation.objects.filter(participant=OuterRef("pk"), project__in=projects.values("pk"))
    people = Participant.objects.filter(Exists(here), anonymised_at=None).order_by()
    mine = people.visible_to(user)
    found = set()
    for rows, column in ((people, "first_name"), (mine, "last_name")):
        said = reduce(or_, (Q(**{f"{column}__iexact": word}) for word in words))
        kept = {name.casefold() for name in rows.filter(said).values_list(column, flat=True).distinct()}
        found |= {word for word in words if word.casefold() in kept}
    return found
