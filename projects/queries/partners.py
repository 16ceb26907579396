"""Which structures a carrier may invite."""

from collections.abc import Iterable

from django.db.models import QuerySet

from partners.models import Agreement, Structure
from projects.enums import HostingState
from projects.models import Project, ProjectStructure

SUGGESTED = 5


def invitable_structures(project: Project, words: str) -> QuerySet[Structure]:
    """Look in the directory for structures that are not yet on the dossier, the best known names first."""
    there = project.structures.exclude(state=HostingState.REFUSED).values("structure")
    rows = Structure.objects.active().filter(section="").exclude(pk__in=there).matching(words)
    return rows.select_related("territory").order_by("name", "pk")


def partner_suggestions(project: Project, ententes: Iterable[Agreement]) -> list[Structure]:
    """Return five partners of the carrier's ententes, then of its past projects, that are not yet on the dossier.

    `ententes` are the confirmed ones of the carrier, with their two structures.
    """
    there = {row.structure_id for row in project.structures.all() if row.state != HostingState.REFUSED}
    found = {}
    for agreement in ententes:
        one, other = agreement.first_structure, agreement.second_structure
        partner = other if one.pk == project.carrier_id else one
        if partner.pk not in there and partner.is_active:
            found[partner.pk] = partner
    for row in past_partners(project, there)[:20] if len(found) < SUGGESTED else ():
        found.setdefault(row.structure_id, row.structure)
    return list(found.values())[:SUGGESTED]


def past_partners(project: Project, there: set[int]) -> QuerySet[ProjectStructure]:
    """Return the structures that confirmed their part in a project the carrier filed before, but `there`."""
    rows = ProjectStructure.objects.filter(
        project__carrier=project.carrier_id,
        project__submitted_at__isnull=False,
        is_lead=False,
        state=HostingState.CONFIRMED,
        structure__is_active=True,
        structure__section="",
    )
    return (
        rows.select_related("structure__territory")
        .exclude(structure__in=there)
        .order_by("-project__submitted_at", "pk")
    )
