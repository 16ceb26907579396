"""What the pages share: do the act of a form once, and say a refusal in the form."""

from collections.abc import Callable

from django.db import transaction
from django.forms import BaseForm

from ofqj_portal.core.errors import DomainError
from ofqj_portal.core.once import claim_once

Act = Callable[[], object]


def do_once(form: BaseForm, act: Act) -> int:
    """Do `act` for a valid form, once for each page shown; return 0, or the status of the refusal said in the form."""
    try:
        with transaction.atomic():
            if claim_once(getattr(form, "once_token", None)):
                act()
    except DomainError as refusal:
        form.add_error(None, str(refusal))
        return refusal.status
    return 0
