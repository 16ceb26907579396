"""What finance sees: grants to pay, payments, envelopes."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import OuterRef, QuerySet, Subquery
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from ofqj_portal.core import calendar
from ofqj_portal.core.access import exists_for, open_door, signed_in
from ofqj_portal.core.pages import LongPages
from ofqj_portal.core.read_log import record_reads
from ofqj_portal.core.roles import Role, has_role
from partners.enums import Section
from projects import access
from projects.forms.payment import EnvelopeForm, GrantFilterForm, PaymentForm
from projects.models import AccountingRecord, Grant
from projects.queries.envelopes import envelope_states, envelopes_read_by
from projects.queries.grant_money import GrantMoney, project_money
from projects.queries.payments import grant_page_rows, grant_rows, row_of_money
from projects.services.envelope import set_total
from projects.services.payment import PAYABLE, record_payment
from projects.views.acts import perform, posted

ROWS = 25


@require_safe
@signed_in
def payments(request: HttpRequest) -> HttpResponse:
    """List the grants of both sections, with what is paid, what is left and what blocks the balance."""
    exists_for(has_role(request.user, Role.FINANCE))
    form = GrantFilterForm(request.GET)
    page = LongPages(grant_page_rows(request.user, form.filters()), ROWS).get_page(request.GET.get("page"))
    active = any(request.GET.get(name) for name in form.fields)
    context = {"form": form, "page": page, "rows": grant_rows(page.object_list), "active": active}
    return render(request, "projects/payments.html", context)


@require_http_methods(["GET", "POST"])
@signed_in
def payment(request: HttpRequest, number: str, section: str) -> HttpResponse:
    """Note a payment made on one section's grant."""
    project = access.get_project(request.user, number, may=access.can_pay)
    found = project_money(project, request.user, section=section) if section in Section.values else []
    if not found:
        raise Http404
    [money] = found
    grant, row = money.grant, row_of_money(money)
    form, status = PaymentForm(posted(request), left=row.left, balance_due=not row.block, today=calendar.today()), 200
    if form.is_valid():
        facts = form.cleaned_data
        status = perform(form, record_payment, grant=grant, by=request.user, now=calendar.now(), **facts)
        if status is None:
            messages.success(request, _("Versement noté."))
            return redirect("projects:payment", project.number, section)
    payments = list(_payments(grant))
    (payee, paid), (shares, payees) = _payee(grant, payments), _shares(money)
    record_reads(request.user, [*paid, *payees], "payment")
    context = {
        "project": project,
        "row": row,
        "lines": money.lines,
        "recoveries": money.recoveries,
        "repay_to": money.repay_to,
        "form": form,
        "payee": payee,
        "shares": shares,
        "payments": payments,
        "may_pay": project.state in PAYABLE and bool(row.left.amount),
    }
    return render(request, "projects/payment.html", context, status=status)


def _payments(grant: Grant) -> "QuerySet[Any]":
    """Return what was paid of a grant, with the accounting record of the structure that got it, if one did."""
    records = AccountingRecord.objects.filter(payee_ref=OuterRef("payee_ref"), structure__isnull=False).order_by("pk")
    told = {"record": Subquery(records.values("pk")[:1]), "payee_name": Subquery(records.values("structure__name")[:1])}
    return grant.payments.select_related("recorded_by").annotate(**told)


def _payee(grant: Grant, payments: list[Any]) -> tuple[str, list[AccountingRecord]]:
    """Name the structure that is paid, with the accounting record that was read to say so, if one was."""
    record, name = min(((row.record, row.payee_name) for row in payments if row.record), default=(None, ""))
    return (str(grant.decision.project.carrier), []) if record is None else (name, [AccountingRecord(pk=record)])


def _shares(money: GrantMoney) -> tuple[list[dict[str, Any]], list[AccountingRecord]]:
    """Name the young people who are paid their share, with the accounting records that were read to say so."""
    lines = {line.instalment.payee_id: line for line in money.lines if line.instalment.payee_id}
    payees = list(AccountingRecord.objects.filter(pk__in=lines))
    accounts = {account.payee_id: account.pk for account in money.grant.bank_details.all()}
    return [{"line": lines[one.pk], "name": one.person_name, "account": accounts.get(one.pk)} for one in payees], payees


@require_safe
@signed_in
def envelopes(request: HttpRequest) -> HttpResponse:
    """Show the envelopes: paid, committed, asked, left; finance sees both sections'."""
    roles = (Role.FINANCE, Role.OFFICER, Role.DECIDER)
    exists_for(has_role(request.user, *roles))
    page = Paginator(envelopes_read_by(request.user), ROWS).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "envelopes": envelope_states(page.object_list),
        "may_change": has_role(request.user, Role.FINANCE),
    }
    return render(request, "projects/envelopes.html", context)


@require_http_methods(["GET", "POST"])
@signed_in
def envelope(request: HttpRequest, code: str, section: str) -> HttpResponse:
    """Raise or lower an envelope, never under what is committed."""
    exists_for(has_role(request.user, Role.FINANCE))
    found = open_door(envelopes_read_by(request.user), request.user, call__code=code, section=section)
    form, status = EnvelopeForm(posted(request), total=found.total), 200
    if form.is_valid():
        facts = form.cleaned_data
        status = perform(form, set_total, envelope=found, by=request.user, now=calendar.now(), **facts)
        if status is None:
            messages.success(request, _("Montant de l’enveloppe enregistré."))
            return redirect("projects:envelopes")
    state = envelope_states([found])[0]
    return render(request, "projects/envelope.html", {"form": form, "state": state}, status=status)
