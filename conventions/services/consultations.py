"""A written consultation: prepared by whoever holds the secretariat, opened, withdrawn, and closed at its deadline."""

from collections import defaultdict
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from conventions.emails import ConsultationClosed, ConsultationOpened, ConsultationWithdrawn
from conventions.enums import ConsultationState
from conventions.meeting_access import DOCUMENT
from conventions.models import (
    Committee,
    Consultation,
    ConsultationDocument,
    ConsultationItem,
    ConsultationVoice,
    Mandate,
)
from conventions.queries.consultations import members_told, secretary_party, subject_of_item
from conventions.services.moves import lock, move
from conventions.services.voting import Subject, Voice, named, refuse_asked_in_writing, refuse_wrong_state, write_vote
from conventions.workflow import CONSULTATION
from ofqj_portal.core import files, outbox
from ofqj_portal.core.calendar import PARIS
from ofqj_portal.core.errors import DomainError, WrongState
from ofqj_portal.core.journal import record
from partners.enums import Party

if TYPE_CHECKING:
    from ofqj_portal.accounts.models import User

MOST_ITEMS = 12


class ConsultationRefused(DomainError):
    """The consultation, as it stands, cannot be put to the parties."""


@transaction.atomic
def draft_consultation(
    *, committee: Committee, title: str, closes_at: datetime, by: "User", now: datetime, note: str = ""
) -> Consultation:
    """Prepare a written consultation; only the party that holds the secretariat does. Raises ConsultationRefused."""
    committee = Committee.objects.select_for_update().get(pk=committee.pk)
    seat = _seat_of_secretary(committee, by, now)
    number = (committee.consultations.aggregate(last=Max("number"))["last"] or 0) + 1
    consultation = Consultation.objects.create(
        committee=committee, number=number, title=title, note=note, closes_at=closes_at, drafted_by=seat
    )
    record(consultation, "consultation.drafted", by=by, number=number, party=seat.party)
    return consultation


@transaction.atomic
def add_question(*, consultation: Consultation, subject: Subject, by: "User", now: datetime) -> ConsultationItem:
    """Ask about a proposed plan, a presented report or a resolution. Raises WrongState, ConsultationRefused."""
    consultation = _in_preparation(consultation, by, now)
    refuse_wrong_state(subject)
    last = consultation.items.aggregate(last=Max("position"))["last"] or 0
    if last >= MOST_ITEMS:
        raise ConsultationRefused(_("Cette consultation pose déjà beaucoup de questions : ouvrez-en une autre."))
    columns = {name: value for name, value in named(subject).items() if name != "figures_hash"}
    if consultation.items.filter(**columns).exists():
        raise ConsultationRefused(_("Cette question est déjà posée."))
    item = ConsultationItem.objects.create(consultation=consultation, position=last + 1, **named(subject))
    record(consultation, "consultation.item_added", by=by, item=item.pk)
    return item


@transaction.atomic
def remove_question(*, item: ConsultationItem, by: "User", now: datetime) -> None:
    """Take a question back before the consultation is opened. Raises WrongState, ConsultationRefused."""
    consultation = _in_preparation(item.consultation, by, now)
    item.delete()
    record(consultation, "consultation.item_removed", by=by)


@transaction.atomic
def join_document(
    *, consultation: Consultation, title: str, content: bytes, name: str, by: "User", now: datetime
) -> ConsultationDocument:
    """Join a PDF. Raises WrongState once it is opened, ConsultationRefused, FileRefused for anything but a PDF."""
    consultation = _in_preparation(consultation, by, now)
    stored = files.store(content, kind=DOCUMENT.code, name=name, attached_to=consultation, by=by, now=now)
    document = ConsultationDocument.objects.create(
        consultation=consultation, title=title, file=stored, added_at=now, added_by=by
    )
    record(consultation, "consultation.document_added", by=by, file=stored.pk)
    return document


@transaction.atomic
def open_consultation(*, consultation: Consultation, by: "User", now: datetime) -> Consultation:
    """Put the questions to the parties and tell every member of the committee.

    Raises WrongState; ConsultationRefused without a question, with too little time to answer, or if a subject moved on
    or is asked about elsewhere.
    """
    consultation = _in_preparation(consultation, by, now)
    least = consultation.committee.consultation_days
    if consultation.closes_at < now + timedelta(days=least):
        raise ConsultationRefused(
            _("Laissez au moins %(days)s jours pour répondre : changez l’échéance avant d’ouvrir.") % {"days": least}
        )
    items = _items(consultation)
    if not items:
        raise ConsultationRefused(_("Posez au moins une question avant d’ouvrir la consultation."))
    for item in items:
        subject = lock(subject_of_item(item))
        refuse_wrong_state(subject)
        refuse_asked_in_writing(subject)
        item.figures_hash = named(subject).get("figures_hash", "")
        item.save(update_fields=["figures_hash"])
    move(CONSULTATION, consultation, ConsultationState.OPEN)
    consultation.opened_at = now
    consultation.save(update_fields=["state", "opened_at"])
    outbox.queue(ConsultationOpened(consultation, members_told(consultation, now)))
    record(consultation, "consultation.opened", by=by, closes_at=consultation.closes_at)
    return consultation


