"""Ententes as plain records: listed, recorded by one side, confirmed by the other, changed, ended."""

from datetime import timedelta

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from ofqj_portal.core import calendar
from ofqj_portal.core.access import allow, only_by_post, signed_in
from ofqj_portal.core.errors import DomainError
from ofqj_portal.core.journal import history_of
from ofqj_portal.core.once import claim_once, keep_result, result_of
from ofqj_portal.core.pages import LongPages
from ofqj_portal.core.roles import structure_ids
from partners import access
from partners.forms import (
    AgreementFilterForm,
    AgreementForm,
    AgreementTextForm,
    EndAgreementForm,
    PartnerSearchForm,
)
from partners.models import Agreement, Structure
from partners.queries import agreement_list_rows, agreement_row, structure_list_rows
from partners.queries.born import projects_born_of
from partners.services import change_agreement, confirm_agreement, end_agreement, record_agreement
from partners.services.agreement_text import keep_text

PAGE_SIZE = 25
PARTNERS_SHOWN = 15


@signed_in
@require_safe
def agreement_list(request: HttpRequest) -> HttpResponse:
    """List the ententes the person may read; hers first, on demand."""
    form = AgreementFilterForm(request.GET)
    filters = form.filters()
    own = structure_ids(request.user)
    born = (filters.get("born_from"), filters.get("born_until"))
    rows = agreement_list_rows(
        request.user,
        own=own if filters.get("mine") else None,
        text=filters.get("q", ""),
        born=born if all(born) else None,
        standing_on=filters.get("standing_on"),
    )
    page = LongPages(rows, PAGE_SIZE).get_page(request.GET.get("page"))
    today, kept = calendar.today(), access.kept_structures(request.user)
    context = {
        "form": form,
        "active": bool(filters),
        "born": born if all(born) else None,
        "standing_on": filters.get("standing_on"),
        "page": page,
        "rows": [agreement_row(agreement, today, own=kept) for agreement in page],
        "may_record": bool(kept),
    }
    return render(request, "partners/agreement_list.html", context)


@signed_in
@require_safe
def agreement(request: HttpRequest, pk: int) -> HttpResponse:
    """Show an entente, and what the reader may do with it."""
    found = access.get_agreement(request.user, pk)
    row = agreement_row(found, calendar.today(), own=access.kept_structures(request.user))
    is_side = access.is_side_of(request.user, found)
    context = {
        "agreement": found,
        "row": row,
        "may_change": is_side and not found.ended_on,
        "may_confirm": access.can_confirm_agreement(request.user, found) and row.state_kind == "you",
        "may_renew": is_side and bool(found.confirmed_on) and not hasattr(found, "renewed_by"),
        "born": projects_born_of(found, request.user, calendar.now()),
        "history": history_of(found) if is_side else [],
    }
    return render(request, "partners/agreement.html", context)


@signed_in
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Record an entente of one's current structure: first the partner is chosen, then the terms are typed."""
    own = request.structure
    allow(own is not None and access.can_keep_agreements(request.user, own))
    if not request.GET.get("avec"):
        return _choose_partner(request, own)
    partner = access.get_structure(request.user, request.GET["avec"])
    form = AgreementForm(request.POST or None)
    if form.is_valid():
        try:
            return redirect(_record(request, own, partner, form))
        except DomainError as refusal:
            form.add_error(None, str(refusal))
    return render(request, "partners/agreement_form.html", {"form": form, "own": own, "partner": partner})


@transaction.atomic
def _record(
    request: HttpRequest, own: Structure, partner: Structure, form: AgreementForm, renews: Agreement | None = None
) -> Agreement | str:
    if not claim_once(form.once_token):
        return result_of(form.once_token) or "partners:agreements"
    recorded = record_agreement(
        own=own, partner=partner, terms=form.terms(), by=request.user, on=calendar.today(), renews=renews
    )
    keep_result(form.once_token, recorded.get_absolute_url())
    messages.success(request, _("L’entente est enregistrée. %(partner)s va la confirmer.") % {"partner": partner})
    return recorded


