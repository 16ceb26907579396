"""Notices that may end the convention, with their letters; and the log of disputes."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from conventions import amendment_access, notice_access
from conventions.enums import NoticeKind, NoticeState
from conventions.forms.notice import DeliveryForm, DisputeEntryForm, DisputeForm, EndForm, NoticeForm
from conventions.models import Mandate
from conventions.queries.notices import clock_of, effects_of_ending
from conventions.services.disputes import open_dispute, write_entry
from conventions.services.notices import draft_notice, end_convention, note_delivery, withdraw_notice
from conventions.views.acts import act, move
from ofqj_portal.core import calendar
from ofqj_portal.core.access import signed_in
from ofqj_portal.core.errors import DomainError
from ofqj_portal.core.journal import history_of

OPEN = frozenset({NoticeState.DRAFT, NoticeState.SENT})


@signed_in
@require_safe
def notices(request: HttpRequest, slug: str) -> HttpResponse:
    """List the notices, and the disputes the reader is named in."""
    convention = amendment_access.get_signing_convention(request.user, slug)
    context = {
        "convention": convention,
        "notices": convention.notices.select_related("convention").order_by("-number"),
        "disputes": notice_access.disputes_of(request.user).filter(convention=convention).order_by("-number"),
        "may_write": amendment_access.can_propose(request.user),
    }
    return render(request, "conventions/notices.html", context)


@signed_in
@require_safe
def notice(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """Show a notice: its grounds, its letters, from when it may have its effect."""
    found = notice_access.get_notice(request.user, slug, number)
    writes = notice_access.can_write_notice(request.user, found) and found.state in OPEN
    context = {
        "notice": found,
        "deliveries": found.deliveries.order_by("party"),
        "clock": clock_of(found),
        "may_write": writes,
        "may_end": writes and found.state == NoticeState.SENT,
        "history": history_of(found),
    }
    return render(request, "conventions/notice.html", context)


@signed_in
@require_http_methods(["GET", "POST"])
def notice_new(request: HttpRequest, slug: str) -> HttpResponse:
    """Prepare a notice for one's party."""
    may = amendment_access.can_propose
    convention = amendment_access.get_signing_convention(request.user, slug, may=may)
    form = NoticeForm(request.POST or None)
    party = amendment_access.seats_held(request.user)[0][0]
    return act(
        request, form,
        lambda data: draft_notice(convention=convention, party=party, by=request.user, now=calendar.now(), **data),
        done=_("L’acte est préparé. Notez maintenant ses envois."),
        heading=_("Préparer un préavis ou une mise en demeure"),
        lead=_("Rien n’a d’effet avant l’envoi en recommandé, le délai des textes, puis votre confirmation."),
        submit_label=_("Préparer"), cancel_url=reverse("conventions:notices", args=[slug]),
    )  # fmt: skip


@signed_in
@require_http_methods(["GET", "POST"])
def notice_delivery(request: HttpRequest, slug: str, number: int, pk: int) -> HttpResponse:
    """Enter the registered letter to one party."""
    may = notice_access.can_write_notice
    found = notice_access.get_notice(request.user, slug, number, may=may, states=OPEN)
    delivery = notice_access.get_delivery(request.user, found, pk)
    form = DeliveryForm(request.POST or None, delivery=delivery)

    def note(data: dict) -> str:
        note_delivery(delivery=delivery, by=request.user, now=calendar.now(), **data)
        return found.get_absolute_url()

    return act(
        request, form, note, done=_("L’envoi est noté."), heading=_("Lettre à %s") % delivery.get_party_display(),
        lead=str(found), submit_label=_("Noter"), cancel_url=found.get_absolute_url(),
    )  # fmt: skip


@signed_in
@require_http_methods(["GET", "POST"])
def notice_withdraw(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """Take a notice back."""
    may = notice_access.can_write_notice
    found = notice_access.get_notice(request.user, slug, number, may=may, states=OPEN)
    return move(
        request, lambda: withdraw_notice(notice=found, by=request.user, now=calendar.now()),
        done=_("L’acte est retiré."), back=found.get_absolute_url(), heading=_("Retirer cet acte"),
        question=_("Il reste lisible, sans effet."), consequences=[], submit_label=_("Retirer"), danger=True,
    )  # fmt: skip


@signed_in
@require_http_methods(["GET", "POST"])
def notice_end(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """End the convention in two steps: choose the day and read what it does, then confirm that very list."""
    may, states = notice_access.can_write_notice, {NoticeState.SENT}
    found = notice_access.get_notice(request.user, slug, number, may=may, states=states)
    clock = clock_of(found)
    form, status, effects = EndForm(request.POST or None, initial={"ends_on": clock.earliest_on}), 200, None
    if form.is_valid():
        ends_on, seen = form.cleaned_data["ends_on"], form.cleaned_data["seen_effects"]
        effects = effects_of_ending(ends_on)
        if "confirmed" in request.POST:
            try:
                end_convention(notice=found, ends_on=ends_on, seen_effects=seen, by=request.user, now=calendar.now())
            except DomainError as refusal:
                form.add_error(None, str(refusal))
                status = refusal.status
            else:
                messages.success(request, _("La fin de la convention est prononcée ; les parties sont prévenues."))
                return redirect(found)
    context = {"notice": found, "clock": clock, "form": form, "effects": effects, "by_law": NoticeKind.BY_LAW}
    return render(request, "conventions/notice_end.html", context, status=status)


# ---- disputes -------------------------------------------------------------------------------------------------------


@signed_in
@require_http_methods(["GET", "POST"])
def dispute_new(request: HttpRequest, slug: str) -> HttpResponse:
    """Open a dispute, for named readers."""
    may = amendment_access.can_propose
    convention = amendment_access.get_signing_convention(request.user, slug, may=may)
    mandates = Mandate.objects.filter(committee__convention=convention).current(calendar.today())
    form = DisputeForm(request.POST or None, mandates=mandates)
    return act(
        request, form,
        lambda data: open_dispute(convention=convention, by=request.user, now=calendar.now(), **data),
        done=_("Le désaccord est ouvert, pour les seules personnes nommées."), heading=_("Ouvrir un désaccord"),
        lead=_("Les parties cherchent d’abord une voie amiable, notamment la médiation ou l’arbitrage (article 9)."),
        submit_label=_("Ouvrir"), cancel_url=reverse("conventions:notices", args=[slug]),
    )  # fmt: skip


@signed_in
@require_http_methods(["GET", "POST"])
def dispute(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """Read a dispute one is named in, and note its next step."""
    found = notice_access.get_dispute(request.user, slug, number)
    form = DisputeEntryForm(request.POST or None)

    def note(data: dict) -> str:
        write_entry(dispute=found, by=request.user, now=calendar.now(), **data)
        return found.get_absolute_url()

    return act(
        request, form, note, done=_("C’est noté."), template="conventions/dispute.html", dispute=found,
        entries=found.entries.select_related("by").order_by("-at", "-pk"),
        readers=found.readers.order_by("last_name", "first_name", "pk"), submit_label=_("Noter"),
    )  # fmt: skip