@transaction.atomic
def change_consultation(
    *, consultation: Consultation, title: str, note: str, closes_at: datetime, by: "User", now: datetime
) -> Consultation:
    """Change what a consultation in preparation is about, or its deadline. Raises WrongState, ConsultationRefused."""
    consultation = _in_preparation(consultation, by, now)
    consultation.title, consultation.note, consultation.closes_at = title, note, closes_at
    consultation.save(update_fields=["title", "note", "closes_at"])
    record(consultation, "consultation.drafted", by=by, number=consultation.number)
    return consultation


@transaction.atomic
def withdraw_consultation(*, consultation: Consultation, reason: str, by: "User", now: datetime) -> Consultation:
    """Take a consultation back before it closes: no vote comes of it. Raises WrongState, ConsultationRefused."""
    consultation = lock(consultation)
    _seat_of_secretary(consultation.committee, by, now)
    was_open = consultation.state == ConsultationState.OPEN
    if was_open and consultation.closes_at <= now:
        raise WrongState(_("L’échéance est passée : la consultation se clôt d’elle-même."))
    move(CONSULTATION, consultation, ConsultationState.WITHDRAWN)
    consultation.withdraw_reason = reason
    consultation.save(update_fields=["state", "withdraw_reason"])
    if was_open:
        outbox.queue(ConsultationWithdrawn(consultation, members_told(consultation, now)))
    record(consultation, "consultation.withdrawn", by=by)
    return consultation


@transaction.atomic
def close_consultation(*, consultation: Consultation, now: datetime) -> Consultation:
    """Close a consultation whose deadline has come: each question becomes a vote, which its subject follows.

    The OFQJ's voice counts if its other section agreed in time. A question whose subject moved on is moot. Raises
    WrongState before the deadline, or if it is closed.
    """
    consultation = lock(consultation)
    if consultation.closes_at > now:
        raise WrongState(_("Cette consultation est encore ouverte."))
    move(CONSULTATION, consultation, ConsultationState.CLOSED)
    spoken = _voices(consultation)
    for item in _items(consultation):
        _settle(consultation, item, spoken[item.pk], now)
    consultation.closed_at = now
    consultation.save(update_fields=["state", "closed_at"])
    outbox.queue(ConsultationClosed(consultation, members_told(consultation, now)))
    record(consultation, "consultation.closed", by=None)
    return consultation


def _settle(consultation: Consultation, item: ConsultationItem, spoken: list[ConsultationVoice], now: datetime) -> None:
    subject = lock(subject_of_item(item))
    try:
        refuse_wrong_state(subject)
        if named(subject).get("figures_hash", "") != item.figures_hash:
            raise WrongState
    except WrongState:
        item.is_moot = True
        item.save(update_fields=["is_moot"])
        return
    voices = [Voice(row.party, row.choice, row.cast_by, row.agreed_by, row.reserve) for row in spoken if row.counts]
    parties = {voice.party for voice in voices}
    write_vote(subject, taken_in=consultation, parties=parties, voices=voices, by=None, now=now)


def _voices(consultation: Consultation) -> dict[int, list[ConsultationVoice]]:
    found: dict[int, list[ConsultationVoice]] = defaultdict(list)
    rows = ConsultationVoice.objects.filter(item__consultation=consultation).select_related("cast_by", "agreed_by")
    for row in rows.order_by("party"):
        found[row.item_id].append(row)
    return found


def _items(consultation: Consultation) -> list[ConsultationItem]:
    return list(consultation.items.select_related("plan", "report", "resolution").order_by("position"))


def _in_preparation(consultation: Consultation, by: "User", now: datetime) -> Consultation:
    consultation = lock(consultation)
    if consultation.state != ConsultationState.DRAFT:
        raise WrongState(_("Cette consultation n’est plus en préparation : ses questions ne changent plus."))
    _seat_of_secretary(consultation.committee, by, now)
    return consultation


def _seat_of_secretary(committee: Committee, by: "User", now: datetime) -> Mandate:
    """Return the seat by which `by` holds the secretariat today. Raises ConsultationRefused for anybody else."""
    today = now.astimezone(PARIS).date()
    party = secretary_party(committee, now)
    seat = committee.mandates.current(today).filter(user=by, party=party).order_by("is_alternate", "pk").first()
    if seat is None:
        raise ConsultationRefused(
            _("Une consultation écrite se prépare par la partie qui tient le secrétariat : %(party)s aujourd’hui.")
            % {"party": Party(party).label if party else "—"}
        )
    return seat
