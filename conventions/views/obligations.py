"""The register of obligations: every date the texts create; and the same in one's own calendar."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_safe

from conventions import amendment_access as access
from conventions.documents.agenda import agenda_ics
from conventions.forms.amendment import ObligationFilter
from conventions.models import Convention, Meeting
from conventions.queries.obligations import Obligation, obligations_of
from conventions.services.agenda import feed_of, renew_feed
from ofqj_portal.accounts.limits import count_try, may_try
from ofqj_portal.core import calendar, links
from ofqj_portal.core.access import by_link, only_by_post, signed_in


@signed_in
@require_safe
def obligations(request: HttpRequest, slug: str) -> HttpResponse:
    """Show the register, filtered by state, by party and by year."""
    convention = access.get_signing_convention(request.user, slug)
    today = calendar.today()
    form = ObligationFilter(request.GET, convention=convention)
    chosen = form.cleaned_data if form.is_valid() else {}
    rows = [(row, row.state(today)) for row in obligations_of(convention, today)]
    counts = {state: sum(found == state for _row, found in rows) for state in ("late", "soon")}
    context = {
        "convention": convention,
        "rows": [
            (row, state, access.can_follow(request.user, row)) for row, state in rows if _is_chosen(row, state, chosen)
        ],
        "form": form,
        "counts": counts,
    }
    return render(request, "conventions/obligations.html", context)


def _is_chosen(row: Obligation, state: str, chosen: dict[str, str]) -> bool:
    wanted, party, year = chosen.get("etat", ""), chosen.get("partie", ""), chosen.get("annee", "")
    open_enough = state != "met" if not wanted else wanted in (state, "all")
    return open_enough and party in ("", row.seat[0]) and year in ("", str(row.due_on.year))


@signed_in
def agenda_renew(request: HttpRequest, slug: str) -> HttpResponse:
    """Give a new secret address for one's calendar, and show it once."""
    convention = access.get_signing_convention(request.user, slug)
    only_by_post(request)
    token = renew_feed(user=request.user)
    url = request.build_absolute_uri(reverse("conventions:agenda_feed", args=[token]))
    return render(request, "conventions/agenda_address.html", {"convention": convention, "address": url})


@sensitive_variables("token")
@by_link
@require_safe
def agenda_feed(request: HttpRequest, token: str) -> HttpResponse:
    """Hand the dates to a calendar that knows the secret address, as long as its person may read them."""
    if not may_try(request, "link"):
        raise links.TooManyTries(_("Trop d’adresses ont été essayées d’ici : attendez quelques minutes."))
    try:
        feed = feed_of(token)
        if not access.can_follow_talks(feed.user):
            raise links.LinkRefused(_("Cette adresse d’agenda n’est plus valable : la personne n’a plus ce rôle."))
    except links.LinkRefused:
        count_try(request, "link")
        raise
    today, now = calendar.today(), calendar.now()
    convention = Convention.objects.order_by("-signed_on").first()
    rows = [row for row in obligations_of(convention, today) if not row.is_met] if convention else []
    meetings = Meeting.objects.filter(committee__convention=convention, meets_at__gte=now, cancelled_at=None).order_by(
        "meets_at"
    )
    return HttpResponse(agenda_ics(convention, rows, meetings, now=now), content_type="text/calendar; charset=utf-8")
