"""Passkeys: added, renamed and removed in one's account; used to sign in and before a sensitive act."""

import json
from typing import Any

from allauth.account.decorators import reauthentication_required
from allauth.account.mixins import NextRedirectMixin
from allauth.account.models import Login
from allauth.mfa.base.views import AuthenticateView
from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn.internal import auth, flows
from allauth.mfa.webauthn.views import LoginWebAuthnView, ReauthenticateWebAuthnView
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from ofqj_portal.accounts.devices import trust_device
from ofqj_portal.accounts.factors import has_codes, has_key
from ofqj_portal.accounts.forms import SignInForm
from ofqj_portal.accounts.key_forms import AddKeyForm, ConfirmByKeyForm, RenameKeyForm, SignInByKeyForm
from ofqj_portal.accounts.keys import add_key, keys_of, remove_key, rename_key
from ofqj_portal.accounts.models import SignIn
from ofqj_portal.accounts.provider_door import door_to_provider
from ofqj_portal.accounts.sign_ins import note_refusal
from ofqj_portal.core.access import open_door, signed_in
from ofqj_portal.core.errors import DomainError

step_up = reauthentication_required(app="allauth.mfa")


@signed_in
@require_http_methods(["GET", "POST"])
@step_up
def add(request: HttpRequest) -> HttpResponse:
    """Ask the device for a key, and keep what it answers."""
    form = AddKeyForm(data=request.POST or None, user=request.user)
    if form.is_valid():
        try:
            with_codes = add_key(
                request=request, name=form.cleaned_data["name"], credential=form.cleaned_data["credential"]
            )
        except DomainError as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect("mfa_view_recovery_codes" if with_codes else "mfa_index")
    options = json.dumps(auth.begin_registration(request.user, False))
    return render(request, "mfa/webauthn/add_form.html", {"form": form, "options": options})


@signed_in
@require_http_methods(["GET", "POST"])
def rename(request: HttpRequest, pk: int) -> HttpResponse:
    """Give one of one's keys another name."""
    return _rename(request, open_door(keys_of(request.user), request.user, pk=pk))


@step_up
def _rename(request: HttpRequest, key: Authenticator) -> HttpResponse:
    form = RenameKeyForm(request.POST or None, initial={"name": key.wrap().name})
    if form.is_valid():
        rename_key(key=key, name=form.cleaned_data["name"], by=request.user)
        messages.success(request, _("Le nom de la clé est enregistré."))
        return redirect("mfa_index")
    return render(request, "mfa/webauthn/edit_form.html", {"form": form})


@signed_in
@require_http_methods(["GET", "POST"])
def remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Forget one of one's keys."""
    return _remove(request, open_door(keys_of(request.user), request.user, pk=pk))


@step_up
def _remove(request: HttpRequest, key: Authenticator) -> HttpResponse:
    if request.method == "POST":
        try:
            remove_key(request=request, key=key)
        except DomainError as refusal:
            messages.error(request, str(refusal))
        return redirect("mfa_index")
    return render(request, "mfa/webauthn/authenticator_confirm_delete.html", {"name": key.wrap().name})


class SignInByKey(NextRedirectMixin, LoginWebAuthnView):
    """GET gives what the device must sign; POST what it signed. No address is asked, so nobody learns who has a key."""

    form_class = SignInByKeyForm

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Give a challenge, kept in the session, to whoever asks."""
        return JsonResponse(auth.begin_authentication(user=None))

    def get_form_class(self) -> type:
        return self.form_class

    def form_valid(self, form: SignInByKeyForm) -> HttpResponse:
        """Sign in, and come back to the page that asked for it."""
        key = form.cleaned_data["credential"]
        login = Login(user=key.user, redirect_url=self.get_next_url())
        return flows.perform_passwordless_login(self.request, key, login)

    def form_invalid(self, form: SignInByKeyForm) -> HttpResponse:
        """Say it on the page of sign-in."""
        for sentence in form.non_field_errors():
            messages.error(self.request, sentence)
        return render(
            self.request,
            "account/login.html",
            self.get_context_data(form=SignInForm()) | door_to_provider(self.request),
        )


class SecondFactor(AuthenticateView):
    """Asks for a code, a key, or either: what the person has."""

    def form_valid(self, form: Any) -> HttpResponse:
        """Go on, and trust this browser from now on if she says so."""
        response = super().form_valid(form)
        if self.request.POST.get("trust") and settings.TRUSTED_DEVICE_DAYS and self.request.user.is_authenticated:
            trust_device(request=self.request, response=response, user=self.request.user)
        return response

    def form_invalid(self, form: Any) -> HttpResponse:
        """Note the refusal, and ask again."""
        way = SignIn.Way.CODE if "code" in form.fields else SignIn.Way.PASSWORD_AND_KEY
        user, refused = self.stage.login.user, SignIn.Outcome.WRONG_FACTOR
        note_refusal(request=self.request, user=user, outcome=refused, way=way)
        return super().form_invalid(form)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add what the person has, and what her key must sign."""
        user = self.stage.login.user
        context = super().get_context_data(**kwargs)
        options = json.dumps(context["js_data"]["request_options"])
        return (
            context
            | {"has_key": has_key(user), "has_codes": has_codes(user), "options": options}
            | {"trust_days": settings.TRUSTED_DEVICE_DAYS}
        )


class ConfirmByKey(ReauthenticateWebAuthnView):
    """A key before a sensitive act."""

    def get_form_class(self) -> type:
        return ConfirmByKeyForm

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add what the key must sign; an answer that was refused keeps its form."""
        context = super().get_context_data(**kwargs)
        return context | kwargs | {"options": json.dumps(context["js_data"]["request_options"])}

    def form_invalid(self, form: ConfirmByKeyForm) -> HttpResponse:
        """Say it here, and offer the same again."""
        return self.render_to_response(self.get_context_data(form=form))
