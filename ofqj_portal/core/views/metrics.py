"""The address that a Prometheus server reads, with its token; nobody else learns that it exists."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.crypto import constant_time_compare
from django.views.decorators.http import require_safe
from prometheus_client import CONTENT_TYPE_LATEST

from ofqj_portal.core import calendar
from ofqj_portal.core.metrics import exposition


@require_safe
def metriques(request: HttpRequest) -> HttpResponse:
    """Answer the figures to `Authorization: Bearer <OFQJ_METRICS_TOKEN>`, else 404; touch no session."""
    shown = request.headers.get("Authorization", "")
    if not settings.METRICS_TOKEN or not constant_time_compare(shown, f"Bearer {settings.METRICS_TOKEN}"):
        raise Http404
    return HttpResponse(exposition(calendar.real_now()), content_type=CONTENT_TYPE_LATEST)
