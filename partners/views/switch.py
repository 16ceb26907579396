"""Choosing the structure one works in at the moment."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from ofqj_portal.core.access import exists_for, only_by_post, signed_in
from partners.middleware import CHOICE_KEY


@signed_in
def switch(request: HttpRequest) -> HttpResponse:
    """Keep in the session which of her structures the person works in; 404 for one that is not hers."""
    chosen = {str(structure.pk): structure for structure in request.structures}.get(request.POST.get("structure", ""))
    exists_for(chosen is not None)
    only_by_post(request)
    request.session[CHOICE_KEY] = chosen.pk
    messages.success(request, _("Vous travaillez maintenant pour %(structure)s.") % {"structure": chosen})
    onward = request.POST.get("next", "")
    safe = url_has_allowed_host_and_scheme(onward, {request.get_host()}, require_https=request.is_secure())
    return redirect(onward if safe else "/")
