"""The adviser's side of a person's space: send its link, send it again, close it."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from ofqj_portal.core.access import only_by_post, signed_in
from participants.access import get_own_participant
from participants.forms.space import SendLinkForm
from participants.queries.space import space_link_of
from participants.services.space import close_space, send_space_link
from participants.views.acts import do_once


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def manage(request: HttpRequest, pk: int) -> HttpResponse:
    """Say where the link of a person stands, and send one, or another in its place."""
    participant = get_own_participant(request.user, pk)
    form, status = SendLinkForm(request.POST if request.method == "POST" else None), 200
    if form.is_valid():
        status = do_once(form, lambda: send_space_link(participant=participant, by=request.user))
        if not status:
            messages.success(request, _("Le lien part à son adresse e-mail."))
            return redirect("participants:space_link", pk)
    link = space_link_of(participant)
    context = {"person": participant, "link": link, "form": form}
    return render(request, "participants/space_link.html", context, status=status or 200)


@signed_in
def close(request: HttpRequest, pk: int) -> HttpResponse:
    """Make the link of a person open nothing any more."""
    participant = get_own_participant(request.user, pk)
    only_by_post(request)
    close_space(participant=participant, by=request.user)
    messages.success(request, _("Le lien est fermé : il n’ouvre plus rien."))
    return redirect("participants:space_link", pk)
