"""The documents to fill that the OFQJ gives with a call."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from ofqj_portal.core import calendar
from ofqj_portal.core.access import only_by_post, open_door, signed_in
from projects.call_access import get_call
from projects.forms.pieces import PieceForm
from projects.queries.pieces import asked_pieces, templates_of
from projects.services.piece_templates import put_piece_template, remove_piece_template
from projects.views.acts import perform


@require_http_methods(["GET", "POST"])
@signed_in
def templates(request: HttpRequest, code: str) -> HttpResponse:
    """Show the documents of a call, and give one for a category of its pieces."""
    call = get_call(request.user, code)
    data, sent = (request.POST, request.FILES) if request.method == "POST" else (None, None)
    form, status = PieceForm(data, sent, categories=[*call.required_pieces, *call.recommended_pieces]), 200
    if form.is_valid():
        upload = form.cleaned_data["file"]
        facts = {"category": form.cleaned_data["category"], "content": upload.read(), "name": upload.name}
        status = perform(form, put_piece_template, call=call, by=request.user, now=calendar.now(), **facts)
        if status is None:
            messages.success(request, _("Modèle déposé : les structures le trouvent à la page des pièces."))
            return redirect("projects:piece_templates", code)
    context = {
        "call": call,
        "form": form,
        "templates": templates_of(call),
        "asked": asked_pieces(call, call.rules(), ()),
        "trail": [
            {"label": _("Préparer les appels"), "url": reverse("projects:call_desk")},
            {"label": call.title, "url": reverse("projects:call_edit", args=[code])},
        ],
    }
    return render(request, "projects/piece_templates.html", context, status=status)


@signed_in
def remove(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """Take a document back."""
    call = get_call(request.user, code)
    template = open_door(call.piece_templates.select_related("call", "file"), request.user, pk=pk)
    only_by_post(request)
    remove_piece_template(template=template, by=request.user, now=calendar.now())
    messages.success(request, _("Modèle retiré."))
    return redirect("projects:piece_templates", code)
