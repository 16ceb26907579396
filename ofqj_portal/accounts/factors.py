"""The second factors a person may have: an application that makes codes, and keys that her devices keep."""

from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled

from ofqj_portal.accounts.models import User

KEY = Authenticator.Type.WEBAUTHN
FACTORS = [Authenticator.Type.TOTP, KEY]  # recovery codes stand in for one of them


def has_key(user: User) -> bool:
    """Say whether `user` has a key."""
    return is_mfa_enabled(user, [KEY])


def has_codes(user: User) -> bool:
    """Say whether `user` has an application that makes codes."""
    return is_mfa_enabled(user, [Authenticator.Type.TOTP])
