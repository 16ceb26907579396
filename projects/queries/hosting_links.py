"""Personal links by which a partner without an account answers: who may get one, what it shows, where it stands."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, OuterRef, QuerySet
from django.db.models.functions import JSONObject
from django.utils.translation import gettext as _

from ofqj_portal.core import calendar, links
from ofqj_portal.core.models import ActionLink
from ofqj_portal.core.roles import Role
from ofqj_portal.core.shores import format_date
from partners.models import Contact, Membership, Structure
from partners.queries import Fact
from projects.enums import FOR_PROFESSIONALS, HOST_MAY_WRITE, HostingState, Side
from projects.models import Project, ProjectStructure

HOSTING_LINK = "projects.hosting"
FILING_ROLES = (Role.ADVISER, Role.MANAGER)


@dataclass(frozen=True)
class PartnerLine:
    """A structure of the dossier, with the link by which it was asked or has answered (None: by its accounts)."""

    row: ProjectStructure
    link: ActionLink | None
    has_people: bool

    @property
    def waits_for_nobody(self) -> bool:
        """Say whether an answer is awaited of a structure that has neither an account nor a living link."""
        return self.row.state == HostingState.INVITED and not self.has_people and self.link is None


def partner_lines(project: Project, *, with_links: bool = True, with_people: bool = True) -> list[PartnerLine]:
    """List the structures of a dossier, the lead carrier first: a query for links, one for people, whatever it holds.

    `with_links` for whoever may know who was written to; without `with_people`, all are taken to have somebody. Nobody
    is looked for where a link waits.
    """
    rows = sorted(project.structures.all(), key=lambda row: (not row.is_lead, row.side, row.pk))
    found = links_that_matter(rows) if with_links else {}
    asked = [row.structure for row in rows if row.state == HostingState.INVITED and row.pk not in found]
    peopled = structures_with_people(asked) if with_people else {structure.pk for structure in asked}
    return [PartnerLine(row, found.get(row.pk), row.structure_id in peopled) for row in rows]


def links_that_matter(rows: Iterable[ProjectStructure]) -> dict[int, ActionLink]:
    """Return, by row, the link that waits for an answer or by which the present answer came."""
    rows, real_now = [row for row in rows if not row.is_lead], calendar.real_now()
    if not rows:
        return {}
    found: dict[int, ActionLink] = {}
    for link in links.links_of(HOSTING_LINK, rows).filter(revoked_at=None):
        found.setdefault(int(link.object_id), link)
    return {
        row.pk: link
        for row in rows
        if (link := found.get(row.pk))
        and (link.is_living(real_now) if row.state == HostingState.INVITED else link.used_at is not None)
    }


def structures_with_people(structures: Iterable[Structure]) -> set[int]:
    """Return which of these structures have somebody with an account who may answer."""
    keys = [structure.pk for structure in structures]
    if not keys:
        return set()
    return set(_people().filter(structure__in=keys).values_list("structure_id", flat=True))


def _people() -> "QuerySet[Membership]":
    """Keep the memberships of those who may answer today."""
    return Membership.objects.filter(role__in=FILING_ROLES, user__is_active=True).current(calendar.today())


@dataclass(frozen=True)
class Invitable:
    """A structure that may be invited. `addresses` is None when somebody there has an account: no link is needed."""

    structure: Structure
    addresses: list["KnownAddress"] | None


@dataclass(frozen=True)
class KnownAddress:
    """An address of the directory, and whose it is."""

    email: str
    label: str


def with_addresses(structures: Iterable[Structure]) -> list[Invitable]:
    """Say of each structure where a link could go; one query, whatever the list holds."""
    structures = list(structures)
    if not structures:
        return []
    people, contacts = _people().filter(structure=OuterRef("pk")), _contacts().filter(structure=OuterRef("pk"))
    named = ArraySubquery(contacts.values(known=JSONObject(name="name", duty="duty", email="email")))
    rows = Structure.objects.filter(pk__in=[structure.pk for structure in structures]).order_by()
    found = {pk: (peopled, known) for pk, peopled, known in rows.values_list("pk", Exists(people), named)}
    return [_invitable(structure, *found[structure.pk]) for structure in structures]


def _invitable(structure: Structure, peopled: bool, known: list[dict[str, str]]) -> Invitable:
    return Invitable(structure, None if peopled else _addresses(structure, [Contact(**each) for each in known]))


def known_addresses(structure: Structure) -> list[KnownAddress]:
    """List the addresses the directory has for a structure: its contacts first, then its own."""
    return _addresses(structure, list(_contacts().filter(structure=structure)))


def _contacts() -> "QuerySet[Contact]":
    return Contact.objects.exclude(email="").order_by("name", "pk")


def _addresses(structure: Structure, contacts: list[Contact]) -> list[KnownAddress]:
    named = [
        KnownAddress(contact.email, ", ".join(part for part in (contact.name, contact.duty) if part))
        for contact in contacts
    ]
    own = [KnownAddress(structure.email, str(_("adresse de la structure")))] if structure.email else []
    found: dict[str, KnownAddress] = {}
    for known in [*named, *own]:
        found.setdefault(known.email.lower(), known)
    return list(found.values())


# ---- what the link opens --------------------------------------------------------------------------------------------


def row_of(link: ActionLink) -> ProjectStructure:
    """Return the invitation that a living link opens. Raises LinkRefused if no answer is awaited any more."""
    row = links.target_of(link)
    if not isinstance(row, ProjectStructure) or not awaits_answer(row):
        raise links.LinkRefused(_("Aucune réponse n’est plus attendue par ce lien."))
    return row


def awaits_answer(row: ProjectStructure) -> bool:
    """Say whether the structure is still asked, on a dossier that the OFQJ has not answered."""
    return row.state == HostingState.INVITED and row.project.state in HOST_MAY_WRITE


def invitation_facts(row: ProjectStructure) -> list[Fact]:
    """Say of the project what somebody needs to answer, and no more: no person, no money."""
    project, carrier = row.project, row.project.carrier
    young = project.call.programme not in FOR_PROFESSIONALS
    place = ", ".join(part for part in (project.destination_city, project.destination_country) if part)
    where = ", ".join(part for part in (carrier.commune, carrier.country_label) if part)
    asked = _("Accueillir le groupe") if row.side == Side.HOST else _("Porter le projet ensemble")
    return [
        Fact(_("Qui vous invite"), carrier.name, detail=where),
        Fact(_("Ce qui vous est demandé"), asked),
        Fact(_("Projet"), project.title, detail=_("dossier %s") % project.number),
        Fact(_("Direction"), project.get_direction_display()),
        Fact(_("Dates du séjour"), _dates(project)),
        Fact(_("Lieu"), place),
        Fact(_("Jeunes prévus") if young else _("Personnes prévues"), project.places),
    ]


def _dates(project: Project) -> str:
    if not (project.departs_on and project.returns_on):
        return ""
    days: dict[str, Any] = {"from": format_date(project.departs_on), "to": format_date(project.returns_on)}
    return _("du %(from)s au %(to)s") % days
