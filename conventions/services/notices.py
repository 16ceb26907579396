"""Denunciation, formal notice, end by law (articles 6 and 8): drafted, sent by registered letter, then confirmed."""

from datetime import date, datetime
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from conventions.emails import NoticeMoved
from conventions.enums import NoticeKind, NoticeState
from conventions.models import Convention, FormalNotice, NoticeDelivery
from conventions.queries.notices import all_sent, clock_of, effects_of_ending, recipients_of
from conventions.services.moves import lock, move
from conventions.workflow import NOTICE
from ofqj_portal.core import outbox
from ofqj_portal.core.calendar import PARIS
from ofqj_portal.core.errors import DomainError, EditedMeanwhile, WrongState
from ofqj_portal.core.journal import record

if TYPE_CHECKING:
    from ofqj_portal.accounts.models import User


class NoticeRefused(DomainError):
    """The notice, or its date, is not one that articles 6 and 8 allow."""


class EffectsChanged(EditedMeanwhile):
    """What the end does is no longer what the person read before she confirmed."""


@transaction.atomic
def draft_notice(
    *, convention: Convention, kind: str, party: str, grounds: str, by: "User", now: datetime, against: str = "",
    legal_text: str = "",
) -> FormalNotice:  # fmt: skip
    """Open a notice of `party`, with a letter to each party it goes to. Raises NoticeRefused once it ended."""
    convention = Convention.objects.select_for_update().get(pk=convention.pk)
    if not convention.is_in_force(now.astimezone(PARIS).date()):
        raise NoticeRefused(_("La convention n’est plus en vigueur : il n’y a rien à dénoncer."))
    number = (convention.notices.aggregate(last=Max("number"))["last"] or 0) + 1
    notice = FormalNotice(
        convention=convention, number=number, kind=kind, party=party, grounds=grounds, drafted_at=now, drafted_by=by,
        against=against if kind == NoticeKind.FORMAL_NOTICE else "",
        legal_text=legal_text if kind == NoticeKind.BY_LAW else "",
    )  # fmt: skip
    _clean(notice)
    notice.save()
    NoticeDelivery.objects.bulk_create(
        NoticeDelivery(notice=notice, party=recipient) for recipient in recipients_of(notice)
    )
    record(notice, "notice.drafted", by=by, kind=kind, party=party)
    return notice


@transaction.atomic
def note_delivery(
    *, delivery: NoticeDelivery, registered_number: str, sent_on: date | None, received_on: date | None, by: "User",
    now: datetime,
) -> NoticeDelivery:  # fmt: skip
    """Enter the registered letter to one party: number, sending, reception. The last one sent makes the notice sent.

    Raises WrongState once the notice is settled; NoticeRefused for dates to come or out of order.
    """
    notice = lock(delivery.notice)
    if notice.state not in (NoticeState.DRAFT, NoticeState.SENT):
        raise WrongState(_("Cet acte est tranché : ses envois ne changent plus."))
    today = now.astimezone(PARIS).date()
    if any(day and day > today for day in (sent_on, received_on)):
        raise NoticeRefused(_("Notez l’envoi et la réception une fois qu’ils ont eu lieu."))
    delivery = notice.deliveries.get(pk=delivery.pk)
    if delivery.sent_on and not sent_on:
        raise NoticeRefused(_("Un envoi noté ne s’efface pas : corrigez sa date, ou retirez l’acte."))
    delivery.registered_number, delivery.sent_on, delivery.received_on = registered_number, sent_on, received_on
    _clean(delivery)
    delivery.save()
    record(notice, "notice.delivery_noted", by=by, party=delivery.party, sent_on=sent_on, received_on=received_on)
    if notice.state == NoticeState.DRAFT and all_sent(notice):
        move(NOTICE, notice, NoticeState.SENT)
        notice.save(update_fields=["state"])
        outbox.queue(NoticeMoved(notice, today))
        record(notice, "notice.sent", by=by)
    return delivery


@transaction.atomic
def withdraw_notice(*, notice: FormalNotice, by: "User", now: datetime) -> FormalNotice:
    """Take a notice back before it has its effect; the parties it was sent to are told. Raises WrongState."""
    notice = lock(notice)
    was_sent = notice.state == NoticeState.SENT
    move(NOTICE, notice, NoticeState.WITHDRAWN)
    notice.save(update_fields=["state"])
    if was_sent:
        outbox.queue(NoticeMoved(notice, now.astimezone(PARIS).date()))
    record(notice, "notice.withdrawn", by=by)
    return notice


@transaction.atomic
def end_convention(
    *, notice: FormalNotice, ends_on: date, seen_effects: str, by: "User", now: datetime
) -> FormalNotice:
    """Let a sent notice end the convention on a day, once somebody has read what that does (`seen_effects`).

    Raises WrongState before it is sent; NoticeRefused for a day before its month or its seven days; EffectsChanged if
    the projects under way moved since they were read.
    """
    notice = lock(notice)
    move(NOTICE, notice, NoticeState.EFFECTIVE)
    clock = clock_of(notice)
    if notice.kind != NoticeKind.BY_LAW and (clock.earliest_on is None or ends_on < clock.earliest_on):
        raise NoticeRefused(_("C’est trop tôt. %(why)s") % {"why": clock.sentence})
    if seen_effects != effects_of_ending(ends_on).fingerprint:
        raise EffectsChanged(_("Ce que la fin entraîne a changé depuis votre lecture : relisez, puis confirmez."))
    notice.effective_on, notice.confirmed_at = ends_on, now
    notice.save(update_fields=["state", "effective_on", "confirmed_at"])
    Convention.objects.filter(pk=notice.convention_id).update(ended_on=ends_on)
    outbox.queue(NoticeMoved(notice, now.astimezone(PARIS).date()))
    record(notice, "notice.effective", by=by, ends_on=ends_on, effects=seen_effects)
    return notice


def _clean(row: FormalNotice | NoticeDelivery) -> None:
    try:
        row.full_clean(exclude=["convention", "notice", "drafted_by"])
        row.validate_constraints()
    except ValidationError as refusal:
        raise NoticeRefused(" ".join(refusal.messages)) from refusal
