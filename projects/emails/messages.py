"""Somebody wrote in the thread of a dossier: who, and where to read it; never the text."""

from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ofqj_portal.accounts.models import User
from ofqj_portal.core.outbox import Mail, Recipient
from ofqj_portal.core.roles import Role
from partners.enums import Section
from partners.models import Membership, Structure
from partners.queries import recipients_of
from projects.access import advising_section
from projects.emails.filing import carriers_of, hosts_of, officer_of, people_of
from projects.enums import ProjectState, Speaker
from projects.models import Message, Project
from projects.models.visibility import is_tied


@dataclass(frozen=True)
class NewMessagesMail(Mail):
    """Tell one person who wrote to her, with the address of the thread."""

    project: Project
    to: Recipient
    authors: tuple[str, ...]
    kind: ClassVar[str] = "projects.new_messages"
    template: ClassVar[str] = "projects/emails/new_messages"
    reason: ClassVar[Any] = gettext_lazy("Vous recevez ce message parce que vous suivez ce dossier.")

    def recipients(self) -> list[Recipient]:
        return [self.to]

    def subject(self) -> str:
        return _("Dossier %(number)s : un message vous attend") % {"number": self.project.number}

    def context(self) -> dict[str, Any]:
        address = reverse("projects:messages", args=[self.project.number])
        url = settings.BASE_URL.rstrip("/") + address
        return {"project": self.project, "authors": self.authors, "messages_url": url}


def readers_of(message: Message, *, on: date) -> list[Recipient]:
    """Return who hears of a message: the other side, and the other structures of the dossier; never its author."""
    project = message.project
    hosts = hosts_of(project) if project.state != ProjectState.DRAFT else []
    others = [place for place in carriers_of(project) + hosts if place.pk != message.structure_id]
    people = people_of(others, on=on)
    if message.side == Speaker.STRUCTURE:
        people += officers_in_charge(project, on=on)
    once = {person.email: person for person in people}
    return [person for person in once.values() if person.user_id != message.author_id]


def _without_tie(people: list[Recipient], project: Project) -> list[Recipient]:
    """Leave out whoever belongs to a structure of the dossier or declared a tie: it is not there for her."""
    users = User.objects.in_bulk({person.user_id for person in people})
    return [person for person in people if not is_tied(users[person.user_id], project)]


def officers_in_charge(project: Project, *, on: date) -> list[Recipient]:
    """The officer in charge and who of the OFQJ wrote before; while there is nobody, the officers of the sections."""
    people = _without_tie(officer_of(project, on=on) + _who_wrote(project, on=on), project)
    if people:
        return people
    sections = list(project.aid_requests.values_list("section", flat=True)) or [advising_section(project)]
    if project.state == ProjectState.DRAFT:
        sections = [advising_section(project)]
    places = Structure.objects.filter(section__in=sections).order_by("section")
    return _without_tie([person for place in places for person in recipients_of(place, Role.OFFICER, on=on)], project)


def _who_wrote(project: Project, *, on: date) -> list[Recipient]:
    wrote = project.messages.filter(side=Speaker.OFQJ).values("author")
    roles = [Role.OFFICER, Role.DECIDER]
    rows = Membership.objects.current(on).filter(user__in=wrote, user__is_active=True, role__in=roles)
    rows = rows.filter(structure__section__in=Section.values).select_related("user", "structure").order_by("pk")
    return [
        Recipient(email=row.user.email, name=str(row.user), shore=row.structure.shore, user_id=row.user_id)
        for row in rows
    ]
