"""The mail that carries several others."""

from dataclasses import dataclass
from typing import Any, ClassVar

from django.urls import reverse
from django.utils.translation import gettext_lazy, ngettext

from ofqj_portal.core.models import OutboxMail
from ofqj_portal.core.outbox import Mail, Recipient, body_of


@dataclass(frozen=True)
class Item:
    """One of the mails it carries: what it is about, its words, and why one gets it."""

    subject: str
    body: str
    reason: str


@dataclass(frozen=True)
class Bundle(Mail):
    """What waited for one person, in the order it happened."""

    kind: ClassVar[str] = "notifications.bundle"
    template: ClassVar[str] = "notifications/emails/bundle"
    reason: ClassVar[Any] = gettext_lazy(
        "Vous recevez ce message parce que vous avez un compte : le portail réunit ce qu’il a à vous dire."
    )

    rows: list[OutboxMail]

    def recipients(self) -> list[Recipient]:
        first = self.rows[0]
        return [Recipient(first.to_email, first.to_name, first.shore, first.to_user_id)]

    def subject(self) -> str:
        more = len(self.rows) - 1
        words = ngettext("%(first)s, et un autre message", "%(first)s, et %(more)d autres messages", more)
        return words % {"first": self.rows[0].subject[:140], "more": more}

    def context(self) -> dict[str, Any]:
        items = [Item(row.subject, *body_of(row)) for row in self.rows]
        return {"items": items, "settings_path": reverse("notifications:preferences")}
