"""The mails that leave, for whoever looks after them: never what they say."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, QuerySet
from django.utils.translation import gettext as _

from ofqj_portal.core.mail_kinds import mail_kind
from ofqj_portal.core.models import Job, MailState, OutboxMail

BADGES = {MailState.QUEUED: "with", MailState.SENT: "ok", MailState.BUNDLED: "ok", MailState.FAILED: "late"}
READ = ("kind", "to_email", "state", "created_at", "not_before", "held_until", "sent_at", "bounced_at", "bounce")


@dataclass(frozen=True)
class OutboxLine:
    """A mail in the list: its kind in words, where it stands."""

    mail: OutboxMail
    kind_label: Any
    badge: str
    state_label: str


def outbox_rows(*, state: str = "", kind: str = "", address: str = "", bounced: bool = False) -> QuerySet[OutboxMail]:
    """List the mails, the latest first, without their words."""
    rows = OutboxMail.objects.only(*READ).order_by("-created_at", "-pk")
    if state:
        rows = rows.filter(state=state)
    if kind:
        rows = rows.filter(kind=kind)
    if address:
        rows = rows.filter(to_email__icontains=address.strip())
    return rows.exclude(bounced_at=None) if bounced else rows


def outbox_line(mail: OutboxMail) -> OutboxLine:
    """Say of one mail what kind it is of and where it stands."""
    label = mail_kind(mail.kind).label or mail.kind
    if mail.bounced_at is not None:
        return OutboxLine(mail, label, "late", _("Revenu"))
    return OutboxLine(mail, label, BADGES.get(MailState(mail.state), "neutral"), mail.get_state_display())


def outbox_counts() -> dict[str, int]:
    """Return how many mails stand in each state; one query."""
    return dict(OutboxMail.objects.order_by().values_list("state").annotate(Count("pk")))


def sending_of(mail: OutboxMail) -> QuerySet[Job]:
    """List the attempts to send a mail, the latest first."""
    return Job.objects.filter(kind="core.send_mail", args__mail=str(mail.pk)).order_by("-created_at", "-pk")
