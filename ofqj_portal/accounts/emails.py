"""The mails about an account itself."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ofqj_portal.accounts.models import SignIn, User
from ofqj_portal.accounts.shores import shore_of
from ofqj_portal.core.models import StoredFile
from ofqj_portal.core.outbox import Mail, Recipient
from ofqj_portal.core.quarantine import UNREADABLE

EVENTS = {
    "password_changed": gettext_lazy("Votre mot de passe a été changé."),
    "password_reset": gettext_lazy("Votre mot de passe a été choisi à partir d’un lien."),
    "password_set": gettext_lazy("Un mot de passe a été choisi pour votre compte."),
    "totp_activated": gettext_lazy("La double authentification protège maintenant votre compte."),
    "totp_deactivated": gettext_lazy("La double authentification a été retirée de votre compte."),
    "provider_linked": gettext_lazy("Votre compte s’ouvre maintenant aussi par le fournisseur d’identité."),
    "webauthn_added": gettext_lazy("Une clé d’accès a été ajoutée à votre compte."),
    "webauthn_removed": gettext_lazy("Une clé d’accès a été retirée de votre compte."),
    "recovery_codes_generated": gettext_lazy(
        "De nouveaux codes de secours ont été créés ; les anciens ne valent plus."
    ),
}


def recipient(user: User) -> Recipient:
    """Address a mail to a person, in the words of her shore."""
    return Recipient(email=user.email, name=str(user), shore=shore_of(user), user_id=user.pk)


def password_path(user: User) -> str:
    """Make the address where `user` chooses a password: it dies with the password, or after PASSWORD_RESET_TIMEOUT."""
    kwargs = {"uidb36": user_pk_to_url_str(user), "key": default_token_generator.make_token(user)}
    return reverse("account_reset_password_from_key", kwargs=kwargs)


@dataclass(frozen=True)
class PasswordLink(Mail):
    """The link to choose a password: the first one, or a new one."""

    kind: ClassVar[str] = "accounts.password_link"
    template: ClassVar[str] = "accounts/emails/password_link"
    reason: ClassVar[Any] = gettext_lazy("Vous recevez ce message parce qu’un lien a été demandé pour votre adresse.")

    user: User

    def recipients(self) -> list[Recipient]:
        return [recipient(self.user)]

    def subject(self) -> str:
        return _("Choisir votre mot de passe")

    def context(self) -> dict[str, Any]:
        return {"path": password_path(self.user), "days": settings.PASSWORD_RESET_TIMEOUT // 86400}


@dataclass(frozen=True)
class SecurityNotice(Mail):
    """Something changed in the protection of the account."""

    kind: ClassVar[str] = "accounts.security_notice"
    template: ClassVar[str] = "accounts/emails/security_notice"

    user: User
    event: str
    at: datetime

    def recipients(self) -> list[Recipient]:
        return [recipient(self.user)]

    def subject(self) -> str:
        return _("Votre compte : un changement à connaître")

    def context(self) -> dict[str, Any]:
        return {"sentence": EVENTS[self.event], "at": self.at, "path": reverse("account_reset_password")}


@dataclass(frozen=True)
class NewDevice(Mail):
    """Somebody came in from a device that never did."""

    kind: ClassVar[str] = "accounts.new_device"
    template: ClassVar[str] = "accounts/emails/new_device"

    entry: SignIn

    def recipients(self) -> list[Recipient]:
        return [recipient(self.entry.user)]

    def subject(self) -> str:
        return _("Votre compte : nouvelle connexion")

    def context(self) -> dict[str, Any]:
        paths = {"path": reverse("usersessions_list"), "password_path": reverse("account_reset_password")}
        return paths | {"device": self.entry.device, "at": self.entry.at}


@dataclass(frozen=True)
class FileRefusedMail(Mail):
    """The antivirus found something in a file you handed in, or nobody could read it: it was deleted."""

    kind: ClassVar[str] = "accounts.file_refused"
    template: ClassVar[str] = "accounts/emails/file_refused"
    reason: ClassVar[Any] = gettext_lazy("Vous recevez ce message parce que vous avez déposé ce fichier.")

    file: StoredFile
    user: User

    def recipients(self) -> list[Recipient]:
        return [recipient(self.user)]

    def subject(self) -> str:
        return _("Un fichier que vous avez déposé est refusé")

    def context(self) -> dict[str, Any]:
        return {"name": self.file.name, "at": self.file.created_at, "unreadable": self.file.threat == UNREADABLE}
