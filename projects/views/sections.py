"""One address for every section of a dossier: who may write it now, and which page it has."""

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from ofqj_portal.core.access import StateForbids, signed_in
from ofqj_portal.core.prepared_parts import PreparedPart
from ofqj_portal.core.prepared_rows import PreparedRows
from projects import access
from projects.doors import EXTRAS_PART, PIECES_PART, WHOLE, prepared_door
from projects.enums import ProjectState
from projects.models.told import parts_told
from projects.queries.openness import bring_requests, open_fields
from projects.sections import BUDGET, BY_SLUG, PIECES, STRUCTURES, SUBMISSION
from projects.views import budget, filing, partners, pieces, plain

WRITABLE = frozenset({ProjectState.DRAFT, ProjectState.INCOMPLETE})


@require_http_methods(["GET", "POST"])
@signed_in
def section(request: HttpRequest, number: str, slug: str) -> HttpResponse:
    """Show or save one section: 409 where the dossier, or this part of it, is not open."""
    spec = BY_SLUG.get(slug)
    rows = None  # a POST reads what it wrote
    if request.method == "GET":
        rows = _SHOWN.get(spec.code if spec else "", _PLAIN).of(request.user, number=number)
    project = access.get_project(request.user, number, may=access.can_edit, states=WRITABLE, rows=rows)
    if spec is None:
        raise Http404
    bring_requests(project)
    if spec.fields and not open_fields(project) & set(spec.fields):
        raise StateForbids(_("Cette partie du dossier n’est pas rouverte : seuls les champs demandés le sont."))
    return _PAGES.get(spec.code, plain.plain_section)(request, project, spec)


def _door(*parts: PreparedPart) -> PreparedRows:
    """Prepare what a section shows row by row, beside the phases, the budget and the top-ups that rules weigh."""
    return prepared_door(lambda rows, _user: rows.annotate(**parts_told()), *WHOLE, EXTRAS_PART, *parts)


_PLAIN, _WITH_PIECES = _door(), _door(PIECES_PART)
_SHOWN = {PIECES: _WITH_PIECES, SUBMISSION: _WITH_PIECES}
_PAGES = {
    STRUCTURES: partners.structures_section,
    BUDGET: budget.budget_section,
    PIECES: pieces.pieces_section,
    SUBMISSION: filing.submission_section,
}
