"""The bare pages that every other is compared with: session, user, one indexed query, a base template."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import path

from partners.models import Contact, Structure

ROWS = 25


@login_required
def rows(request: HttpRequest) -> HttpResponse:
    """Show 25 rows of a table by its key."""
    return render(request, "bench/rows.html", {"rows": Contact.objects.order_by("pk")[:ROWS]})


@login_required
def row(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the columns of one row."""
    return render(request, "bench/row.html", {"row": get_object_or_404(Structure, pk=pk)})


urlpatterns = [path("plancher/", rows, name="rows"), path("plancher/<int:pk>/", row, name="row")]
