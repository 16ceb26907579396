"""The list of people a structure follows, and what is known of one of them."""

from collections.abc import Collection, Iterable
from datetime import date
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import JSONObject, Lower

from ofqj_portal.core.prepared_rows import PreparedRows
from ofqj_portal.core.roles import structure_ids
from participants.enums import BEFORE_DEPARTURE, STAY_ENDED, ParticipationState
from participants.models import Participant, Participation, Situation
from participants.queries.retention import soon_anonymous
from partners.models.search import Fold
from projects.models import Project
from projects.models.visibility import FILING_ROLES

STANDS = {"prepare": BEFORE_DEPARTURE, "en-sejour": (ParticipationState.DEPARTED,), "revenue": STAY_ENDED}
SOON_ANONYMOUS = "bientot-anonyme"


def people_rows(structures: Iterable[int], words: str = "", stand: str = "", *, on: date) -> QuerySet[Participant]:
    """List the people these structures follow, by name, with the latest stay of each.

    `words` narrows to names, accents and case forgiven; `stand` to prepare, en-sejour, revenue, sans (no project)
    or bientot-anonyme (nobody was in touch for long by `on`).
    Each row has `latest_number`, `latest_title` and `latest_state`, None for who was never in a group.
    """
    rows = Participant.objects.followed_by(structures).matching(words)
    stays = Participation.objects.filter(participant=OuterRef("pk"))
    if stand in STANDS:
        rows = rows.filter(Exists(stays.filter(state__in=STANDS[stand])))
    elif stand == SOON_ANONYMOUS:
        rows = rows.filter(pk__in=soon_anonymous(on).values("pk"))
    elif stand == "sans":
        rows = rows.filter(~Exists(stays.exclude(state=ParticipationState.WITHDRAWN)))
    latest = stays.order_by("-registered_at", "-pk")
    rows = rows.annotate(
        latest_number=Subquery(latest.values("project__number")[:1]),
        latest_title=Subquery(latest.values("project__title")[:1]),
        latest_state=Subquery(latest.values("state")[:1]),
    )
    return rows.select_related("structure").order_by(Fold("last_name"), Fold("first_name"), "pk")


#: What a line of the list reads: nothing that is encrypted.
LINE_FIELDS = ("first_name", "last_name", "born_on", "structure__name")


def people_page_rows(user: Any, words: str = "", stand: str = "", *, on: date) -> Any:
    """Return the people that the structures of `user` follow, as `people_rows` does, for a list."""
    if stand == SOON_ANONYMOUS:  # it first asks for delays
        return people_rows(structure_ids(user, *FILING_ROLES), words, stand, on=on).only(*LINE_FIELDS)
    return _LISTED.of(user, (words, stand), on=on)


def _listed(user: Any, asked: tuple[str, str], *, on: date) -> QuerySet[Participant]:
    return people_rows(structure_ids(user, *FILING_ROLES), *asked, on=on).only(*LINE_FIELDS)


_LISTED = PreparedRows(_listed, on=date)


def people_to_add(structures: Iterable[int], project: Project) -> QuerySet[Participant]:
    """List the people these structures follow who are not in the group of `project`, by name."""
    here = Participation.objects.filter(project=project, participant=OuterRef("pk"))
    rows = Participant.objects.followed_by(structures)
    return rows.filter(~Exists(here.exclude(state=ParticipationState.WITHDRAWN))).order_by(
        Lower("last_name"), Lower("first_name"), "pk"
    )


def stays_of(participant: Participant, projects: Any = None) -> list[Participation]:
    """List the stays of a person, the latest first, within `projects` if some are named: their state, their dossier.

    `told_situations` are the moment and category noted on each, in their order.
    """
    if projects is None:
        return _STAYS.of(None, participant=participant.pk).all()
    return list(_stays(None, None, participant=participant.pk).filter(project__in=projects))


def _stays(_reader: None, _key: None, *, participant: int) -> QuerySet[Participation]:
    rows = Participation.objects.filter(participant=participant).select_related("project")
    noted = Situation.objects.filter(participation=OuterRef("pk")).order_by("observed_on", "pk")
    told = JSONObject(moment="moment", category="category")
    rows = rows.only("state", "project__number", "project__title", "project__departs_on")
    return rows.annotate(told_situations=ArraySubquery(noted.values(told=told))).order_by("-registered_at", "-pk")


_STAYS = PreparedRows(_stays, participant=int)


def past_stays(people: Iterable[Participant], project: Project | None = None) -> dict[str, int]:
    """Count the stays on which each of these people left, with any structure, by `identity_hash`; none is left out.

    `project` is the one they are in now, which does not count. A number, and never where, when or with whom.
    """
    return past_stays_of({person.identity_hash for person in people}, project)


def past_stays_of(hashes: Collection[str], project: Project | None = None) -> dict[str, int]:
    """Count the stays as `past_stays` does, of people known by their hash alone."""
    rows = Participation.objects.filter(participant__identity_hash__among=hashes, departed_on__isnull=False)
    rows = rows.exclude(project=project) if project else rows
    counted = rows.order_by().values("participant__identity_hash").annotate(count=Count("project", distinct=True))
    return {row["participant__identity_hash"]: row["count"] for row in counted}


def times_left(participant: Participant) -> tuple[int, bool]:
    """Count the stays on which this person left, anywhere, and say whether one was with another structure. One query.

    « A déjà participé », and nothing more: never where, when or with whom.
    """
    counted = _TIMES_LEFT.of(None, person=participant.identity_hash, here=participant.pk).all()
    stays, elsewhere = counted[0] if counted else (0, 0)
    return stays, bool(elsewhere)


def _times_left(_reader: None, _key: None, *, person: str, here: int) -> QuerySet[Any]:
    same = Participation.objects.filter(participant__identity_hash=person, departed_on__isnull=False)
    elsewhere = Count("pk", filter=~Q(participant=here))
    counted = same.order_by().values("participant__identity_hash")
    return counted.annotate(stays=Count("project", distinct=True), elsewhere=elsewhere).values_list(
        "stays", "elsewhere"
    )


_TIMES_LEFT = PreparedRows(_times_left, person=str, here=int)
