"""Who may sign for a party, from when to when: noted by the party's own members of the committee."""

from datetime import date, datetime
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from conventions.amendment_access import DELEGATION_ACT
from conventions.models import Convention, SigningMandate
from conventions.queries.accords import SeatKey, missing_parts
from conventions.services.accord_requests import ask_for_accords, close_requests
from ofqj_portal.core import files
from ofqj_portal.core.errors import DomainError
from ofqj_portal.core.journal import record

if TYPE_CHECKING:
    from ofqj_portal.accounts.models import User


class SigningRefused(DomainError):
    """The power to sign, as written, makes no sense."""


@transaction.atomic
def note_signing_mandate(
    *, convention: Convention, seat: SeatKey, name: str, capacity: str, starts_on: date, by: "User", now: datetime,
    delegated_by: str = "", email: str = "", user: "User | None" = None,
) -> SigningMandate:  # fmt: skip
    """Note that somebody may sign for a party from a day on; amendments that wait for her seat are put before her.

    Raises SigningRefused for what the database would refuse.
    """
    mandate = SigningMandate(
        convention=convention, party=seat[0], section=seat[1], name=name, capacity=capacity, starts_on=starts_on,
        delegated_by=delegated_by, email=email, user=user,
    )  # fmt: skip
    _save(mandate)
    _ask(convention, seat, by, now)
    record(mandate, "signing.noted", by=by, party=seat[0], section=seat[1])
    return mandate


@transaction.atomic
def change_signing_mandate(
    *, mandate: SigningMandate, email: str, delegated_by: str, ends_on: date | None, by: "User", now: datetime
) -> SigningMandate:
    """Correct how to reach somebody who may sign, whose delegation she has, or the day it ends.

    Her links open nothing any more if her address changed or her mandate is over. Raises SigningRefused.
    """
    mandate = SigningMandate.objects.select_for_update(of=("self",)).get(pk=mandate.pk)
    moved = mandate.email != email
    mandate.email, mandate.delegated_by, mandate.ends_on = email, delegated_by, ends_on
    _save(mandate)
    for amendment in mandate.convention.amendments.awaiting():
        if moved or ends_on:
            close_requests(amendment, [mandate])
    if moved and ends_on is None:
        _ask(mandate.convention, (mandate.party, mandate.section), by, now)
    record(mandate, "signing.changed", by=by, ends_on=ends_on)
    return mandate


@transaction.atomic
def join_delegation_act(
    *, mandate: SigningMandate, content: bytes, name: str, by: "User", now: datetime
) -> SigningMandate:
    """Join the act by which a signature is delegated (P/O), in the place of the former one.

    Raises SigningRefused for somebody who signs without a delegation; FileRefused for anything but a PDF.
    """
    mandate = SigningMandate.objects.select_for_update(of=("self",)).select_related("delegation_act").get(pk=mandate.pk)
    if not mandate.delegated_by:
        raise SigningRefused(_("Dites d’abord qui délègue sa signature : cette personne signe en son nom propre."))
    former = mandate.delegation_act
    mandate.delegation_act = files.store(
        content, kind=DELEGATION_ACT.code, name=name, attached_to=mandate, by=by, now=now
    )
    mandate.save(update_fields=["delegation_act"])
    if former is not None:
        files.forget(former)
    record(mandate, "signing.act_joined", by=by, file=mandate.delegation_act.sha256)
    return mandate


def _ask(convention: Convention, seat: SeatKey, by: "User", now: datetime) -> None:
    for amendment in convention.amendments.awaiting().select_for_update(of=("self",)):
        if missing_parts(amendment).get(seat):
            ask_for_accords(amendment, [seat], by=by, now=now)


def _save(mandate: SigningMandate) -> None:
    try:
        mandate.full_clean(exclude=["user"])
    except ValidationError as refusal:
        raise SigningRefused(" ".join(refusal.messages) or _("Ce pouvoir de signer n’a pas de sens.")) from refusal
    mandate.save()
