"""Amendments: what each changes, who has agreed, and the acts of the party that proposes one."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from conventions import access, amendment_access
from conventions.enums import AMENDABLE, AmendmentState
from conventions.forms.amendment import AmendmentForm, ArticleForm, WithdrawForm
from conventions.models import Amendment, Convention
from conventions.queries.accords import Impact, diff_of, seats_of
from conventions.queries.obligations import last_adopted_report
from conventions.queries.text import article_text, changes_around, signed_text, targets_gone, wanted_by
from conventions.services.amendments import (
    draft_amendment,
    impact_of_article,
    impact_of_dates,
    propose_amendment,
    withdraw_amendment,
    write_article,
    write_dates,
)
from conventions.views.acts import act, move
from ofqj_portal.core import calendar
from ofqj_portal.core.access import signed_in
from ofqj_portal.core.calendar import add_months
from ofqj_portal.core.errors import DomainError, EditedMeanwhile
from ofqj_portal.core.journal import history_of


@signed_in
@require_safe
def amendment(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """Show an amendment: its changes as a diff, the accords seat by seat, what remains to do."""
    found = amendment_access.get_amendment(request.user, slug, number)
    today = calendar.today()
    around = changes_around(found, today)
    changes = [change for change in around if change.amendment_id == found.pk]
    writes = amendment_access.can_write(request.user, found) and found.state in AMENDABLE
    signed = signed_text(found.convention) if found.state in AMENDABLE else {}
    spoken_for = amendment_access.seats_held(request.user)
    seats = seats_of(found, today) if found.text_hash else []
    asked = [m for seat in seats for m in seat.mandates if m.request_pk and m.user_id == request.user.pk]
    context = {
        "amendment": found,
        "diffs": diff_of(changes),
        "seats": [
            (seat, [m for m in seat.mandates if m.request_pk] if seat.key in spoken_for else ()) for seat in seats
        ],
        "moved": targets_gone(found, today, around, signed) if found.state in AMENDABLE else (),
        "articles": list(signed) if writes else (),
        "may_write": writes,
        "may_propose": writes and found.state == AmendmentState.DRAFT and bool(changes),
        "asked": bool(asked) and found.state == AmendmentState.PROPOSED,
        "history": history_of(found),
    }
    return render(request, "conventions/amendment.html", context)


@signed_in
@require_http_methods(["GET", "POST"])
def amendment_new(request: HttpRequest, slug: str) -> HttpResponse:
    """Open an amendment for one's party."""
    convention = access.get_convention(request.user, slug, may=amendment_access.can_propose)
    form = AmendmentForm(request.POST or None, convention=convention, initial=_renewal_of(request, convention))
    seat = amendment_access.seats_held(request.user)[0]
    return act(
        request, form,
        lambda data: draft_amendment(convention=convention, seat=seat, by=request.user, now=calendar.now(), **data),
        done=_("L’avenant est ouvert. Dites maintenant ce qu’il change."), heading=_("Préparer un avenant"),
        lead=_("Il ne vaudra que si chaque signataire de la convention donne son accord exprès (article 7)."),
        submit_label=_("Ouvrir l’avenant"), cancel_url=convention.get_absolute_url(),
    )  # fmt: skip


@signed_in
@require_http_methods(["GET", "POST"])
def amendment_article(request: HttpRequest, slug: str, number: int, article: int) -> HttpResponse:
    """Write an article as the party wants it to read; once proposed, say first which accords that voids."""
    found = _mine(request, slug, number)
    row = amendment_access.get_article(request.user, found, article)
    today = calendar.today()
    text = article_text(row, today)
    form = ArticleForm(request.POST or None, text=text, wanted=wanted_by(found, row), version=found.version)
    page = {"amendment": found, "article": row, "form": form, "cancel_url": found.get_absolute_url()}

    def impacts() -> list[Impact]:
        return impact_of_article(amendment=found, article=row, wanted=form.wanted(), on=today)

    def write(data: dict[str, Any]) -> list[Impact]:
        seen = data["seen_version"]
        return write_article(
            amendment=found, article=row, wanted=form.wanted(), seen_version=seen, by=request.user, now=calendar.now()
        )

    return _write(request, found, form, impacts, write, "conventions/amendment_article.html", page)


