"""Who reaches the pages of sign-in and of one's own account, and the step-up before a sensitive act."""

from collections.abc import Callable

from allauth.account.decorators import reauthentication_required
from django.http import HttpResponse

from ofqj_portal.core.access import EVERYBODY, SIGNED_IN, Actor, declare

STEP_UP = "ofqj"


def step_up_required(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Have the person prove again who she is before `view`; what she posted is kept and goes on by itself.

    Fifteen minutes count as one proof. She gives her second factor if she has one, else her password; the demo is
    content with the password.
    """
    return reauthentication_required(app=STEP_UP)(view)


declare("account_login", reach=EVERYBODY, methods=("GET", "POST"))
declare("account_reset_password", reach=EVERYBODY, methods=("GET", "POST"))
declare("account_reset_password_from_key", subject="password_link", reach=EVERYBODY, methods=("GET", "POST"))
for name in ("account_inactive", "account_reset_password_done", "account_reset_password_from_key_done"):
    declare(name, reach=EVERYBODY)
declare("account_logout", reach=SIGNED_IN, methods=("GET", "POST"))
declare("mfa_authenticate", reach=SIGNED_IN, methods=("GET", "POST"))  # a step of signing in, nothing at any other time
for name in (
    "account_profile",
    "account_change_password",
    "account_set_password",
    "account_reauthenticate",
    "mfa_reauthenticate",
    "mfa_activate_totp",
    "mfa_generate_recovery_codes",
    "usersessions_list",
):
    declare(name, reach=SIGNED_IN, methods=("GET", "POST"))
declare("account_see_as", reach={Actor.ADMIN}, refused=SIGNED_IN - {Actor.ADMIN}, methods=("GET", "POST"))
declare("account_see_as_end", reach=SIGNED_IN, methods=("POST",))  # nothing to end, for most
declare("mfa_index", reach=SIGNED_IN)
declare("account_end_session", subject="session", reach=(), methods=("POST",))  # one's own sessions only
for name in ("openid_connect_login", "openid_connect_callback"):
    declare(name, subject="provider", reach=())  # 404 without a provider; with one, see test_provider
declare("account_leave_provider", reach=EVERYBODY)
declare("mfa_login_webauthn", reach=EVERYBODY, methods=("GET", "POST"))  # GET gives what a key must sign
declare("mfa_reauthenticate_webauthn", reach=SIGNED_IN, methods=("GET", "POST"))
declare("mfa_add_webauthn", reach=SIGNED_IN, methods=("GET", "POST"))
for name in ("mfa_edit_webauthn", "mfa_remove_webauthn"):
    declare(name, subject="key", reach=(), methods=("GET", "POST"))  # one's own keys only
declare("account_forget_device", subject="trusted_device", reach=(), methods=("POST",))  # one's own only
declare("mfa_deactivate_totp", reach=(), methods=("GET", "POST"))  # 404 to whoever has no second factor
declare("mfa_view_recovery_codes", reach=())
declare("mfa_download_recovery_codes", reach=())
