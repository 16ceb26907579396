"""One search over everything the reader may see; a query a group, whatever is found."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import CharField, F, Q, QuerySet, Value
from django.db.models.functions import Cast
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from conventions.access import conventions_of, reports_of
from conventions.models import Action, Meeting
from ofqj_portal.core import calendar
from ofqj_portal.core.roles import Role, structure_ids
from ofqj_portal.core.shores import format_date
from participants.models import Participant
from partners.models import Agreement, Structure
from partners.models.search import Fold
from projects.models import Call, Project

SHOWN = 6
SHORTEST = 2


@dataclass(frozen=True)
class Hit:
    """One thing that was found: its name, a word more, its page."""

    label: str
    detail: str
    url: str


@dataclass(frozen=True)
class Group:
    """What was found of one kind; `more_url` leads to the whole list where there is more."""

    title: str
    hits: list[Hit]
    more_url: str = ""


def search(user: Any, text: str) -> list[Group]:
    """Return what `user` may see that holds every word of `text`, by kind; nothing for less than two letters."""
    words = " ".join(text.split())
    if len(words) < SHORTEST:
        return []
    groups = [_dossiers(user, words), _people(user, words), _structures(user, words), _calls(words)]
    if user.is_authenticated:
        groups.append(_agreements(user, words))
    groups.append(_committee(user, words))
    return [group for group in groups if group.hits]


def _group(title: str, hits: Iterable[Hit], list_name: str, words: str) -> Group:
    found = list(hits)
    more = f"{reverse(list_name)}?{urlencode({'q': words})}" if len(found) > SHOWN else ""
    return Group(title, found[:SHOWN], more)


def _dossiers(user: Any, words: str) -> Group:
    if not user.is_authenticated:
        return Group("", [])
    rows = Project.objects.listed_to(user).matching(words).select_related("carrier").order_by("-updated_at", "-pk")
    hits = (Hit(row.title, f"{row.number} · {row.carrier.name}", row.get_absolute_url()) for row in rows[: SHOWN + 1])
    return _group(_("Projets"), hits, "projects:list", words)


def _people(user: Any, words: str) -> Group:
    """Find people of one's own structures alone: whoever reads others for the OFQJ opens them from their dossier."""
    own = structure_ids(user, Role.ADVISER, Role.MANAGER)
    if not own:
        return Group("", [])
    rows = Participant.objects.followed_by(own).matching(words).order_by("last_name", "first_name", "pk")
    hits = (Hit(str(row), _("jeune suivi·e"), row.get_absolute_url()) for row in rows[: SHOWN + 1])
    return _group(_("Jeunes"), hits, "participants:people", words)


def _structures(user: Any, words: str) -> Group:
    rows = Structure.objects.visible_to(user).matching(words).order_by("name", "pk")
    hits = (
        Hit(row.name, f"{row.get_kind_display()} · {row.commune}", row.get_absolute_url()) for row in rows[: SHOWN + 1]
    )
    return _group(_("Structures"), hits, "partners:list", words)


def _calls(words: str) -> Group:
    rows = Call.objects.published().matching(words).order_by("-closes_at", "code")
    now = calendar.now()
    hits = (
        Hit(row.title, _("clos") if row.closes_at < now else _("jusqu’au %s") % format_date(row.closes_at.date()),
            row.get_absolute_url())
        for row in rows[: SHOWN + 1]
    )  # fmt: skip
    return _group(_("Appels à projets"), hits, "projects:calls", words)


def _agreements(user: Any, words: str) -> Group:
    rows = (
        Agreement.objects.visible_to(user)
        .alias(folded=Fold("title"))
        .select_related("first_structure", "second_structure")
    )
    hits = (
        Hit(row.title, f"{row.first_structure} · {row.second_structure}", row.get_absolute_url())
        for row in rows.filter(_holding(words)).order_by("title", "pk")[: SHOWN + 1]
    )
    return _group(_("Ententes"), hits, "partners:agreements", words)


def _committee(user: Any, words: str) -> Group:
    """Find the actions of the plans, the meetings and the annual reports in one query; each has its own page."""
    mine, text = conventions_of(user), CharField()
    actions = Action.objects.filter(plan__convention__in=mine).annotate(said=F("title"))
    meetings = Meeting.objects.filter(committee__convention__in=mine).annotate(said=F("title"))
    reports = reports_of(user).annotate(said=F("period")).select_related(None)
    keys = {"one": F("plan__convention__slug"), "two": Cast("plan__year", text), "three": Cast("number", text)}
    found = _named(actions, words, "action", **keys).union(
        _named(meetings, words, "meeting", one=Cast("pk", text), two=Value(""), three=Value("")),
        _named(reports, words, "report", one=F("period"), two=Value(""), three=Value("")),
    )
    kinds = {"action": _("action du plan"), "meeting": _("réunion du comité"), "report": _("bilan annuel")}
    hits = [
        Hit(said, kinds[name], reverse(f"conventions:{name}", args=[key for key in keys if key]))
        for name, said, *keys in found.order_by("said", "name", "one", "two", "three")[:SHOWN]
    ]
    return Group(_("Convention et bilans"), hits)


def _named(rows: QuerySet[Any], words: str, name: str, **keys: Any) -> QuerySet[Any]:
    """Keep the rows whose `said` holds the words, as (name, said, one, two, three) for a union."""
    held = rows.order_by().alias(folded=Fold("said")).filter(_holding(words)).annotate(name=Value(name), **keys)
    return held.values_list("name", "said", "one", "two", "three")


def _holding(words: str) -> Q:
    """Build what asks `folded` to hold every word, the first eight."""
    held = Q()
    for word in words.split()[:8]:
        held &= Q(folded__contains=Fold(Value(word)))
    return held
