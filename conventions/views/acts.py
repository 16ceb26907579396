"""What every act of this app shares: show a form, do it once, say what happened or why not."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from ofqj_portal.core.errors import DomainError
from ofqj_portal.core.once import claim_once, keep_result, result_of


def act(request: HttpRequest, form: BaseForm, do: Callable[[dict[str, Any]], Any], *, done: str,
        template: str = "conventions/form.html", **page: Any) -> HttpResponse:  # fmt: skip
    """Run `do(cleaned_data)` for a valid form and go to the address of what it returns; show the form otherwise.

    `page` fills `template`: heading, lead, submit_label, cancel_url, trail.
    """
    status = 200
    if request.method == "POST" and form.is_valid():
        try:
            address, fresh = _once(form, do)
        except DomainError as refusal:
            form.add_error(None, str(refusal))
            status = refusal.status
        else:
            if fresh:
                messages.success(request, done)
            return redirect(address)
    return render(request, template, {"form": form, **page}, status=status)


@transaction.atomic
def _once(form: BaseForm, do: Callable[[dict[str, Any]], Any]) -> tuple[str, bool]:
    token = getattr(form, "once_token", None)
    if not claim_once(token):
        return result_of(token) or "conventions:list", False
    result = do(form.cleaned_data)
    address = result if isinstance(result, str) else result.get_absolute_url()
    keep_result(token, address)
    return address, True


def move(request: HttpRequest, do: Callable[[], Any], *, done: str, back: str, **page: Any) -> HttpResponse:
    """Ask for a second look on GET, run `do()` on POST, and go back; a refusal is said there.

    `page` fills `conventions/confirm.html`: heading, question, consequences, submit_label.
    """
    if request.method != "POST":
        return render(request, "conventions/confirm.html", {"cancel_url": back, **page})
    try:
        do()
    except DomainError as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, done)
    return redirect(back)
