"""The committee: who sits in it for each party, and since when; seats given and ended by the party."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from conventions import access, mandate_access
from conventions.forms.mandate import SeatEndForm, SeatForm
from conventions.models import Convention, Mandate
from conventions.queries.meetings import next_secretary, seats_by_body
from conventions.services.mandates import end_seat, give_seat
from conventions.views.acts import act
from ofqj_portal.accounts.access import step_up_required
from ofqj_portal.core import calendar
from ofqj_portal.core.access import signed_in


@signed_in
@require_safe
def committee(request: HttpRequest, slug: str) -> HttpResponse:
    """List the seats of each body, those held today first, with whose turn it is to keep the minutes."""
    convention = access.get_convention(request.user, slug)
    today, given = calendar.today(), mandate_access.seats_given_by(request.user)
    context = {
        "convention": convention,
        "committee": convention.committee,
        "bodies": seats_by_body(convention.committee, today),
        "given": {"/".join(seat) for seat in given},
        "secretary": next_secretary(convention.committee, today),
        "may_give": bool(given),
    }
    return render(request, "conventions/committee.html", context)


@signed_in
@require_http_methods(["GET", "POST"])
def mandate_new(request: HttpRequest, slug: str) -> HttpResponse:
    """Give a seat of one's party to somebody."""
    convention = access.get_convention(request.user, slug, may=mandate_access.can_give_seats)
    return _give(request, convention)


@step_up_required
def _give(request: HttpRequest, convention: Convention) -> HttpResponse:
    seats = mandate_access.seats_given_by(request.user)
    form = SeatForm(request.POST or None, seats=seats, today=calendar.today())

    def give(data: dict) -> str:
        give_seat(committee=convention.committee, by=request.user, now=calendar.now(), **data)
        return _committee_url(convention)

    return act(
        request, form, give, done=_("Le siège est donné ; la personne est prévenue."), heading=_("Donner un siège"),
        lead=_("Un siège ouvre les plans, les réunions et les bilans en préparation ; jamais une personne."),
        submit_label=_("Donner ce siège"), cancel_url=_committee_url(convention),
    )  # fmt: skip


@signed_in
@require_http_methods(["GET", "POST"])
def mandate_end(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Say until when a seat of one's party is held."""
    convention = access.get_convention(request.user, slug)
    mandate = mandate_access.get_mandate(request.user, convention, pk, may=mandate_access.can_end_seat)
    return _end(request, convention, mandate)


@step_up_required
def _end(request: HttpRequest, convention: Convention, mandate: Mandate) -> HttpResponse:
    form = SeatEndForm(request.POST or None, initial={"ends_on": mandate.ends_on or calendar.today()})

    def end(data: dict) -> str:
        end_seat(mandate=mandate, by=request.user, now=calendar.now(), **data)
        return _committee_url(convention)

    return act(
        request, form, end, done=_("La fin du mandat est notée."), heading=_("Finir un mandat"), lead=str(mandate),
        submit_label=_("Noter la fin"), cancel_url=_committee_url(convention),
    )  # fmt: skip


def _committee_url(convention: Convention) -> str:
    return reverse("conventions:committee", args=[convention.slug])
