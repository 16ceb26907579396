"""What somebody who leaves passes on: the young people she follows, the stays she was to lead."""

from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ofqj_portal.accounts.models import User
from ofqj_portal.core.handover import Handover, Held, Holding, register_holding
from ofqj_portal.core.shores import format_date
from participants.enums import ProfessionalState
from participants.models import OpportunityRight, Participant, ProfessionalParticipation
from participants.services.following import pass_people_on, replace_leader
from participants.services.group import CLOSED_TO_NEWCOMERS
from partners.enums import MembershipRole
from partners.models import Structure


def _team(structure: Structure, on: date) -> list[User]:
    roles = [MembershipRole.ADVISER, MembershipRole.MANAGER]
    rows = User.objects.filter(is_active=True, memberships__in=structure.memberships.filter(role__in=roles).current(on))
    return list(rows.distinct().order_by("last_name", "first_name", "pk"))


def _people(structure: Structure, person: User, on: date) -> list[Held]:
    rows = Participant.objects.filter(structure=structure, followed_by=person, anonymised_at=None)
    rows = rows.order_by("last_name", "first_name", "pk")
    return [Held(row, str(row), url=reverse("participants:detail", args=[row.pk])) for row in rows]


def _stays(structure: Structure, person: User, on: date) -> list[Held]:
    rows = ProfessionalParticipation.objects.filter(structure=structure, user=person, state=ProfessionalState.PLANNED)
    rows = rows.exclude(project__state__in=CLOSED_TO_NEWCOMERS).select_related("project", "structure")
    return [
        Held(
            row,
            _("%(number)s · %(title)s") % {"number": row.project.number, "title": row.project.title},
            _("départ le %s") % format_date(row.project.departs_on) if row.project.departs_on else "",
            row.project.get_absolute_url(),
        )
        for row in rows.order_by("project__number", "pk")
    ]


def _rights(structure: Structure, person: User, on: date) -> list[Held]:
    rows = OpportunityRight.objects.filter(structure=structure, user=person, revoked_at=None)
    return [Held(row, _("Ouvrir les profils JAMO de la structure")) for row in rows]


def _pass_people(handover: Handover, objects: list[Any]) -> None:
    pass_people_on(people=objects, taker=handover.taker, by=handover.by)


def _pass_stays(handover: Handover, objects: list[Any]) -> None:
    for professional in objects:
        replace_leader(professional=professional, taker=handover.taker, by=handover.by, now=handover.now)


register_holding(
    Holding(code="3_people", label=gettext_lazy("Jeunes suivis"), find=_people, takers=_team, hand=_pass_people)
)
register_holding(
    Holding(code="4_stays", label=gettext_lazy("Groupes à accompagner"), find=_stays, takers=_team, hand=_pass_stays)
)
register_holding(
    Holding(
        code="5_opportunity_rights",
        label=gettext_lazy("Droits donnés par leur nom"),
        find=_rights,
        advice=gettext_lazy("Ce droit ne se transmet pas : donnez-le par leur nom aux personnes qui en ont besoin."),
    )
)