def _choose_partner(request: HttpRequest, own: Structure) -> HttpResponse:
    form = PartnerSearchForm(request.GET)
    text = form.text()
    rows = (
        structure_list_rows(request.user, on=calendar.today(), text=text).exclude(pk=own.pk)[:PARTNERS_SHOWN]
        if text
        else []
    )
    return render(request, "partners/agreement_partner.html", {"form": form, "rows": rows, "text": text, "own": own})


@signed_in
@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change the terms of an entente that has not ended."""
    found = access.get_agreement(request.user, pk, may=access.is_side_of)
    form, status = AgreementForm(request.POST or None, instance=Agreement.objects.get(pk=found.pk)), 200
    if form.is_valid():
        try:
            change_agreement(
                agreement=found,
                terms=form.terms(),
                version=form.cleaned_data["version"],
                by=request.user,
                on=calendar.today(),
            )
        except DomainError as refusal:
            form.add_error(None, str(refusal))
            status = refusal.status
        else:
            messages.success(request, _("L’entente est modifiée ; l’autre structure en est informée."))
            return redirect(found)
    context = {"form": form, "agreement": found, "own": found.first_structure, "partner": found.second_structure}
    if status == 409 and not found.ended_on:
        context["current"] = found
        form.accept(found.version)
    return render(request, "partners/agreement_form.html", context, status=status)


@signed_in
def confirm(request: HttpRequest, pk: int) -> HttpResponse:
    """Vouch for an entente as its second structure."""
    found = access.get_agreement(request.user, pk, may=access.can_confirm_agreement)
    only_by_post(request)
    try:
        confirm_agreement(agreement=found, by=request.user, on=calendar.today())
    except DomainError as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("L’entente est confirmée."))
    return redirect(found)


@signed_in
@require_http_methods(["GET", "POST"])
def renew(request: HttpRequest, pk: int) -> HttpResponse:
    """Record the entente that follows one: the same two, its terms taken over, for the other side to confirm."""
    found = access.get_agreement(request.user, pk, may=access.can_renew_agreement)
    own, partner = found.first_structure, found.second_structure
    if not access.can_keep_agreements(request.user, own):
        own, partner = partner, own
    begins = found.last_day + timedelta(days=1) if found.last_day else None
    said = {"title": found.title, "aims": found.aims, "themes": found.themes, "starts_on": begins}
    form, status = AgreementForm(request.POST or None, initial=said), 200
    if form.is_valid():
        try:
            return redirect(_record(request, own, partner, form, renews=found))
        except DomainError as refusal:
            form.add_error(None, str(refusal))
            status = refusal.status
    context = {"form": form, "own": own, "partner": partner, "renews": found}
    return render(request, "partners/agreement_form.html", context, status=status)


@signed_in
@require_http_methods(["GET", "POST"])
def text(request: HttpRequest, pk: int) -> HttpResponse:
    """Join the signed text of an entente."""
    found = access.get_agreement(request.user, pk, may=access.is_side_of)
    form, status = AgreementTextForm(request.POST or None, request.FILES or None), 200
    if form.is_valid():
        given = form.cleaned_data["file"]
        try:
            with transaction.atomic():
                if claim_once(form.once_token):
                    facts = {"content": given.read(), "name": given.name, "by": request.user}
                    keep_text(agreement=found, **facts, now=calendar.now())
        except DomainError as refusal:
            form.add_error("file", str(refusal))
            status = refusal.status
        else:
            messages.success(request, _("Le texte est joint ; l’autre structure en est informée."))
            return redirect(found)
    return render(request, "partners/agreement_text.html", {"form": form, "agreement": found}, status=status)


@signed_in
@require_http_methods(["GET", "POST"])
def end(request: HttpRequest, pk: int) -> HttpResponse:
    """End an entente, with a reason."""
    found = access.get_agreement(request.user, pk, may=access.is_side_of)
    today = calendar.today()
    form, status = EndAgreementForm(request.POST or None, initial={"last_day": today}), 200
    if form.is_valid():
        try:
            end_agreement(agreement=found, by=request.user, on=today, **form.cleaned_data)
        except DomainError as refusal:
            form.add_error(None, str(refusal))
            status = refusal.status
        else:
            messages.success(request, _("L’entente est arrêtée ; l’autre structure en est informée."))
            return redirect(found)
    return render(request, "partners/agreement_end.html", {"form": form, "agreement": found}, status=status)
