"""Seats in the committee (article 5): given by a party to a person with an account, from a day on, until another."""

from datetime import date, datetime

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from conventions.emails import SeatGiven
from conventions.models import Committee, Mandate
from conventions.queries.accords import SeatKey
from ofqj_portal.accounts.models import User
from ofqj_portal.core import outbox
from ofqj_portal.core.calendar import PARIS
from ofqj_portal.core.errors import DomainError
from ofqj_portal.core.journal import record


class MandateRefused(DomainError):
    """This seat cannot be given, or ended, so."""


@transaction.atomic
def give_seat(
    *, committee: Committee, seat: SeatKey, email: str, is_alternate: bool, starts_on: date, by: User, now: datetime
) -> Mandate:
    """Give a seat to the person whose account has this address: it gives her the committee role, and she is told.

    Raises MandateRefused for an address without an open account, for somebody who sits already, or will.
    """
    committee = Committee.objects.select_for_update().get(pk=committee.pk)
    user = User.objects.filter(email__iexact=email.strip(), is_active=True).first()
    if user is None:
        raise MandateRefused(
            _("Aucun compte ouvert n’a cette adresse : invitez d’abord la personne dans votre organisme, puis revenez.")
        )
    _refuse_seated(committee, user, starts_on)
    party, section = seat
    mandate = Mandate.objects.create(
        committee=committee, user=user, party=party, section=section, is_alternate=is_alternate, starts_on=starts_on
    )
    outbox.queue(SeatGiven(mandate, now))
    record(committee, "committee.seat_given", by=by, mandate=mandate.pk, party=party, section=section)
    return mandate


@transaction.atomic
def end_seat(*, mandate: Mandate, ends_on: date, by: User, now: datetime) -> Mandate:
    """Say which day a seat is held last. Raises MandateRefused for a day that has passed, or before it began."""
    mandate = Mandate.objects.select_for_update(of=("self",)).select_related("committee").get(pk=mandate.pk)
    today = now.astimezone(PARIS).date()
    if mandate.ends_on and mandate.ends_on < today:
        raise MandateRefused(_("Ce mandat est déjà fini."))
    if ends_on < today:
        raise MandateRefused(_("Choisissez aujourd’hui ou un jour à venir : ce qui a été voté jusqu’ici reste."))
    if ends_on < mandate.starts_on:
        raise MandateRefused(_("La fin ne peut pas précéder le début."))
    mandate.ends_on = ends_on
    mandate.save(update_fields=["ends_on"])
    record(mandate.committee, "committee.seat_ended", by=by, mandate=mandate.pk, ends_on=ends_on)
    return mandate


def _refuse_seated(committee: Committee, user: User, starts_on: date) -> None:
    """Raise MandateRefused while one of her seats is held on that day or later."""
    held = committee.mandates.filter(user=user)
    former = held.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=starts_on)).first()
    if former is not None:
        raise MandateRefused(_("Cette personne siège déjà (%(seat)s) : finissez d’abord ce mandat.") % {"seat": former})
