"""Answers of signatories, by their account or by a personal link; and who may sign for whom."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_http_methods, require_safe

from conventions import amendment_access as access
from conventions.emails.amendment import shore_of_seat
from conventions.enums import AmendmentState
from conventions.forms.amendment import AnswerForm, DelegationActForm, ProofCheckForm, SigningChangeForm, SigningForm
from conventions.models import AccordRequest, PartyAccord
from conventions.queries.accords import (
    accords_proved_by,
    changes_since,
    current_mandates,
    diff_of,
    missing_parts,
    request_of,
)
from conventions.queries.text import part_label
from conventions.services.accord_requests import ACCORD_LINK, send_again
from conventions.services.accords import answer_amendment, note_seen
from conventions.services.signing import change_signing_mandate, join_delegation_act, note_signing_mandate
from conventions.views.acts import act
from ofqj_portal.accounts.limits import find_link_within_limits
from ofqj_portal.core import calendar
from ofqj_portal.core.access import allow, by_link, only_by_post, signed_in
from ofqj_portal.core.errors import DomainError
from ofqj_portal.core.models import ActionLink
from ofqj_portal.core.shores import reading_as


@signed_in
@require_http_methods(["GET", "POST"])
def accord(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """Show the text to a signatory who has an account; only a POST answers."""
    found = access.get_amendment(request.user, slug, number, may=access.can_answer, states={AmendmentState.PROPOSED})
    asked = request_of(request.user, found, calendar.today())
    allow(asked is not None)
    form = AnswerForm(request.POST or None)
    if form.is_valid():
        try:
            given = answer_amendment(request=asked, by=request.user, now=calendar.now(), **form.cleaned_data)
        except DomainError as refusal:
            return _show(request, asked, form, refusal=refusal)
        messages.success(request, _said(given))
        return redirect(found)
    return _show(request, asked, form)


@sensitive_variables("token")
@by_link
@require_http_methods(["GET", "HEAD", "POST"])
def accord_link(request: HttpRequest, token: str) -> HttpResponse:
    """Show the text to whoever holds the link, with what changed since she last looked; only a POST answers."""
    link = find_link_within_limits(request, token, ACCORD_LINK)
    asked = AccordRequest.objects.select_related("mandate", "amendment__convention").get(pk=link.object_id)
    shore = shore_of_seat(asked.mandate.party, asked.mandate.section)
    with reading_as(shore), timezone.override(shore.zone):
        form = AnswerForm(request.POST or None)
        if form.is_valid():
            try:
                given = answer_amendment(request=asked, link=link, now=calendar.now(), **form.cleaned_data)
            except DomainError as refusal:
                return _show(request, asked, form, link=link, refusal=refusal)
            return render(request, "conventions/accord_given.html", {"accord": given, "amendment": given.amendment})
        return _show(request, asked, form, link=link)


def _show(
    request: HttpRequest, asked: AccordRequest, form: AnswerForm, *, link: ActionLink | None = None,
    refusal: DomainError | None = None,
) -> HttpResponse:  # fmt: skip
    """Show the present text, what the person has already agreed to, and what changed since she last looked."""
    found = asked.amendment
    if refusal is not None:  # what was refused may be so because the text moved on
        found = type(found).objects.select_related("convention").get(pk=asked.amendment_id)
    seen = [version for version in asked.seen_versions if version < found.text_version]
    missing = missing_parts(found).get((asked.mandate.party, asked.mandate.section), [])
    shown = AnswerForm(initial={"seen_hash": found.text_hash, "reason": form.data.get("reason", "")})
    if refusal is not None:
        shown.refusal = str(refusal)
    context = {
        "amendment": found,
        "asked": asked,
        "link": link,
        "form": shown,
        "diffs": diff_of(found.changes.select_related("article")),
        "since": changes_since(found, max(seen)) if seen else (),
        "partly": [part_label(code) for code in missing] if len(missing) < found.parts.count() else (),
        "has_agreed": not missing,
        "is_open": found.state == AmendmentState.PROPOSED,
    }
    if request.method != "HEAD":
        note_seen(asked, found.text_version)
    return render(request, "conventions/accord.html", context, status=refusal.status if refusal else 200)


def _said(given: PartyAccord) -> str:
    if given.answer == "refusal":
        return _("Votre refus est enregistré : l’avenant est sans effet.")
    return _("Votre accord est enregistré, lié à ce texte exact.")


@signed_in
def accord_again(request: HttpRequest, slug: str, number: int, pk: int) -> HttpResponse:
    """Ask a signatory of one's own party once more."""
    found = access.get_amendment(request.user, slug, number)
    asked = access.get_request(request.user, found, pk)
    only_by_post(request)
    try:
        send_again(request=asked, by=request.user, now=calendar.now())
    except DomainError as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("La demande repart ; le lien d’avant n’ouvre plus rien."))
    return redirect(found)


