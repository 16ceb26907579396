"""Have somebody of a group paid her share of the aid herself, or give the share back to her structure."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from ofqj_portal.accounts.models import User
from ofqj_portal.core import outbox
from ofqj_portal.core.errors import WrongState
from ofqj_portal.core.journal import record
from ofqj_portal.core.models import OutboxMail
from participants.emails import ShareAsked, SharePaid
from participants.enums import HAS_LEFT, ParticipationState
from participants.models import PaidPerson, Participation
from participants.services.moves import lock_participation, lock_project
from participants.services.space import renew_space_link
from projects.models import Payment
from projects.services.bank_details import Account
from projects.services.shares import ShareRefused, ask_share, drop_shares

#: Who may be paid: her place is sure, or she has left.
MAY_BE_PAID = (ParticipationState.CONFIRMED, *HAS_LEFT)


@transaction.atomic
def ask_payment(*, participation: Participation, account: Account, by: User, now: datetime) -> PaidPerson:
    """Have a person paid her share on her own account; asked again, the account alone is replaced. She is told.

    Raises WrongState unless she is confirmed or has left, and what the dossier refuses (`projects.services.shares`).
    """
    project = lock_project(participation.project)
    participation = lock_participation(participation)
    if participation.state not in MAY_BE_PAID:
        raise WrongState(_("Confirmez d’abord son départ : seule une personne qui part est payée."))
    bridge = PaidPerson.objects.select_related("payee").filter(participation=participation).first()
    known, name = bridge.payee if bridge else None, str(participation.participant)
    payee = ask_share(project=project, payee=known, name=name, account=account, by=by, now=now)
    if bridge is None:
        bridge = PaidPerson.objects.create(participation=participation, payee=payee, asked_at=now, asked_by=by)
    _write_to(participation, ShareAsked, by=by)
    record(participation, "participation.payment_asked", by=by, project=project.pk)
    return bridge


@transaction.atomic
def tell_of_payment(*, payment: Payment) -> bool:
    """Write to the person whose share was just paid; nothing where no bridge leads to her any more."""
    bridge = PaidPerson.objects.filter(payee__payee_ref=payment.payee_ref).first()
    if bridge is None:
        return False
    participation = Participation.objects.select_related("participant__structure").get(pk=bridge.participation_id)
    return _write_to(participation, SharePaid, by=None, key=f"participants.share_paid:{payment.pk}")


def _write_to(participation: Participation, mail: type[ShareAsked], *, by: User | None, key: str = "") -> bool:
    """Send the person a mail with the link to her space, once for a key; nobody without an address is written to."""
    person = participation.participant
    if not person.email or (key and OutboxMail.objects.filter(key=key).exists()):
        return False
    link, token = renew_space_link(person, by=by)
    outbox.queue(mail(participation, link, token), key=key or None)
    return True


@transaction.atomic
def give_share_back(*, participation: Participation, by: User, now: datetime) -> None:
    """Have the structure paid instead of the person. Raises ShareRefused once she is paid, or about to be."""
    lock_project(participation.project)
    if not drop_payments([participation], by=by, now=now):
        raise ShareRefused(_("Cette part est déjà versée, ou dans un ordre de paiement : elle ne change plus."))


def drop_payments(rows: Iterable[Participation], *, by: User | None, now: datetime) -> int:
    """Give back what these people of one locked dossier were not paid yet; return how many shares."""
    bridges = list(PaidPerson.objects.filter(participation__in=rows).select_related("payee", "participation__project"))
    if not bridges:
        return 0
    payees = [bridge.payee for bridge in bridges]
    dropped = drop_shares(project=bridges[0].participation.project, payees=payees, by=by, now=now)
    for bridge in bridges:
        record(bridge.participation, "participation.payment_dropped", by=by, project=bridge.participation.project_id)
    return dropped


def forget_payments(rows: Iterable[Participation], *, now: datetime) -> int:
    """Cut every bridge from these people to what they were paid; what is still to pay goes back to the structure."""
    bridges = PaidPerson.objects.filter(participation__in=rows).select_related("participation").order_by("pk")
    count = 0
    for bridge in bridges:
        drop_payments([bridge.participation], by=None, now=now)
        PaidPerson.objects.filter(pk=bridge.pk).delete()
        count += 1
    return count
