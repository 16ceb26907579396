"""Payment orders, for finance: what may be paid now, an order and its file, what the bank answered."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from ofqj_portal.accounts.access import step_up_required
from ofqj_portal.core import calendar
from ofqj_portal.core.access import StateForbids, exists_for, open_door, signed_in
from ofqj_portal.core.forms import OnceForm
from ofqj_portal.core.roles import Role, has_role
from projects.enums import RunState
from projects.forms.payment_run import ConfirmRunForm, PrepareRunForm
from projects.models import PaymentRun
from projects.queries.payment_runs import ReadyGroup, ready_groups
from projects.queries.payment_runs import runs as all_runs
from projects.queries.repayment import repayment_places
from projects.services.payment_run import cancel_run, confirm_run, prepare_run
from projects.views.acts import perform, posted

ROWS = 25


@require_safe
@signed_in
def runs(request: HttpRequest) -> HttpResponse:
    """List what may be paid now, by section and form of file, and the orders."""
    exists_for(has_role(request.user, Role.FINANCE))
    page = Paginator(all_runs(), ROWS).get_page(request.GET.get("page"))
    context = {"groups": ready_groups(request.user), "page": page, "places": repayment_places().values()}
    return render(request, "projects/runs.html", context)


@require_http_methods(["GET", "POST"])
@signed_in
def prepare(request: HttpRequest, section: str, method: str) -> HttpResponse:
    """Choose the instalments of an order, and have its file made."""
    exists_for(has_role(request.user, Role.FINANCE))
    groups = [group for group in ready_groups(request.user) if (group.section, group.method) == (section, method)]
    if not groups:
        raise Http404
    return _prepare(request, groups[0])


@step_up_required
def _prepare(request: HttpRequest, group: ReadyGroup) -> HttpResponse:
    form, status = PrepareRunForm(posted(request), group=group, today=calendar.today()), 200
    if form.is_valid():
        facts = {"section": group.section, "method": group.method, "by": request.user, "now": calendar.now()}
        status = perform(form, prepare_run, **facts, **form.facts())
        if status is None:
            messages.success(request, _("Ordre préparé ; son fichier arrive. Remettez-le à votre banque vous-même."))
            return redirect("projects:runs")
    return render(request, "projects/run_prepare.html", {"group": group, "form": form}, status=status)


def _run(request: HttpRequest, pk: int) -> PaymentRun:
    exists_for(has_role(request.user, Role.FINANCE))
    return open_door(all_runs(), request.user, pk=pk)


@require_safe
@signed_in
def run(request: HttpRequest, pk: int) -> HttpResponse:
    """Show an order: its lines, its file while it waits, what the bank answered."""
    found = _run(request, pk)
    lines = found.lines.select_related("decision__project__carrier", "instalment").order_by("pk")
    return render(request, "projects/run.html", {"run": found, "lines": lines})


def _open_run(request: HttpRequest, pk: int) -> PaymentRun:
    """Hand over an order that still waits. Raises StateForbids once it is over."""
    found = _run(request, pk)
    if found.state != RunState.PREPARED:
        raise StateForbids(_("Cet ordre est terminé : relisez-le."))
    return found


@require_http_methods(["GET", "POST"])
@signed_in
def confirm(request: HttpRequest, pk: int) -> HttpResponse:
    """Say what the bank answered, line by line."""
    return _confirm(request, _open_run(request, pk))


@step_up_required
def _confirm(request: HttpRequest, found: PaymentRun) -> HttpResponse:
    lines = found.lines.select_related("decision__project__carrier", "instalment").order_by("pk")
    form, status = ConfirmRunForm(posted(request), lines=lines, today=calendar.today()), 200
    if form.is_valid():
        status = perform(form, confirm_run, run=found, by=request.user, now=calendar.now(), **form.facts())
        if status is None:
            messages.success(request, _("Ordre confirmé. Les structures sont prévenues, les comptes sont effacés."))
            return redirect("projects:run", found.pk)
    return render(request, "projects/run_confirm.html", {"run": found, "form": form}, status=status)


@require_http_methods(["GET", "POST"])
@signed_in
def cancel(request: HttpRequest, pk: int) -> HttpResponse:
    """Give up an order that was not sent to the bank."""
    found = _open_run(request, pk)
    form, status = OnceForm(posted(request)), 200
    if form.is_valid():
        status = perform(form, cancel_run, run=found, by=request.user, now=calendar.now())
        if status is None:
            messages.success(request, _("Ordre annulé : ses échéances peuvent être payées autrement."))
            return redirect("projects:runs")
    context = {
        "run": found,
        "form": form,
        "question": _("Cet ordre n’a pas été remis à la banque ?"),
        "consequences": [_("Son fichier est effacé."), _("Ses échéances redeviennent à payer.")],
        "submit_label": _("Annuler l’ordre"),
        "danger": True,
        "cancel_url": reverse("projects:run", args=[found.pk]),
    }
    return render(request, "projects/run_cancel.html", context, status=status)
