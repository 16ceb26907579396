"""Do what a form asks, once, and put a refusal where the person reads it."""

from collections.abc import Callable
from typing import Any

from django.db import transaction
from django.http import HttpRequest, QueryDict

from ofqj_portal.core.errors import DomainError
from ofqj_portal.core.forms import OnceForm
from ofqj_portal.core.once import claim_once


def posted(request: HttpRequest) -> QueryDict | None:
    """Return what was posted, be it nothing; None when the page is only read."""
    return request.POST if request.method == "POST" else None


def perform(form: OnceForm, act: Callable[..., Any], /, **facts: Any) -> int | None:
    """Do `act(**facts)` unless this very form was already acted upon; return None once it is done.

    A refusal becomes an error of the form, and the status of the page is returned: 409 when the dossier moved.
    """
    try:
        with transaction.atomic():
            if claim_once(form.once_token):
                act(**facts)
    except DomainError as refusal:
        form.add_error(None, str(refusal))
        return refusal.status
    return None
