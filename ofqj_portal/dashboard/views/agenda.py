"""The days of one's dossiers in one's own calendar, by a secret address."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_http_methods, require_safe

from ofqj_portal.accounts.limits import find_link_within_limits
from ofqj_portal.accounts.shores import shore_of
from ofqj_portal.core import calendar, links
from ofqj_portal.core.access import by_link, only_by_post, open_door, signed_in
from ofqj_portal.core.models import ActionLink
from ofqj_portal.core.shores import reading_as
from ofqj_portal.dashboard.documents.agenda import days_ics
from ofqj_portal.dashboard.forms.agenda import AgendaForm
from ofqj_portal.dashboard.queries.agenda import days_of, dossiers_of
from ofqj_portal.dashboard.services.agenda import AGENDA_LINK, close_agenda, reader_of_agenda, renew_agenda


def _own(request: HttpRequest) -> "links.ActionLinkQuerySet":
    rows = ActionLink.objects.filter(purpose=AGENDA_LINK, issued_by=request.user)
    return rows.living(calendar.real_now()).order_by("-issued_at", "-pk")


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def agenda(request: HttpRequest) -> HttpResponse:
    """List one's calendar addresses; POST gives a new one, shown once."""
    form = AgendaForm(request.POST or None, user=request.user, structures=request.structures)
    if form.is_valid():
        token = renew_agenda(target=form.target(), by=request.user, real_now=calendar.real_now())
        address = request.build_absolute_uri(reverse("dashboard:agenda_feed", args=[token]))
        return render(request, "dashboard/agenda_address.html", {"address": address})
    kept = [(link, _name_of(link)) for link in _own(request)]
    return render(request, "dashboard/agenda.html", {"form": form, "kept": kept})


@signed_in
def close(request: HttpRequest, pk: int) -> HttpResponse:
    """Close one of one's own addresses."""
    link = open_door(_own(request), request.user, pk=pk)
    only_by_post(request)
    close_agenda(link=link, by=request.user)
    messages.success(request, _("Cette adresse n’ouvre plus rien."))
    return redirect("dashboard:agenda")


@sensitive_variables("token")
@by_link
@require_safe
def feed(request: HttpRequest, token: str) -> HttpResponse:
    """Hand the days to a calendar that knows the secret address, with what its owner may read today."""
    link = find_link_within_limits(request, token, AGENDA_LINK)
    reader, target = reader_of_agenda(link), links.target_of(link)
    shore = shore_of(reader)
    with reading_as(shore), timezone.override(shore.zone):
        days = days_of(dossiers_of(target, reader), reader, real_now=calendar.real_now())
        content = days_ics(_name_of(link), days, now=calendar.now())
    return HttpResponse(content, content_type="text/calendar; charset=utf-8")


def _name_of(link: ActionLink) -> str:
    if link.object_type == "accounts.user":
        return _("Portail OFQJ : mes dossiers")
    target = links.target_of(link)
    return _("Portail OFQJ : %s") % (getattr(target, "number", "") or target)