@signed_in
@require_http_methods(["GET", "POST"])
def amendment_dates(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """Change the object and the dates of an amendment; once proposed, say first which accords that voids."""
    found = _mine(request, slug, number)
    form = AmendmentForm(request.POST or None, convention=found.convention, amendment=found)
    page = {"amendment": found, "form": form, "cancel_url": found.get_absolute_url()}

    def impacts() -> list[Impact]:
        dates: dict[str, date | None] = {name: form.cleaned_data[name] for name in ("takes_effect_on", "renews_until")}
        return impact_of_dates(amendment=found, **dates)

    def write(data: dict[str, Any]) -> list[Impact]:
        return write_dates(amendment=found, by=request.user, now=calendar.now(), **data)

    return _write(request, found, form, impacts, write, "conventions/amendment_dates.html", page)


@signed_in
@require_http_methods(["GET", "POST"])
def amendment_propose(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """Put the text before every signatory."""
    may, states = amendment_access.can_write, {AmendmentState.DRAFT}
    found = amendment_access.get_amendment(request.user, slug, number, may=may, states=states)
    return move(
        request, lambda: propose_amendment(amendment=found, by=request.user, now=calendar.now()),
        done=_("L’avenant est proposé : chaque signataire reçoit la demande d’accord."), back=found.get_absolute_url(),
        heading=_("Proposer l’avenant aux parties"),
        question=_("Chaque signataire de la convention reçoit le texte et donne, ou refuse, son accord."),
        consequences=[
            _("Un seul refus rend l’avenant sans effet ; ne pas répondre n’est pas accepter."),
            _("Vous pourrez encore corriger le texte : seuls les accords sur ce qui change seront redemandés."),
        ],
        submit_label=_("Proposer aux parties"),
    )  # fmt: skip


@signed_in
@require_http_methods(["GET", "POST"])
def amendment_withdraw(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """Take an amendment back."""
    found = _mine(request, slug, number)
    form = WithdrawForm(request.POST or None)
    return act(
        request, form,
        lambda data: withdraw_amendment(amendment=found, by=request.user, now=calendar.now(), **data),
        done=_("L’avenant est retiré."), heading=_("Retirer l’avenant"),
        lead=_("Il reste lisible, sans effet ; les signataires qui l’attendaient sont prévenus."),
        submit_label=_("Retirer l’avenant"), cancel_url=found.get_absolute_url(), danger=True,
    )  # fmt: skip


def _renewal_of(request: HttpRequest, convention: Convention) -> dict[str, Any]:
    """Fill in what a renewal says: as many years more, with the last adopted report."""
    if "renouvellement" not in request.GET:
        return {}
    years = convention.duration_years
    return {
        "title": _("Renouveler la convention"),
        "renews_until": add_months(convention.ends_on, 12 * years),
        "takes_effect_on": convention.ends_on,
        "report": last_adopted_report(convention),
    }


def _mine(request: HttpRequest, slug: str, number: int) -> Amendment:
    may = amendment_access.can_write
    return amendment_access.get_amendment(request.user, slug, number, may=may, states=AMENDABLE)


def _write(
    request: HttpRequest, found: Amendment, form: Any, impacts: Any, write: Any, template: str, page: dict[str, Any]
) -> HttpResponse:
    """Save what was typed; a text already before the parties is saved once the impact was read."""
    status = 200
    if form.is_valid():
        voids = impacts()
        if not voids or "confirmed" in request.POST:
            try:
                write(form.cleaned_data)
            except EditedMeanwhile as refusal:
                status = refusal.status
                page["theirs"] = diff_of(found.changes.select_related("article"))
                form.data = form.data.copy()
                form.data["seen_version"] = Amendment.objects.get(pk=found.pk).version
                form.add_error(None, str(refusal))
            except DomainError as refusal:
                form.add_error(None, str(refusal))
                status = refusal.status
            else:
                messages.success(request, _("C’est enregistré."))
                return redirect(found)
        else:
            page["impacts"] = voids
    return render(request, template, page, status=status)
