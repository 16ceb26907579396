"""What a person finds in her own space: what waits for her, who read about her, and the link that opens it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ofqj_portal.core import calendar, links, sms
from ofqj_portal.core.models import ActionLink, Reading
from ofqj_portal.core.models.about import reference_to
from ofqj_portal.core.shores import Shore
from participants.models import Participant, Participation
from partners.models import Membership

SPACE_LINK = "participants.space"

#: What each purpose of the log of readings means to the person it is about.
READ_IN_WORDS = {
    "participants.person": gettext_lazy("a ouvert votre fiche"),
    "participants.own_person": gettext_lazy("a ouvert votre fiche"),
    "participants.opportunities": gettext_lazy("a ouvert vos réponses sur les difficultés"),
    "participants.emergency": gettext_lazy("a ouvert votre fiche d’urgence, pendant le séjour"),
    "privacy.request": gettext_lazy("a ouvert votre fiche pour répondre à votre demande"),
}


@dataclass(frozen=True)
class Reader:
    """One reading as the person sees it: a role and a structure, never a name."""

    at: datetime
    who: str
    what: str


def sms_number_of(participant: Participant) -> str:
    """Return where a short message reaches her, "" if nobody noted a mobile or the operator has no gateway."""
    is_french = participant.shore == Shore.FRANCE
    return sms.mobile_number(participant.phone, is_french=is_french) if sms.is_on() else ""


def space_links_of(participant: Participant) -> list[ActionLink]:
    """Return the living links of her space, the latest first."""
    return list(links.links_of(SPACE_LINK, [participant]).living(calendar.real_now()))


def who_read(participant: Participant, limit: int = 50) -> list[Reader]:
    """List who read about her, the latest first: what the reader was that day, in words."""
    about = Q(pk__in=[])
    for one in (participant, *Participation.objects.filter(participant=participant)):
        object_type, object_id = reference_to(one)
        about |= Q(object_type=object_type, object_id=object_id)
    readings = list(Reading.objects.filter(about).order_by("-id")[:limit])
    roles = _roles_of({reading.user_id for reading in readings})
    return [
        Reader(
            reading.at,
            _who(roles.get(reading.user_id, []), reading.at.astimezone(calendar.PARIS).date()),
            str(READ_IN_WORDS.get(reading.purpose, _("a lu ce que nous savons de vous"))),
        )
        for reading in readings
    ]


def _roles_of(users: Iterable[int]) -> dict[int, list[Membership]]:
    found: dict[int, list[Membership]] = {}
    rows = Membership.objects.filter(user__in=users).select_related("structure").order_by("pk")
    for row in rows:
        found.setdefault(row.user_id, []).append(row)
    return found


def _who(memberships: list[Membership], on: date) -> str:
    then = [row for row in memberships if row.starts_on <= on and (row.ends_on is None or row.ends_on >= on)]
    row = (then or memberships or [None])[0]
    if row is None:
        return _("Une personne qui accompagne le séjour")
    return _("%(role)s, %(structure)s") % {"role": row.get_role_display(), "structure": row.structure}
