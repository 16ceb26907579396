"""The forms of passkeys: what a device says is signed JSON, and whatever is wrong with it is told in one sentence."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from allauth.mfa.webauthn import forms as key_forms
from cryptography.exceptions import InvalidSignature
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from ofqj_portal.accounts.forms import PlainFieldsMixin

NAME_MAX = 60
SAID_MAX = 20_000  # characters: a device says some 2 000, a few times that with its maker's certificate
WRONG_KEY = _(
    "Cette clé n’ouvre pas ce compte, ou sa réponse est venue trop tard. Recommencez, ou prenez un autre moyen."
)
NO_ANSWER = _("Aucune clé n’a répondu. Recommencez, ou prenez un autre moyen.")


class KeyAnswerField(forms.JSONField):
    """The signed answer of a device: short JSON without a NUL, else nothing of it is read."""

    widget = forms.HiddenInput
    default_error_messages = {"invalid": WRONG_KEY, "required": NO_ANSWER}

    def to_python(self, value: Any) -> Any:
        """Return what the device said, as a dict. Raises ValidationError."""
        if isinstance(value, str) and (len(value) > SAID_MAX or "\\u0000" in value):
            raise ValidationError(WRONG_KEY)
        try:
            said = super().to_python(value)
        except RecursionError as hostile:
            raise ValidationError(WRONG_KEY) from hostile
        if said is not None and not isinstance(said, dict):
            raise ValidationError(WRONG_KEY)
        return said

    def bound_data(self, data: Any, initial: Any) -> None:
        """Show nothing again: an answer serves once."""


@contextmanager
def told_in_one_sentence() -> Iterator[None]:
    """Turn whatever the library says of a wrong answer into one sentence; a limit that is reached speaks for itself."""
    try:
        yield
    except ValidationError as refusal:
        if refusal.code != "incorrect_code":
            raise
        raise ValidationError(WRONG_KEY) from refusal
    except (ValueError, TypeError, LookupError, AttributeError, InvalidSignature) as unreadable:
        raise ValidationError(WRONG_KEY) from unreadable


class KeyAnswerMixin:
    """A form whose hidden field holds the answer: what is wrong with it is an error of the whole form."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["credential"] = KeyAnswerField()

    def add_error(self, field: str | None, error: Any) -> None:
        """Put the error where it is read."""
        super().add_error(None if field == "credential" else field, error)


class AuthenticationMixin(KeyAnswerMixin):
    def clean_credential(self) -> Any:
        """Return the key that answered. Raises ValidationError."""
        with told_in_one_sentence():
            return super().clean_credential()


class AddKeyForm(KeyAnswerMixin, PlainFieldsMixin, key_forms.AddWebAuthnForm):
    labels = {"name": _("Nom de la clé"), "passwordless": _("Me connecter avec cette clé seule, sans mot de passe")}
    helps = {
        "name": _("Pour la reconnaître parmi d’autres : le téléphone, l’ordinateur ou la clé qui la garde."),
        "passwordless": _("L’appareil vérifie alors que c’est vous : empreinte, visage ou code."),
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, initial={"passwordless": True}, **kwargs)
        self.fields["name"] = forms.CharField(
            label=self.labels["name"], help_text=self.helps["name"], max_length=NAME_MAX, required=False
        )

    def clean(self) -> dict[str, Any]:
        """Check what the device says of the key it made. Raises ValidationError."""
        with told_in_one_sentence():
            return super().clean()


class SecondFactorKeyForm(AuthenticationMixin, key_forms.AuthenticateWebAuthnForm):
    """The second factor of somebody who signs in."""


class SignInByKeyForm(AuthenticationMixin, key_forms.LoginWebAuthnForm):
    """A key instead of address, password and code."""


class ConfirmByKeyForm(AuthenticationMixin, key_forms.ReauthenticateWebAuthnForm):
    """A key before a sensitive act."""


class RenameKeyForm(forms.Form):
    name = forms.CharField(label=_("Nom de la clé"), max_length=NAME_MAX)
