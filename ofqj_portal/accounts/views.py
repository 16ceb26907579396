"""One's own account: name, sessions. Sign-in, password and second factor are allauth's views."""

from allauth.usersessions.models import UserSession
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from ofqj_portal.accounts.forms import ProfileForm
from ofqj_portal.accounts.queries import session_rows
from ofqj_portal.accounts.services import rename_person
from ofqj_portal.accounts.sessions import end_other_sessions, end_sessions
from ofqj_portal.core.access import only_by_post, open_door, signed_in


@signed_in
@require_http_methods(["GET", "POST"])
def profile(request: HttpRequest) -> HttpResponse:
    """Show the account and change its owner's name."""
    form = ProfileForm(request.POST or None, instance=request.user)
    if form.is_valid():
        rename_person(user=request.user, by=request.user, **form.cleaned_data)
        messages.success(request, _("Votre nom est enregistré."))
        return redirect("account_profile")
    return render(request, "account/profile.html", {"form": form})


@signed_in
@require_http_methods(["GET", "POST"])
def sessions(request: HttpRequest) -> HttpResponse:
    """List one's open sessions; POST ends all but this one."""
    if request.method == "POST":
        end_other_sessions(request, request.user)
        messages.success(request, _("Les autres sessions sont terminées."))
        return redirect("usersessions_list")
    rows = session_rows(request.user, current_key=request.session.session_key)
    return render(request, "usersessions/usersession_list.html", {"rows": rows})


@signed_in
def end_session(request: HttpRequest, pk: int) -> HttpResponse:
    """End one of one's own sessions, this one included."""
    session = open_door(UserSession.objects.filter(user=request.user), request.user, pk=pk)
    only_by_post(request)
    end_sessions([session])
    messages.success(request, _("La session est terminée."))
    return redirect("usersessions_list")
