"""What allauth asks of the portal: no public sign-up, mails through the outbox, secrets kept encrypted."""

import time
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.authentication import get_authentication_records
from allauth.core import context
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialLogin
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from ofqj_portal.accounts.devices import known_as
from ofqj_portal.accounts.factors import FACTORS, has_codes
from ofqj_portal.accounts.models import SignIn, User
from ofqj_portal.accounts.provider_door import EXIT, STRONG
from ofqj_portal.accounts.services import tell_of_security_event
from ofqj_portal.accounts.sign_ins import note_refusal
from ofqj_portal.core import crypto
from ofqj_portal.core.roles import needs_second_factor

JUST_SIGNED_IN_SECONDS = 5 * 60
WAYS = {
    "reauthenticate": _("Avec mon mot de passe"),
    "mfa_reauthenticate": _("Avec un code"),
    "mfa_reauthenticate:webauthn": _("Avec une clé d’accès"),
}


class AccountAdapter(DefaultAccountAdapter):
    error_messages = DefaultAccountAdapter.error_messages | {
        "email_password_mismatch": _("L’adresse ou le mot de passe ne convient pas. Vérifiez les deux."),
        "too_many_login_attempts": _("Trop d’essais. Attendez quelques minutes, puis recommencez."),
        "incorrect_password": _("Ce n’est pas votre mot de passe."),
        "enter_current_password": _("Ce n’est pas votre mot de passe actuel."),
        "incorrect_code": _("Ce code ne convient pas. Prenez celui qui s’affiche maintenant."),
        "rate_limited": _("Trop d’essais. Attendez quelques minutes, puis recommencez."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Accounts are opened by a manager, never by their owner."""
        return False

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        """Come back to one's account once the password is changed."""
        return reverse("account_profile")

    def get_login_stages(self) -> list[str]:
        """Ask for the second factor in our own way: not in a browser that is trusted."""
        own = {"allauth.mfa.stages.AuthenticateStage": "ofqj_portal.accounts.stages.SecondFactorStage"}
        return [own.get(stage, stage) for stage in super().get_login_stages()]

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        """Count the tries of a known browser apart: whoever tries from elsewhere does not lock the owner out."""
        known = known_as(request, credentials.get("email", ""))
        return f"device:{known}" if known else super()._get_login_attempts_cache_key(request, **credentials)

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        """Note the refusal, whether the address is anybody's or nobody's: the same work is done."""
        user = User.objects.filter(email__iexact=credentials.get("email", "")).first()
        note_refusal(request=request, user=user, outcome=SignIn.Outcome.WRONG_PASSWORD, way=SignIn.Way.PASSWORD)

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """Ask for the password again before a sensitive act, but not to install a first second factor after sign-in."""
        if app == "allauth.mfa" and _just_signed_in(context.request):
            return False
        return super().is_reauthentication_required(app=app, **kwargs)

    def get_reauthentication_methods(self, user: User) -> list[dict[str, Any]]:
        """Ask for the strongest proof the person has, in our words; the demo is content with her password.

        A code comes first if she has an application, else her key: recovery codes are for bad days.
        """
        methods = [
            method | {"description": WAYS[method["id"]]} for method in super().get_reauthentication_methods(user)
        ]
        by_password = settings.STEP_UP_WITH_PASSWORD_ONLY
        kept = [method for method in methods if (method["id"] == "reauthenticate") == by_password] or methods
        return kept if len(kept) < 2 or has_codes(user) else kept[::-1]

    def send_notification_mail(
        self, template_prefix: str, user: User, context: dict[str, Any] | None = None, email: str | None = None
    ) -> None:
        """Tell the person, by mail and in the journal, what just changed in the protection of her account."""
        tell_of_security_event(user=user, event=template_prefix.rsplit("/", 1)[-1])


def _just_signed_in(request: HttpRequest) -> bool:
    """Say whether the password was typed minutes ago by somebody who has no second factor yet."""
    records = get_authentication_records(request, request.user)
    if not records or time.time() - records[-1]["at"] > JUST_SIGNED_IN_SECONDS:
        return False
    return not Authenticator.objects.filter(user=request.user).exists()


class SecondFactorAdapter(DefaultMFAAdapter):
    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": _("Ce code ne convient pas. Prenez celui qui s’affiche maintenant."),
        "cannot_delete_authenticator": _("Votre rôle demande une double authentification : elle ne s’enlève pas."),
    }

    def encrypt(self, text: str) -> str:
        """Keep secrets of the second factor unreadable in the database."""
        return crypto.encrypt(text)

    def decrypt(self, encrypted_text: str) -> str:
        """Read a secret back."""
        return crypto.decrypt(encrypted_text)

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        """Whoever must have a second factor keeps one of them."""
        others = Authenticator.objects.filter(user=authenticator.user, type__in=FACTORS).exclude(pk=authenticator.pk)
        return not settings.SECOND_FACTOR_REQUIRED or others.exists() or not needs_second_factor(authenticator.user)

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        """Name the portal to the device that keeps a key for it."""
        return super().get_public_key_credential_rp_entity() | {"name": settings.MFA_TOTP_ISSUER}

    def generate_authenticator_name(self, user: User, type: str) -> str:
        """Name a key that got no name."""
        return _("Clé %(number)s") % {"number": Authenticator.objects.filter(user=user, type=type).count() + 1}


class ProviderAdapter(DefaultSocialAccountAdapter):
    """Links whoever comes to an account that exists, by her verified address; opens none."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: SocialLogin) -> bool:
        """Accounts are opened by a manager, never by their owner."""
        return False

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        """Refuse a stale answer, find the account, note what the provider asked of her."""
        if sociallogin.state.get("nonce") != sociallogin.claims.get("nonce"):
            self._refuse(request, _("La réponse du fournisseur d’identité est venue trop tard. Recommencez."))
        if not sociallogin.is_existing:
            self._link(request, sociallogin)
        asked = {sociallogin.claims.get("acr"), *(sociallogin.claims.get("amr") or ())}
        if asked & set(sociallogin.provider.app.settings["strong"]):
            request.session[STRONG] = sociallogin.user.pk
        request.session[EXIT] = sociallogin.exit

    def on_authentication_error(self, request: HttpRequest, provider: Any, **kwargs: Any) -> None:
        """Come back to the page of sign-in, whatever went wrong over there."""
        self._refuse(
            request,
            _("Le fournisseur d’identité n’a pas répondu, ou a refusé. Recommencez, ou prenez votre mot de passe."),
        )

    def _link(self, request: HttpRequest, login: SocialLogin) -> None:
        addresses = [address.email for address in login.email_addresses if address.verified]
        found = User.objects.filter(email__iexact=addresses[0]).first() if addresses else None
        if found is None:
            self._refuse(
                request,
                _(
                    "Aucun compte ne porte l’adresse que donne le fournisseur d’identité, ou elle n’est pas vérifiée."
                    " Demandez une invitation à la ou au responsable de votre structure."
                ),
            )
        login.user = login.account.user = found
        login.account.save()
        tell_of_security_event(user=found, event="provider_linked")

    @staticmethod
    def _refuse(request: HttpRequest, words: str) -> None:
        messages.error(request, words)
        raise ImmediateHttpResponse(redirect("account_login"))
