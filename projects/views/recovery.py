"""What finance does about an overpayment: ask for it, note that it is back, give it up."""

from collections.abc import Callable, Iterable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from ofqj_portal.core import calendar
from ofqj_portal.core.access import StateForbids, signed_in
from ofqj_portal.core.forms import OnceForm
from projects import access
from projects.enums import OPEN_RECOVERY, RecoveryState
from projects.forms.recovery import ReceiveRecoveryForm, SendRecoveryForm, WaiveRecoveryForm
from projects.models import Recovery
from projects.services.recovery import receive_recovery, send_recovery, waive_recovery
from projects.views.acts import perform, posted


def _recovery(request: HttpRequest, number: str, section: str, states: Iterable[str]) -> Recovery:
    """Hand over the overpayment that is open on one grant. Raises StateForbids if none is in `states`."""
    project = access.get_project(request.user, number, may=access.can_pay)
    rows = Recovery.objects.select_related("grant__decision__project__carrier")
    found = rows.filter(grant__decision__project=project, grant__decision__section=section, state__in=states).first()
    if found is None:
        raise StateForbids(_("Aucun trop-perçu n’attend ce geste : relisez la subvention."))
    return found


def _act(
    request: HttpRequest, recovery: Recovery, form: OnceForm, act: Callable[..., Any], words: dict[str, Any]
) -> HttpResponse:
    decision, status = recovery.grant.decision, 200
    page = reverse("projects:payment", args=[decision.project.number, decision.section])
    if form.is_valid():
        status = perform(form, act, recovery=recovery, by=request.user, now=calendar.now(), **form.cleaned_data)
        if status is None:
            messages.success(request, words["done"])
            return redirect(page)
    context = {"project": decision.project, "form": form, "cancel_url": page, "question": recovery.reason, **words}
    return render(request, "projects/confirm.html", context, status=status)


@require_http_methods(["GET", "POST"])
@signed_in
def send(request: HttpRequest, number: str, section: str) -> HttpResponse:
    """Ask the structure for the money, by letter."""
    recovery = _recovery(request, number, section, {RecoveryState.DRAFTED})
    words = {
        "heading": _("Demander un trop-perçu"),
        "submit_label": _("Envoyer le courrier"),
        "done": _("Le courrier part à la structure."),
    }
    return _act(request, recovery, SendRecoveryForm(posted(request)), send_recovery, words)


@require_http_methods(["GET", "POST"])
@signed_in
def receive(request: HttpRequest, number: str, section: str) -> HttpResponse:
    """Note that the money is back."""
    recovery = _recovery(request, number, section, {RecoveryState.SENT})
    words = {
        "heading": _("Noter un trop-perçu rendu"),
        "submit_label": _("Noter que l’argent est rendu"),
        "consequences": [_("La somme revient dans l’enveloppe."), _("La structure reçoit un message qui vaut reçu.")],
        "done": _("Somme notée ; l’enveloppe la retrouve."),
    }
    return _act(request, recovery, ReceiveRecoveryForm(posted(request), left=recovery.left), receive_recovery, words)


@require_http_methods(["GET", "POST"])
@signed_in
def waive(request: HttpRequest, number: str, section: str) -> HttpResponse:
    """Give the money up."""
    recovery = _recovery(request, number, section, OPEN_RECOVERY)
    words = {
        "heading": _("Abandonner un trop-perçu"),
        "submit_label": _("Abandonner le trop-perçu"),
        "danger": True,
        "done": _("Trop-perçu abandonné."),
    }
    return _act(request, recovery, WaiveRecoveryForm(posted(request)), waive_recovery, words)
