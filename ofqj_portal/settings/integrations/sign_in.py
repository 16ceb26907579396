"""Sign-in, passwords, second factor and sessions, by django-allauth."""

from datetime import timedelta
from typing import Any

LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "ofqj_portal.accounts.adapter.AccountAdapter"
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_USER_DISPLAY = str
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"  # no public sign-up: the first password is set from a link sent to the address
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_REAUTHENTICATION_TIMEOUT = 15 * 60
ACCOUNT_FORMS = {
    "login": "ofqj_portal.accounts.forms.SignInForm",
    "reset_password": "ofqj_portal.accounts.forms.ForgottenPasswordForm",
    "reset_password_from_key": "ofqj_portal.accounts.forms.ChoosePasswordForm",
    "change_password": "ofqj_portal.accounts.forms.ChangePasswordForm",
    "reauthenticate": "ofqj_portal.accounts.forms.ConfirmPasswordForm",
}
# Counted in the database, before any password is hashed: per address of the network, and per account wherever from.
ACCOUNT_RATE_LIMITS = {
    "login": "30/m/ip",
    "login_failed": "10/m/ip,5/5m/key,20/h/key",
    "reset_password": "20/h/ip,5/h/key",
    "reset_password_from_key": "20/m/ip",
    "reauthenticate": "10/m/user",
    "change_password": "5/m/user",
    "join": "10/h/ip",  # requests to join a structure, sent without an account
    "link": "20/5m/ip",  # personal links that open nothing
}

MFA_ADAPTER = "ofqj_portal.accounts.adapter.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_RATE_LIMITS = {"webauthn_login": "30/m/ip"}
MFA_ALLOW_UNVERIFIED_EMAIL = True
MFA_TOTP_ISSUER = "Portail OFQJ"
MFA_TOTP_TOLERANCE = 1  # steps of 30 s either way (RFC 6238 §5.2): a slow thumb, a phone clock a little off
MFA_FORMS = {
    "authenticate": "ofqj_portal.accounts.forms.SecondFactorForm",
    "reauthenticate": "ofqj_portal.accounts.forms.ConfirmSecondFactorForm",
    "authenticate_webauthn": "ofqj_portal.accounts.key_forms.SecondFactorKeyForm",
    "activate_totp": "ofqj_portal.accounts.forms.ActivateSecondFactorForm",
}

KNOWN_DEVICE_COOKIE, TRUSTED_DEVICE_COOKIE = "appareil", "confiance"
SESSION_COOKIE_AGE = int(timedelta(hours=12).total_seconds())  # in all, however much it is used
SESSION_IDLE_SECONDS = int(timedelta(hours=2).total_seconds())  # without any activity
SESSION_ENGINE = "ofqj_portal.accounts.session_store"
PASSWORD_RESET_TIMEOUT = int(timedelta(days=3).total_seconds())

AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 15},
    },
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "ofqj_portal.accounts.passwords.GuessablePasswordValidator"},
]

OPENID_APP = "allauth.socialaccount.providers.openid_connect"  # no table of its own: it costs memory, nothing else
SOCIALACCOUNT_ADAPTER = "ofqj_portal.accounts.adapter.ProviderAdapter"


def openid_provider(
    *,
    issuer: str,
    name: str,
    client_id: str,
    secret: str,
    scope: list[str],
    acr_values: str,
    strong: list[str],
    vouches_for_addresses: bool,
) -> dict[str, Any]:
    """Return the setting of the one identity provider, empty without its address.

    `strong` are the values of `acr` or `amr` by which it says that it asked for a second factor. It vouches for the
    addresses it gives, or says of each whether it is verified.
    """
    if not issuer:
        return {}
    known = {"issuer": issuer, "server_url": issuer.rstrip("/"), "scope": scope, "strong": strong}
    known |= {"auth_params": {"acr_values": acr_values} if acr_values else {}, "verified_email": vouches_for_addresses}
    app = {"provider_id": "fournisseur", "name": name, "client_id": client_id, "secret": secret, "settings": known}
    return {"openid_connect": {"OAUTH_PKCE_ENABLED": True, "APPS": [app]}}
