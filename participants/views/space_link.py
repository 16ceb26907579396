"""The adviser's side of a person's space: send its link, send it again, close it."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from ofqj_portal.core.access import only_by_post, signed_in
from participants.access import get_own_participant
from participants.forms.space import SendLinkForm
from participants.queries.space import sms_number_of, space_links_of
from participants.services.space import close_space, request_space_sms, send_space_link
from participants.views.acts import do_once


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def manage(request: HttpRequest, pk: int) -> HttpResponse:
    """Say where the link of a person stands, and send one, or another in its place."""
    participant = get_own_participant(request.user, pk)
    ways = {"has_email": bool(participant.email), "has_mobile": bool(sms_number_of(participant))}
    form, status = SendLinkForm(request.POST if request.method == "POST" else None, **ways), 200
    if form.is_valid():
        send = request_space_sms if form.is_for_mobile else send_space_link
        status = do_once(form, lambda: send(participant=participant, by=request.user))
        if not status:
            sms_said, mail_said = _("Le lien part par SMS."), _("Le lien part à son adresse e-mail.")
            messages.success(request, sms_said if form.is_for_mobile else mail_said)
            return redirect("participants:space_link", pk)
    living = space_links_of(participant)
    link = living[0] if living else None
    context = {"person": participant, "link": link, "links_count": len(living), "form": form} | ways
    return render(request, "participants/space_link.html", context, status=status or 200)


@signed_in
def close(request: HttpRequest, pk: int) -> HttpResponse:
    """Make the link of a person open nothing any more."""
    participant = get_own_participant(request.user, pk)
    only_by_post(request)
    close_space(participant=participant, by=request.user)
    messages.success(request, _("Le lien est fermé : il n’ouvre plus rien."))
    return redirect("participants:space_link", pk)
