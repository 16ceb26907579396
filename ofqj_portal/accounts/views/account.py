"""One's own account: name, sessions. Sign-in, password and second factor are allauth's views."""

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from ofqj_portal.accounts.access import step_up_required
from ofqj_portal.accounts.devices import forget_device, trusted_rows
from ofqj_portal.accounts.forms import ProfileForm, SeeAsForm
from ofqj_portal.accounts.models import TrustedDevice
from ofqj_portal.accounts.queries import session_rows
from ofqj_portal.accounts.services import rename_person
from ofqj_portal.accounts.sessions import end_other_sessions, end_sessions
from ofqj_portal.accounts.sign_ins import sign_in_rows
from ofqj_portal.accounts.support import (
    SESSION_KEY,
    begin_to_see_as,
    end_to_see_as,
    may_see_as,
    remember,
    support_history,
)
from ofqj_portal.core import calendar
from ofqj_portal.core.access import allow, only_by_post, open_door, signed_in
from ofqj_portal.core.errors import DomainError


@signed_in
@require_http_methods(["GET", "POST"])
def profile(request: HttpRequest) -> HttpResponse:
    """Show the account and change its owner's name."""
    form = ProfileForm(request.POST or None, instance=request.user)
    if form.is_valid():
        rename_person(user=request.user, by=request.user, **form.cleaned_data)
        messages.success(request, _("Votre nom est enregistré."))
        return redirect("account_profile")
    return render(request, "account/profile.html", {"form": form, "may_see_as": may_see_as(request.user)})


@signed_in
@require_http_methods(["GET", "POST"])
def sessions(request: HttpRequest) -> HttpResponse:
    """List one's open sessions; POST ends all but this one."""
    if request.method == "POST":
        end_other_sessions(request, request.user)
        messages.success(request, _("Les autres sessions sont terminées."))
        return redirect("usersessions_list")
    rows = session_rows(request.user, current_key=request.session.session_key)
    context = {
        "rows": rows,
        "trusted": trusted_rows(request.user),
        "sign_ins": sign_in_rows(request.user),
        "history_days": settings.SIGN_IN_HISTORY_DAYS,
        "support": support_history(request.user),
    }
    return render(request, "usersessions/usersession_list.html", context)


@signed_in
def end_session(request: HttpRequest, pk: int) -> HttpResponse:
    """End one of one's own sessions, this one included."""
    session = open_door(UserSession.objects.filter(user=request.user), request.user, pk=pk)
    only_by_post(request)
    end_sessions([session])
    messages.success(request, _("La session est terminée."))
    return redirect("usersessions_list")


@signed_in
def forget(request: HttpRequest, pk: int) -> HttpResponse:
    """Trust one of one's own browsers no more; the other sessions end, in case somebody else holds it."""
    device = open_door(TrustedDevice.objects.filter(user=request.user), request.user, pk=pk)
    only_by_post(request)
    forget_device(device=device, by=request.user)
    end_other_sessions(request, request.user)
    messages.success(request, _("Cet appareil n’est plus de confiance, et vos autres sessions sont terminées."))
    return redirect("usersessions_list")


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def see_as(request: HttpRequest) -> HttpResponse:
    """Borrow somebody's eyes, for a reason she will read."""
    allow(may_see_as(request.user))
    return _see_as(request)


@step_up_required
def _see_as(request: HttpRequest) -> HttpResponse:
    form, status = SeeAsForm(request.POST or None), 200
    if form.is_valid():
        person = form.cleaned_data["email"]
        try:
            begin_to_see_as(person=person, reason=form.cleaned_data["reason"], by=request.user)
        except DomainError as refusal:
            form.add_error(None, str(refusal))
            status = refusal.status
        else:
            remember(request, person, calendar.real_now())
            return redirect("dashboard:home")
    return render(request, "account/see_as.html", {"form": form}, status=status)


@signed_in
def see_as_end(request: HttpRequest) -> HttpResponse:
    """Give the eyes back."""
    only_by_post(request)
    if request.seen_as is not None:
        end_to_see_as(person=request.seen_as.person, by=request.user)
        del request.session[SESSION_KEY]
        messages.success(request, _("Vous voyez de nouveau le portail avec vos propres droits."))
    return redirect("account_profile")
