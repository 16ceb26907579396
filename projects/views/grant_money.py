"""The money of a dossier for its structure: what is paid, what blocks the rest, and the account it gives."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from ofqj_portal.accounts.access import step_up_required
from ofqj_portal.core import calendar
from ofqj_portal.core.access import StateForbids, exists_for, open_door, signed_in
from ofqj_portal.core.read_log import record_read
from ofqj_portal.core.roles import Role, has_role
from partners.enums import Country
from projects import access
from projects.enums import AGREED, AccountScheme, PayeeKind
from projects.forms.bank_details import AccountRefusalForm, BankDetailsForm
from projects.models import BankDetails, Grant, Project
from projects.queries.agreements import agreements_at_hand
from projects.queries.grant_money import account_tail, project_money
from projects.queries.payments import grants_to_pay
from projects.queries.readers import reader_of
from projects.queries.shares import pays_people
from projects.services.bank_details import Account, give_bank_details, refuse_bank_details
from projects.views.acts import perform, posted


@require_safe
@signed_in
def money(request: HttpRequest, number: str) -> HttpResponse:
    """Show each section's grant: its agreement, its instalments, and what each one waits for."""
    project = access.get_project(request.user, number, may=access.can_read_agreement)
    gives = access.gives_bank_details(request.user, project)
    grants = project_money(project, request.user, numbers=("iban", "account") if gives else ())
    rows = [money.grant for money in grants]
    waits = any(line.amount.amount and not line.paid_on for money in grants for line in money.lines)
    context = {
        "project": project,
        "grants": grants,
        "agreements": agreements_at_hand(rows, project, request.user, reader_of(request.user, project)),
        "tails": {money.grant.pk: account_tail(money) for money in grants if money.has_bank_details} if gives else {},
        "may_give": waits and gives and project.state in AGREED,
        "pays_people": gives and pays_people(project, rows),
    }
    return render(request, "projects/money.html", context)


@require_http_methods(["GET", "POST"])
@signed_in
def bank_details(request: HttpRequest, number: str) -> HttpResponse:
    """Take the account of the lead carrier; what was given before is never shown."""
    project = access.get_project(request.user, number)
    exists_for(access.gives_bank_details(request.user, project))
    if project.state not in AGREED:
        raise StateForbids(_("Rien n’est à verser sur ce dossier dans cet état."))
    return _bank_details(request, project)


@step_up_required
def _bank_details(request: HttpRequest, project: Project) -> HttpResponse:
    scheme = AccountScheme.CANADIAN if project.carrier.country == Country.QC else AccountScheme.IBAN
    form, status = BankDetailsForm(posted(request), scheme=scheme, holder=project.carrier.name), 200
    if form.is_valid():
        facts = {"project": project, "account": Account(**form.cleaned_data), "by": request.user}
        status = perform(form, give_bank_details, **facts, now=calendar.now())
        if status is None:
            messages.success(request, _("Coordonnées bancaires gardées, chiffrées, jusqu’au versement."))
            return redirect("projects:money", project.number)
    return render(request, "projects/bank_details.html", {"project": project, "form": form}, status=status)


def _account_of(request: HttpRequest, number: str, section: str, pk: int | None = None) -> tuple[Grant, BankDetails]:
    """Hand the structure's account for a grant to finance, or the young person's called `pk`; none to anybody else."""
    exists_for(has_role(request.user, Role.FINANCE))
    grants = grants_to_pay(request.user).filter(decision__project__number=number)
    grant = open_door(grants, request.user, decision__section=section)
    rows = BankDetails.objects.select_related("payee__structure", "entered_by", "grant__decision__project")
    wanted = {"payee__kind": PayeeKind.STRUCTURE} if pk is None else {"payee__kind": PayeeKind.PERSON, "pk": pk}
    return grant, open_door(rows, request.user, grant=grant, **wanted)


@require_safe
@signed_in
def account(request: HttpRequest, number: str, section: str) -> HttpResponse:
    """Show finance the account to pay; each reading leaves a line in the read log."""
    grant, details = _account_of(request, number, section)
    return _account(request, grant, details)


@step_up_required
def _account(request: HttpRequest, grant: Grant, details: BankDetails) -> HttpResponse:
    record_read(request.user, details.payee, "projects.bank_details")
    return render(
        request, "projects/account.html", {"grant": grant, "project": grant.decision.project, "details": details}
    )


@require_safe
@signed_in
def share_account(request: HttpRequest, number: str, section: str, pk: int) -> HttpResponse:
    """Show finance the account of a young person who is paid her share; each reading leaves a line."""
    grant, details = _account_of(request, number, section, pk)
    return _account(request, grant, details)


@require_http_methods(["GET", "POST"])
@signed_in
def refuse_account(request: HttpRequest, number: str, section: str) -> HttpResponse:
    """Send an account back to its structure, with the reason."""
    return _refuse(request, *_account_of(request, number, section))


@require_http_methods(["GET", "POST"])
@signed_in
def refuse_share_account(request: HttpRequest, number: str, section: str, pk: int) -> HttpResponse:
    """Send the account of a young person back to her structure, with the reason."""
    return _refuse(request, *_account_of(request, number, section, pk))


def _refuse(request: HttpRequest, grant: Grant, details: BankDetails) -> HttpResponse:
    number, section = grant.decision.project.number, grant.decision.section
    form, status = AccountRefusalForm(posted(request)), 200
    if form.is_valid():
        payee = details.payee if details.payee.kind == PayeeKind.PERSON else None
        facts = {"grant": grant, "payee": payee, "by": request.user, "now": calendar.now()}
        status = perform(form, refuse_bank_details, **facts, **form.cleaned_data)
        if status is None:
            messages.success(request, _("Coordonnées effacées ; la structure est prévenue."))
            return redirect("projects:payment", number, section)
    context = {
        "project": grant.decision.project,
        "form": form,
        "heading": _("Refuser ces coordonnées bancaires"),
        "consequences": [_("Elles sont effacées tout de suite, et la structure en donne d’autres.")],
        "submit_label": _("Refuser ces coordonnées"),
        "danger": True,
        "cancel_url": reverse("projects:payment", args=[number, section]),
    }
    return render(request, "projects/confirm.html", context, status=status)
