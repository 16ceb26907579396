"""The address that probes ask: is the portal whole?"""

from django.http import HttpRequest, JsonResponse
from django.views.decorators.http import require_safe

from ofqj_portal.core.health import health


@require_safe
def sante(request: HttpRequest) -> JsonResponse:
    """Answer 200 if the database, the broker and a worker answer, else 503; touch no session."""
    answer = health()
    words = {part: "ok" if works else "ko" for part, works in answer.items()}
    return JsonResponse(words, status=200 if all(answer.values()) else 503)
