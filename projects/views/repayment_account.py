"""Finance writes where money is given back to a section."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from ofqj_portal.accounts.access import step_up_required
from ofqj_portal.core import calendar
from ofqj_portal.core.access import exists_for, signed_in
from ofqj_portal.core.roles import Role, has_role
from partners.enums import Section
from projects.forms.repayment_account import RepaymentAccountForm
from projects.queries.repayment import repayment_places
from projects.services.repayment_account import set_repayment_account
from projects.views.acts import perform, posted


@require_http_methods(["GET", "POST"])
@signed_in
def repayment_account(request: HttpRequest, section: str) -> HttpResponse:
    """Show the account of a section, and let finance write another."""
    exists_for(has_role(request.user, Role.FINANCE))
    if section not in Section.values:
        raise Http404
    return _repayment_account(request, section)


@step_up_required
def _repayment_account(request: HttpRequest, section: str) -> HttpResponse:
    place = repayment_places([section])[section]
    form, status = RepaymentAccountForm(posted(request), place=place), 200
    if form.is_valid():
        facts = {"section": section, **form.facts, "by": request.user, "now": calendar.now()}
        status = perform(form, set_repayment_account, **facts)
        if status is None:
            messages.success(request, _("Compte noté : les prochains courriers de trop-perçu le donnent."))
            return redirect("projects:runs")
    return render(request, "projects/repayment_account.html", {"place": place, "form": form}, status=status)
