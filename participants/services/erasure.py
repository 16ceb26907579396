"""Render a person anonymous: nothing names her any more, and every count stays what it was."""

import secrets
from collections.abc import Iterable
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from ofqj_portal.accounts.models import User
from ofqj_portal.core import outbox
from ofqj_portal.core.calendar import PARIS, age_on
from ofqj_portal.core.erasure import Erased, erase_everywhere
from ofqj_portal.core.errors import DomainError
from ofqj_portal.core.journal import record
from ofqj_portal.core.models import ActionLink, JournalPersonal
from ofqj_portal.core.models.about import reference_to
from ofqj_portal.core.tombstones import Tombstone, set_tombstone, tombstones
from participants.data_enums import ErasureCause, RequestState
from participants.emails import RequestAnswered
from participants.enums import BEFORE_DEPARTURE, ParticipationState
from participants.models import (
    EmergencySheet,
    Erasure,
    Participant,
    Participation,
    PeopleImport,
    PersonConsent,
    PersonRequest,
)
from participants.models.participant import ANONYMOUS_FIRST_NAME, ANONYMOUS_LAST_NAME
from participants.services.album import forget_album
from participants.services.opportunity import forget_profiles
from participants.services.paid_person import forget_payments
from participants.services.requests import close_request, lock_request

EXPECTED = (*BEFORE_DEPARTURE, ParticipationState.DEPARTED)


class StillExpected(DomainError):
    """She is in a group that leaves or is away: without a name she cannot travel."""


@transaction.atomic
def erase_on_request(*, request: PersonRequest, answer: str, by: User, now: datetime) -> Erasure:
    """Do what an erasure asks: answer the person a last time, then forget her. Raises StillExpected, WrongState."""
    request = lock_request(request, RequestState.FULFILLED)
    close_request(request, RequestState.FULFILLED, answer=answer, now=now, by=by)
    if request.participant.email:
        outbox.queue(RequestAnswered(request), key=f"person_request:{request.pk}:answered")
    erasure = erase_person(participant=request.participant, cause=ErasureCause.REQUEST, by=by, now=now)
    record(request.participant, "participant.request_fulfilled", by=by, request=request.pk)
    return erasure


@transaction.atomic
def erase_person(*, participant: Participant, cause: ErasureCause, by: User | None, now: datetime) -> Erasure:
    """Render a person anonymous with every structure that knows her; twice changes nothing.

    What counts need stays, made coarse: her age at each departure, the département, what she answered. Accounting
    records of what she was paid stay, as the law wants, without a bridge to her.

    Raises StillExpected while she is in a group that leaves or is away.
    """
    people = _same_person(participant)
    if not people:
        return Erasure.objects.get(participant=participant)
    stays = list(Participation.objects.filter(participant__in=people).order_by("pk"))
    if any(stay.state in EXPECTED for stay in stays):
        raise StillExpected(
            _("Cette personne part avec un groupe, ou est en séjour : retirez-la du groupe, ou attendez son retour.")
        )
    erased = _erased(people, stays, at_once=cause == ErasureCause.REQUEST)
    counts = erase_everywhere(erased, now=now)
    counts["participants.payments"] = forget_payments(stays, now=now)
    counts["participants.album"] = forget_album(people)
    counts["participants.consents"] = PersonConsent.objects.filter(participant__in=people).delete()[0]
    counts["participants.emergency"] = EmergencySheet.objects.filter(participation__in=stays).delete()[0]
    if cause == ErasureCause.REQUEST:  # else the tables that people bring end by themselves within a day
        structures = [person.structure_id for person in people]
        counts["participants.imports"] = PeopleImport.objects.filter(structure__in=structures).delete()[0]
    counts["participants.requests"] = _empty_requests(people, now)
    known_as = people[0].identity_hash
    _make_anonymous(people, stays, now)
    if cause == ErasureCause.RETENTION:  # asked for by R17; after a request, the profile counts without a name
        counts["participants.opportunities"] = forget_profiles(
            Participant.objects.filter(pk__in=[one.pk for one in people])
        )
    erasures = [
        Erasure(participant=one, cause=cause, identity_hash=known_as, erased_at=now, erased_by=by, counts=counts)
        for one in people
    ]
    Erasure.objects.bulk_create(erasures)
    transaction.on_commit(mark_erasures, robust=True)
    for one in people:
        record(one, "participant.erased", by=by, cause=str(cause))
    return next(one for one in erasures if one.participant_id == participant.pk)


