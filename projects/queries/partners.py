"""Which structures a carrier may invite."""

from django.db.models import QuerySet

from partners.models import Agreement, Structure
from projects.enums import HostingState
from projects.models import Project


def invitable_structures(project: Project, words: str) -> QuerySet[Structure]:
    """Look in the directory for structures that are not yet on the dossier, the best known names first."""
    there = project.structures.exclude(state=HostingState.REFUSED).values("structure")
    rows = Structure.objects.active().filter(section="").exclude(pk__in=there).matching(words)
    return rows.select_related("territory").order_by("name", "pk")


def partner_suggestions(project: Project) -> list[Structure]:
    """Return the partners of the carrier's ententes that are not yet on the dossier."""
    there = set(project.structures.exclude(state=HostingState.REFUSED).values_list("structure_id", flat=True))
    rows = Agreement.objects.confirmed().of(project.carrier).select_related("first_structure", "second_structure")
    found = {}
    for agreement in rows.order_by("title", "pk"):
        one, other = agreement.first_structure, agreement.second_structure
        partner = other if one.pk == project.carrier_id else one
        if partner.pk not in there and partner.is_active:
            found[partner.pk] = partner
    return list(found.values())[:5]
