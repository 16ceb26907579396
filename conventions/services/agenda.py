"""The dates of the convention in one's own calendar, by a secret address that can be renewed; and their reminders."""

import hashlib
import secrets
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from conventions.emails import ObligationDue, WeekAhead
from conventions.models import AgendaFeed, Convention
from conventions.queries.obligations import concerns, members_in_charge, obligations_of
from ofqj_portal.core import calendar, outbox
from ofqj_portal.core.calendar import PARIS
from ofqj_portal.core.journal import record
from ofqj_portal.core.links import TOKEN_BYTES, LinkRefused
from ofqj_portal.core.reminders import remind

if TYPE_CHECKING:
    from ofqj_portal.accounts.models import User

REMINDER = "conventions.obligation"


@transaction.atomic
def renew_feed(*, user: "User") -> str:
    """Give `user` a new secret address and return its token, never seen again; the former one opens nothing."""
    token = secrets.token_urlsafe(TOKEN_BYTES)
    feed, _made = AgendaFeed.objects.update_or_create(
        user=user, defaults={"token_hash": _hash(token), "issued_at": calendar.real_now()}
    )
    record(feed, "agenda.renewed", by=user)
    return token


def feed_of(token: str) -> AgendaFeed:
    """Return the feed of a token. Raises LinkRefused for one that is unknown, or whose person's account is closed."""
    feed = AgendaFeed.objects.filter(token_hash=_hash(token), user__is_active=True).select_related("user").first()
    if feed is None:
        raise LinkRefused(
            _("Cette adresse d’agenda n’est pas valable : prenez-en une nouvelle sur la page des échéances.")
        )
    return feed


def remind_of_obligations(*, convention: Convention, now: datetime) -> int:
    """Tell each member of the committee, once a step, of what her party owes soon or is late with; return how many."""
    today = now.astimezone(PARIS).date()
    members, count = members_in_charge(convention, today), 0
    for obligation in obligations_of(convention, today):
        step = obligation.step_on(today)
        if step is None:
            continue
        for mandate in members:
            if concerns(obligation, mandate):
                mail = ObligationDue(obligation, mandate, today)
                name = f"{obligation.code}:{step}"
                count += remind(REMINDER, convention, to_user=mandate.user, step=name, now=now, mail=mail)
    return count


@transaction.atomic
def send_week_ahead(*, convention: Convention, now: datetime) -> int:
    """Send each member of the committee what is late and what comes, if there is any; return how many mails."""
    today = now.astimezone(PARIS).date()
    open_rows = [row for row in obligations_of(convention, today) if row.state(today) in ("late", "soon")]
    sent = 0
    for mandate in members_in_charge(convention, today):
        rows = [row for row in open_rows if concerns(row, mandate)]
        if rows:
            key = f"agenda:{convention.pk}:{today.isoformat()}:{mandate.user_id}"
            sent += len(outbox.queue(WeekAhead(convention, mandate, tuple(rows), today), key=key))
    return sent


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
