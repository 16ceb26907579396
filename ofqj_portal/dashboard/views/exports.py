"""The button « Exporter » of every list."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from ofqj_portal.accounts.access import step_up_required
from ofqj_portal.core import calendar
from ofqj_portal.core.access import exists_for, signed_in
from ofqj_portal.core.errors import DomainError
from ofqj_portal.core.list_exports import ListExport, list_called
from ofqj_portal.dashboard.forms.exports import ExportForm
from ofqj_portal.dashboard.services.exports import request_export


@require_http_methods(["GET", "POST"])
@signed_in
def export(request: HttpRequest, code: str) -> HttpResponse:
    """Ask for the file of a list the person may read; names of people ask for a proof of who she is."""
    found = list_called(code)
    exists_for(found.may(request.user))
    if request.method != "POST":  # whoever comes back here from a proof of who she is, or by typing the address
        return redirect(found.url_name)
    return _ask_once_proven(request, found) if found.names_people else _ask(request, found)


def _ask(request: HttpRequest, found: ListExport) -> HttpResponse:
    form = ExportForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Choisissez un format, Excel ou CSV, puis demandez l’export de nouveau."))
        return redirect(found.url_name)
    query = form.cleaned_data["query"]
    try:
        job = request_export(
            export=found, query=query, file_format=form.cleaned_data["format"], by=request.user, now=calendar.now()
        )
    except DomainError as refusal:
        messages.warning(request, str(refusal))
        return redirect(reverse(found.url_name) + (f"?{query}" if query else ""))
    return redirect(job)


_ask_once_proven = step_up_required(_ask)
