"""Passkeys: made on a device, kept on it; the portal only holds what lets it recognise them."""

from typing import Any

from allauth.mfa.adapter import get_adapter as get_factor_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn.internal import auth, flows
from django.db import transaction
from django.http import HttpRequest
from django.utils.translation import gettext as _

from ofqj_portal.accounts.factors import KEY
from ofqj_portal.accounts.models import User
from ofqj_portal.core.errors import DomainError
from ofqj_portal.core.journal import record

MOST = 10  # keys of one person


class TooManyKeys(DomainError):
    """One person needs no more keys than that."""


class KeyIsKept(DomainError):
    """The role of the person asks for a second factor, and this key is the only one she has."""


def keys_of(user: User) -> Any:
    """Return the keys of `user`, the oldest first."""
    return Authenticator.objects.filter(user=user, type=KEY).order_by("pk")


@transaction.atomic
def add_key(*, request: HttpRequest, name: str, credential: dict[str, Any]) -> bool:
    """Keep the key that the device of `request.user` just made; say whether recovery codes were made with it.

    The same key sent twice is kept once. Raises TooManyKeys.
    """
    user = User.objects.select_for_update().get(pk=request.user.pk)
    made = auth.parse_registration_response(credential).raw_id
    if auth.get_authenticator_by_credential_id(user, made) is not None:
        return False
    if keys_of(user).count() >= MOST:
        raise TooManyKeys(_("Vous avez déjà %(count)s clés : retirez-en une d’abord.") % {"count": MOST})
    _key, recovery_codes = flows.add_authenticator(request, name=name, credential=credential)
    return recovery_codes is not None


@transaction.atomic
def rename_key(*, key: Authenticator, name: str, by: User) -> None:
    """Give a key another name; nothing is written if it is the same."""
    key = Authenticator.objects.select_for_update().get(pk=key.pk)
    if key.wrap().name != name:
        key.data["name"] = name
        key.save(update_fields=["data"])
        record(by, "account.key_renamed", by=by)


@transaction.atomic
def remove_key(*, request: HttpRequest, key: Authenticator) -> None:
    """Forget a key: it opens nothing any more, and the other sessions end. Raises KeyIsKept."""
    User.objects.select_for_update().get(pk=request.user.pk)
    if not get_factor_adapter().can_delete_authenticator(key):
        raise KeyIsKept(
            _("Votre rôle demande une double authentification : ajoutez une autre clé ou une application d’abord.")
        )
    flows.remove_authenticator(request, key)
