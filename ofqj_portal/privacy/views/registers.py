"""The notices everybody may read, and the registers of the data protection officer."""

from django.core.paginator import Paginator
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from ofqj_portal.core import calendar
from ofqj_portal.core.access import exists_for, signed_in
from ofqj_portal.core.health import health
from ofqj_portal.core.roles import Role, has_role
from participants.data_enums import ErasureCause
from participants.models import Delay, Erasure
from participants.queries.retention import soon_by_structure
from projects.queries.conflicts import declared_conflicts

ROWS = 50


@require_safe
def service_status(request: HttpRequest) -> HttpResponse:
    """Say in words which parts of the portal answer."""
    return render(request, "privacy/service_status.html", {"states": health()})


@require_safe
@signed_in
def retention(request: HttpRequest) -> HttpResponse:
    """Count, structure by structure, whom the end of the delay is near for; what was rendered anonymous lately."""
    exists_for(has_role(request.user, Role.DPO))
    lately = Erasure.objects.values("cause").annotate(people=Count("pk")).order_by("cause")
    causes = dict(ErasureCause.choices)
    context = {
        "structures": soon_by_structure(calendar.today()),
        "delays": Delay.objects.order_by("code"),
        "erased": [{"cause": causes[row["cause"]], "people": row["people"]} for row in lately],
    }
    return render(request, "privacy/retention.html", context)


@require_safe
@signed_in
def conflicts(request: HttpRequest) -> HttpResponse:
    """List the conflicts of interest declared on dossiers, with their reasons."""
    exists_for(has_role(request.user, Role.DPO))
    page = Paginator(declared_conflicts(), ROWS).get_page(request.GET.get("page"))
    return render(request, "privacy/conflicts.html", {"page": page})
