"""The pictures and testimonies of a stay: read, joined, taken off."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from ofqj_portal.core import calendar
from ofqj_portal.core.access import only_by_post, signed_in
from participants.album_access import get_album, get_photo, get_testimony, may_fill_album
from participants.forms.album import PhotoForm, QuoteForm
from participants.queries.album import photo_lines, quote_lines
from participants.services.album import ALBUM_OPEN, add_photo, add_testimony, remove_photo, remove_testimony
from participants.views.acts import do_once
from projects.models import Project


@require_safe
@signed_in
def album(request: HttpRequest, number: str) -> HttpResponse:
    """Show what the report shows and quotes; the OFQJ sees what may be used today."""
    project, on = get_album(request.user, number), calendar.today()
    fills = may_fill_album(request.user, project)
    photos, quotes = photo_lines(project, on=on), quote_lines(project, on=on)
    context = {
        "project": project,
        "photos": photos if fills else [line for line in photos if not line.refused],
        "quotes": quotes if fills else [line for line in quotes if line.usable],
        "fills": fills,
        "is_open": fills and project.state in ALBUM_OPEN,
    }
    return render(request, "participants/album.html", context)


@require_http_methods(["GET", "POST"])
@signed_in
def photo(request: HttpRequest, number: str) -> HttpResponse:
    """Join a picture."""
    project = get_album(request.user, number, fill=True)
    data, sent = (request.POST, request.FILES) if request.method == "POST" else (None, None)
    form, status = PhotoForm(data, sent, project=project, on=calendar.today()), 200
    if form.is_valid():
        facts = dict(form.cleaned_data)
        upload = facts.pop("file")
        facts |= {"content": upload.read(), "name": upload.name, "by": request.user, "now": calendar.now()}
        status = do_once(form, lambda: add_photo(project=project, **facts))
        if not status:
            messages.success(request, _("Photo jointe. Le lieu et l’heure qu’elle portait sont effacés."))
            return redirect("participants:album", number)
    return _form(request, project, form, _("Joindre une photo"), status)


@require_http_methods(["GET", "POST"])
@signed_in
def quote(request: HttpRequest, number: str) -> HttpResponse:
    """Note words about the stay."""
    project = get_album(request.user, number, fill=True)
    data = request.POST if request.method == "POST" else None
    form, status = QuoteForm(data, project=project, on=calendar.today()), 200
    if form.is_valid():
        facts = form.cleaned_data | {"by": request.user, "now": calendar.now()}
        status = do_once(form, lambda: add_testimony(project=project, **facts))
        if not status:
            messages.success(request, _("Témoignage noté."))
            return redirect("participants:album", number)
    return _form(request, project, form, _("Noter un témoignage"), status)


def _form(request: HttpRequest, project: Project, form: Any, heading: str, status: int) -> HttpResponse:
    context = {"project": project, "form": form, "heading": heading}
    return render(request, "participants/album_form.html", context, status=status)


@signed_in
def remove(request: HttpRequest, number: str, pk: int) -> HttpResponse:
    """Take a picture off."""
    found = get_photo(request.user, number, pk)
    only_by_post(request)
    remove_photo(photo=found, by=request.user, now=calendar.now())
    messages.success(request, _("Photo retirée et effacée."))
    return redirect("participants:album", number)


@signed_in
def remove_quote(request: HttpRequest, number: str, pk: int) -> HttpResponse:
    """Take words off."""
    found = get_testimony(request.user, number, pk)
    only_by_post(request)
    remove_testimony(testimony=found, by=request.user, now=calendar.now())
    messages.success(request, _("Témoignage retiré."))
    return redirect("participants:album", number)