def mark_erasures() -> int:
    """Write the marks that are still missing outside the backup; return how many."""
    waiting = list(Erasure.objects.filter(marked_at__isnull=True).order_by("pk"))
    for erasure in waiting:
        object_type, object_id = reference_to(erasure.participant)
        set_tombstone(Tombstone(object_type, object_id, erasure.identity_hash, erasure.erased_at))
        Erasure.objects.filter(pk=erasure.pk).update(marked_at=erasure.erased_at, identity_hash="")
    return len(waiting)


def replay_erasures(*, now: datetime) -> int:
    """Erase again whom an older backup brought back, by the marks; return how many people."""
    label, count = Participant._meta.label_lower, 0
    for stone in tombstones():
        back = Participant.objects.filter(pk=stone.object_id, identity_hash=stone.hash, anonymised_at=None).first()
        if stone.object_type == label and back is not None:
            erase_person(participant=back, cause=ErasureCause.REPLAY, by=None, now=now)
            count += 1
    return count


def _same_person(participant: Participant) -> list[Participant]:
    """Lock every fiche of this person that still names her, whoever keeps it."""
    rows = Participant.objects.select_for_update(of=("self",)).filter(anonymised_at=None)
    known_as = Participant.objects.filter(pk=participant.pk).values("identity_hash")
    return list(rows.filter(identity_hash__in=known_as).order_by("pk"))


def _erased(people: list[Participant], stays: list[Participation], *, at_once: bool) -> Erased:
    requests = PersonRequest.objects.filter(participant__in=people)
    objects = (*people, *stays, *requests)
    return Erased(objects, frozenset(filter(None, _addresses(people))), at_once)


def _addresses(people: list[Participant]) -> Iterable[str]:
    """Yield every address she was ever written to: today's, those of links, those the journal replaced."""
    for person in people:
        object_type, object_id = reference_to(person)
        yield person.email
        yield from ActionLink.objects.about(person).values_list("email", flat=True)
        past = JournalPersonal.objects.filter(entry__object_type=object_type, entry__object_id=object_id)
        for data in past.filter(data__has_key="email").values_list("data__email", flat=True):
            yield from data if isinstance(data, list) else [data]


def _empty_requests(people: list[Participant], now: datetime) -> int:
    """Close what she still asked, for nothing is left to answer on, and empty all her words."""
    rows = PersonRequest.objects.filter(participant__in=people)
    today = now.astimezone(PARIS).date()
    for row in rows.open():
        row.state, row.answered_on = RequestState.FULFILLED, max(today, row.received_on)
        row.save(update_fields=["state", "answered_on"])
    return rows.update(words="", answer="")


def _make_anonymous(people: list[Participant], stays: list[Participation], now: datetime) -> None:
    """Take the names away; one new key for all her fiches, so that she counts as one person as before."""
    key, born_on = secrets.token_hex(32), _coarse_birth(people[0].born_on, stays)
    for person in people:
        person.first_name, person.last_name = ANONYMOUS_FIRST_NAME, ANONYMOUS_LAST_NAME
        person.email = person.phone = person.area_code = person.area_name = ""
        person.identity_hash, person.born_on, person.anonymised_at = key, born_on, now
        person.created_by = person.followed_by = None
        person.version += 1
        person.save()


def _coarse_birth(born_on: date, stays: list[Participation]) -> date:
    """Return a birth date that says no more than her age at each departure; the year alone if she never left."""
    departures = [stay.departed_on for stay in stays if stay.departed_on]
    if not departures:
        return date(born_on.year, 1, 1)
    return min(_years_before(day, age_on(born_on, day)) for day in departures)


def _years_before(day: date, years: int) -> date:
    return day.replace(year=day.year - years, day=28 if (day.month, day.day) == (2, 29) else day.day)
