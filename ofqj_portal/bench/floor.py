"""The bare pages that every other is compared with: session, user, one indexed query, a base template."""

from asgiref.local import Local
from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import path
from django.utils.translation import trans_real

from partners.models import Contact, Structure

ROWS = 25


def speak_as_django_does() -> None:
    """Undo what the portal changes in Django's translations (core/sentences.py): a bare page has none of it."""
    trans_real._active = Local()
    for language, _name in settings.LANGUAGES:
        vars(trans_real.translation(language)).pop("gettext", None)


speak_as_django_does()


@login_required
def rows(request: HttpRequest) -> HttpResponse:
    """Show 25 rows of a table by its key."""
    return render(request, "bench/rows.html", {"rows": Contact.objects.order_by("pk")[:ROWS]})


@login_required
def row(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the columns of one row."""
    return render(request, "bench/row.html", {"row": get_object_or_404(Structure, pk=pk)})


urlpatterns = [path("plancher/", rows, name="rows"), path("plancher/<int:pk>/", row, name="row")]
