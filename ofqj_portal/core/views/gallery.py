"""Every component of the portal in each of its states, for those who build; never in production."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from ofqj_portal.core.views.gallery_samples import samples


@require_safe
def gallery(request: HttpRequest) -> HttpResponse:
    """Show the components."""
    return render(request, "gallery/index.html", samples())
