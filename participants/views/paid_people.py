"""Who of a group is paid her share of the aid herself: the list, her account, and the way back."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from ofqj_portal.accounts.access import step_up_required
from ofqj_portal.core import calendar
from ofqj_portal.core.access import signed_in
from ofqj_portal.core.forms import OnceForm
from participants.access import Group, get_paid_participation, get_paying_group
from participants.models import Participation
from participants.queries.paid_people import paid_lines
from participants.services.paid_person import ask_payment, give_share_back
from participants.views.acts import do_once
from partners.enums import Country
from projects.enums import AccountScheme
from projects.forms.bank_details import BankDetailsForm
from projects.queries.grant_money import shares_money
from projects.queries.shares import pays_people
from projects.services.bank_details import Account


@require_safe
@signed_in
def paid_people(request: HttpRequest, number: str) -> HttpResponse:
    """List who may be paid, with her share and where it stands."""
    seen = get_paying_group(request.user, number)
    grants = shares_money(seen.project, request.user)
    context = {
        "project": seen.project,
        "lines": paid_lines(seen.project, seen.own_structures, grants),
        "may_ask": pays_people(seen.project, [money.grant for money in grants]),
    }
    return render(request, "participants/paid_people.html", context)


@require_http_methods(["GET", "POST"])
@signed_in
def person_account(request: HttpRequest, number: str, pk: int) -> HttpResponse:
    """Take the account of a young person; what was given before is never shown."""
    seen, row = get_paid_participation(request.user, number, pk)
    return _person_account(request, seen, row)


@step_up_required
def _person_account(request: HttpRequest, seen: Group, row: Participation) -> HttpResponse:
    person, number = row.participant, seen.project.number
    scheme = AccountScheme.CANADIAN if person.structure.country == Country.QC else AccountScheme.IBAN
    form, status = BankDetailsForm(request.POST or None, scheme=scheme, holder=str(person)), 200
    if form.is_valid():
        facts = {"participation": row, "account": Account(**form.cleaned_data), "by": request.user}
        status = do_once(form, lambda: ask_payment(**facts, now=calendar.now()))
        if not status:
            messages.success(request, _("Compte gardé, chiffré, jusqu’au versement de la part de %s.") % person)
            return redirect("participants:paid_people", number)
    context = {"project": seen.project, "row": row, "form": form}
    return render(request, "participants/person_account.html", context, status=status or 200)


@require_http_methods(["GET", "POST"])
@signed_in
def give_back(request: HttpRequest, number: str, pk: int) -> HttpResponse:
    """Have the structure paid instead of the person."""
    seen, row = get_paid_participation(request.user, number, pk)
    form, status = OnceForm(request.POST if request.method == "POST" else None), 200
    if form.is_valid():
        act = {"participation": row, "by": request.user, "now": calendar.now()}
        status = do_once(form, lambda: give_share_back(**act))
        if not status:
            messages.success(request, _("La part de %s revient à votre structure.") % row.participant)
            return redirect("participants:paid_people", number)
    context = {
        "project": seen.project,
        "form": form,
        "heading": _("Verser la part de %s à la structure") % row.participant,
        "consequences": [_("Son compte est effacé tout de suite."), _("Vous pourrez le redonner.")],
        "submit_label": _("Verser à la structure"),
        "cancel_url": reverse("participants:paid_people", args=[number]),
    }
    return render(request, "participants/confirm_act.html", context, status=status or 200)