# ---- who may sign ---------------------------------------------------------------------------------------------------


@signed_in
@require_safe
def signing(request: HttpRequest, slug: str) -> HttpResponse:
    """List who may sign for each party, today and before."""
    convention = access.get_signing_convention(request.user, slug)
    held = access.seats_held(request.user)
    today = calendar.today()
    current = {mandate.pk for mandate in current_mandates(convention, today)}
    rows = convention.signing_mandates.select_related("user", "delegation_act").order_by(
        "party", "section", "-starts_on", "pk"
    )
    context = {
        "convention": convention,
        "rows": [(row, row.pk in current, (row.party, row.section) in held) for row in rows],
        "may_add": bool(held),
    }
    return render(request, "conventions/signing.html", context)


@signed_in
@require_http_methods(["GET", "POST"])
def signing_new(request: HttpRequest, slug: str) -> HttpResponse:
    """Note who may sign for one's party from a day on."""
    convention = access.get_signing_convention(request.user, slug, may=access.can_propose)
    form = SigningForm(request.POST or None, seats=access.seats_held(request.user))

    def note(data: dict) -> str:
        note_signing_mandate(convention=convention, by=request.user, now=calendar.now(), **data)
        return _signing_url(slug)

    return act(
        request, form, note, done=_("Ce pouvoir de signer est noté."), heading=_("Noter qui peut signer"),
        lead=_("La personne reçoit un lien personnel pour chaque avenant qui attend sa signature."),
        submit_label=_("Noter ce pouvoir"), cancel_url=_signing_url(slug),
    )  # fmt: skip


@signed_in
@require_http_methods(["GET", "POST"])
def signing_change(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Correct how to reach somebody who may sign, or end her mandate."""
    mandate = access.get_signing_mandate(request.user, slug, pk)
    form = SigningChangeForm(request.POST or None, mandate=mandate)

    def change(data: dict) -> str:
        change_signing_mandate(mandate=mandate, by=request.user, now=calendar.now(), **data)
        return _signing_url(slug)

    return act(
        request, form, change, done=_("C’est enregistré."), heading=str(mandate), lead=mandate.seat_label,
        submit_label=_("Enregistrer"), cancel_url=_signing_url(slug),
    )  # fmt: skip


@signed_in
@require_http_methods(["GET", "POST"])
def delegation_act(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Join the act by which a signature is delegated."""
    mandate = access.get_signing_mandate(request.user, slug, pk)
    form = DelegationActForm(request.POST or None, request.FILES or None)

    def join(data: dict) -> str:
        upload, said = data["file"], {"by": request.user, "now": calendar.now()}
        join_delegation_act(mandate=mandate, content=upload.read(), name=upload.name, **said)
        return _signing_url(slug)

    return act(
        request, form, join, done=_("L’acte de délégation est joint."), heading=_("Joindre l’acte de délégation"),
        lead=f"{mandate} · {mandate.delegated_by}", submit_label=_("Joindre"), cancel_url=_signing_url(slug),
    )  # fmt: skip


@signed_in
@require_http_methods(["GET", "POST"])
def proof_check(request: HttpRequest, slug: str) -> HttpResponse:
    """Say whether a file, or a digest, is the proof of an accord that the portal keeps; nothing handed in is kept."""
    convention = access.get_signing_convention(request.user, slug)
    form = ProofCheckForm(request.POST, request.FILES) if request.method == "POST" else ProofCheckForm()
    context = {"convention": convention, "form": form, "submit_label": _("Vérifier"), "cancel_url": None}
    if form.is_valid():
        digest = form.cleaned_data["digest"]
        context |= {"digest": digest, "found": accords_proved_by(convention, digest), "is_checked": True}
    return render(request, "conventions/proof_check.html", context)


def _signing_url(slug: str) -> str:
    return reverse("conventions:signing", args=[slug])
