"""The pictures of a contribution: added, taken away, shown."""

from typing import Any

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from conventions import access
from conventions.forms.picture import PictureForm
from conventions.models import ContributionPicture
from conventions.services.pictures import add_picture, remove_picture
from conventions.views.acts import act, move
from conventions.views.reports import open_once_published
from ofqj_portal.core import calendar, files
from ofqj_portal.core.access import open_door, signed_in
from ofqj_portal.core.views.files import hand_over


@signed_in
@require_http_methods(["GET", "POST"])
def picture_add(request: HttpRequest, period: str, body: str) -> HttpResponse:
    """Add a picture to the part of a body."""
    row = access.get_contribution(request.user, period, body)
    back = reverse("conventions:contribution", args=[period, body])

    def add(data: dict[str, Any]) -> str:
        file = data["file"]
        add_picture(
            contribution=row, content=file.read(), name=file.name, description=data["description"],
            caption=data["caption"], by=request.user, now=calendar.now(),
        )  # fmt: skip
        return back

    return act(
        request, PictureForm(request.POST or None, request.FILES or None), add, done=_("L’image est ajoutée."),
        heading=_("Ajouter une image"), lead=row.get_body_display(), submit_label=_("Ajouter l’image"), cancel_url=back,
    )  # fmt: skip


@signed_in
@require_http_methods(["GET", "POST"])
def picture_remove(request: HttpRequest, period: str, body: str, pk: int) -> HttpResponse:
    """Take a picture away."""
    row = access.get_contribution(request.user, period, body)
    picture = open_door(row.pictures.select_related("file", "contribution__report"), request.user, pk=pk)
    return move(
        request, lambda: remove_picture(picture=picture, by=request.user, now=calendar.now()),
        done=_("L’image est retirée."), back=reverse("conventions:contribution", args=[period, body]),
        heading=_("Retirer l’image"), question=picture.description,
        consequences=[_("Elle n’est plus dans le bilan ; vous pourrez en ajouter une autre.")],
        submit_label=_("Retirer"),
    )  # fmt: skip


@require_safe
@open_once_published
def report_picture(request: HttpRequest, period: str, pk: int) -> FileResponse:
    """Show a picture of a report to whoever reads it."""
    report = access.get_report(request.user, period)
    rows = ContributionPicture.objects.filter(contribution__report=report).select_related("file")
    picture = open_door(rows, request.user, pk=pk)
    if not files.may_read(request.user, picture.file) or not picture.file.is_served:
        raise Http404
    return hand_over(picture.file)
