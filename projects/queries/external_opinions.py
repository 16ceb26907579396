"""Opinions asked of people outside: what their link opens, where each stands, which are due."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from ofqj_portal.core import calendar, links
from ofqj_portal.core.models import ActionLink
from ofqj_portal.core.money import Money
from ofqj_portal.core.shores import format_date, format_money
from partners.enums import Section
from partners.queries import Fact
from projects.enums import REVIEWING, ExternalState, HostingState, Side
from projects.models import ExternalOpinion, Project
from projects.models.grid import Points, points_of
from projects.models.told import at_hand
from projects.programmes import spec_of
from projects.queries.opinions import score_words
from projects.queries.snapshot import field_value, show
from projects.sections import field_label

EXTERNAL_LINK = "projects.external_opinion"
#: A reminder leaves this many days before the day it is due.
REMIND_DAYS = 3
#: What an outside reader learns of the dossier: the project in its words, never a person, a number to call or a note.
SHOWN_FIELDS = (
    *("theme", "aims", "public", "activities", "observation_programme"),
    *("profile", "preparation", "preparation_hours", "supervision", "follow_up"),
)


@dataclass(frozen=True)
class ExternalRow:
    """One opinion asked outside. `expires_at` is the end of its living link; None where it opens nothing any more."""

    asked: ExternalOpinion
    points: list[Points]
    expires_at: datetime | None
    late: bool

    @property
    def score(self) -> str:
        """Its score in words; "" without one."""
        return score_words(self.asked.score)

    @property
    def is_given(self) -> bool:
        return self.asked.state == ExternalState.GIVEN

    @property
    def is_waiting(self) -> bool:
        return self.asked.state == ExternalState.WAITING


def external_rows(project: Project, *, now: datetime) -> list[ExternalRow]:
    """List what was asked outside about one dossier, with where each stands: two queries at most."""
    asked = at_hand(project, "external_opinions")
    if asked is None:
        asked = list(project.external_opinions.select_related("asked_by"))
    waiting = [row for row in asked if row.state == ExternalState.WAITING]
    ends = _ends_of(waiting) if waiting else {}
    grid = project.call_rules.score_grid
    return [
        ExternalRow(row, points_of(grid, row.scores) if row.scores else [], ends.get(row.pk), row.due_at < now)
        for row in asked
    ]


def _ends_of(waiting: Iterable[ExternalOpinion]) -> dict[int, datetime]:
    ends: dict[int, datetime] = {}
    for link in links.links_of(EXTERNAL_LINK, waiting).living(calendar.real_now()):
        ends.setdefault(int(link.object_id), link.expires_at)
    return ends


def external_to_remind(now: datetime) -> "QuerySet[ExternalOpinion]":
    """Return those still waited for whose day is near, on dossiers that are still under review."""
    near = ExternalOpinion.objects.waiting().filter(
        due_at__gt=now, due_at__lte=now + timedelta(days=REMIND_DAYS), project__state__in=sorted(REVIEWING)
    )
    return near.select_related("project__call", "project__carrier", "asked_by").order_by("pk")


# ---- what the link opens --------------------------------------------------------------------------------------------


def asked_of(link: ActionLink) -> ExternalOpinion:
    """Return what a living link asks. Raises LinkRefused once no opinion is awaited any more."""
    asked = links.target_of(link)
    if not isinstance(asked, ExternalOpinion) or not is_awaited(asked):
        raise links.LinkRefused(_("Cet avis n’est plus attendu : l’instruction est finie ou la demande retirée."))
    return asked


def is_awaited(asked: ExternalOpinion) -> bool:
    """Say whether it is still asked, on a dossier under review."""
    return asked.state == ExternalState.WAITING and asked.project.state in REVIEWING


def facts_for_outsiders(project: Project) -> list[Fact]:
    """Say of the dossier what an outside reader needs, and no more: no person, no note, no opinion, no account."""
    left_out = spec_of(project.call_rules.programme).left_out
    return [
        *_frame(project),
        *(_told(project, field) for field in SHOWN_FIELDS if field not in left_out),
        Fact(_("Aide demandée"), _aid(project)),
    ]


def _frame(project: Project) -> list[Fact]:
    rows = [row for row in project.structures.all() if row.state == HostingState.CONFIRMED]
    carriers = ", ".join(row.structure.name for row in rows if row.side == Side.CARRIER)
    hosts = ", ".join(row.structure.name for row in rows if row.side == Side.HOST)
    place = ", ".join(part for part in (project.destination_city, project.destination_country) if part)
    days = ""
    if project.departs_on and project.returns_on:
        words = {"from": format_date(project.departs_on), "to": format_date(project.returns_on)}
        days = _("du %(from)s au %(to)s") % words
    return [
        Fact(_("Porté par"), carriers),
        Fact(_("Accueilli par"), hosts),
        Fact(_("Dates du séjour"), days),
        Fact(_("Lieu"), place),
        Fact(_("Personnes prévues"), project.places),
    ]


def _told(project: Project, field: str) -> Fact:
    label = field_label(field)
    return Fact(label[:1].upper() + label[1:], show(field, field_value(project, field)))


def _aid(project: Project) -> str:
    asked = project.aid_requests.order_by("section")
    return ", ".join(
        f"{Section(aid.section).label} : {format_money(Money(aid.requested_amount, aid.currency))}" for aid in asked
    )
