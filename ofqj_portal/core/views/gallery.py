"""Every component of the portal in each of its states, on one page: for those who build, never in production."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from ofqj_portal.core.views.gallery_samples import samples


@require_safe
def gallery(request: HttpRequest) -> HttpResponse:
    """Show the components; 404 outside of development and the demo."""
    if not (settings.DEBUG or settings.DEMO):
        raise Http404
    return render(request, "gallery/index.html", samples())
