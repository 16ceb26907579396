"""The life of an entente as a plain record: recorded by one side, confirmed by the other, changed, ended."""

from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from ofqj_portal.accounts.models import User
from ofqj_portal.core.errors import DomainError, EditedMeanwhile, WrongState
from ofqj_portal.core.journal import record
from ofqj_portal.core.outbox import queue
from partners.emails import AgreementChanged, AgreementToConfirm
from partners.models import Agreement, Structure

TERMS = ("title", "aims", "themes", "signed_on", "starts_on", "ends_on")


class SameStructure(DomainError):
    """An entente binds two different structures."""


class EndsBeforeStart(DomainError):
    """The dates of the entente are the wrong way round."""


@transaction.atomic
def record_agreement(
    *,
    own: Structure,
    partner: Structure,
    terms: dict[str, Any],
    by: User,
    on: date,
    renews: Agreement | None = None,
) -> Agreement:
    """Write down an entente for `own`; the people of `partner` are asked to confirm it.

    `terms` are the columns of TERMS; `renews` is the entente of the same two that it follows. Raises SameStructure,
    EndsBeforeStart, or WrongState if that one is renewed already or was never confirmed.
    """
    if own.pk == partner.pk:
        raise SameStructure(_("Une entente lie deux structures différentes."))
    _check_dates(terms["starts_on"], terms["ends_on"])
    if renews is not None:
        renews = _renewable(renews, own, partner, terms["starts_on"])
    agreement = Agreement.objects.create(
        first_structure=own, second_structure=partner, recorded_by=by, renews=renews, **terms
    )
    queue(AgreementToConfirm(agreement=agreement, on=on), key=f"agreement-to-confirm:{agreement.pk}")
    record(agreement, "agreement.recorded", by=by, structures=[own.pk, partner.pk])
    if renews is not None:
        record(renews, "agreement.renewed", by=by, by_agreement=agreement.pk)
    return agreement


@transaction.atomic
def confirm_agreement(*, agreement: Agreement, by: User, on: date) -> Agreement:
    """Vouch for the entente as its second structure; from then on it counts. Raises WrongState if that is done."""
    agreement = Agreement.objects.select_for_update().get(pk=agreement.pk)
    if agreement.confirmed_on or agreement.ended_on:
        raise WrongState(_("Cette entente n’attend plus de confirmation."))
    agreement.confirmed_on, agreement.confirmed_by = on, by
    agreement.version += 1
    agreement.save()
    record(agreement, "agreement.confirmed", by=by)
    return agreement


@transaction.atomic
def change_agreement(*, agreement: Agreement, terms: dict[str, Any], version: int, by: User, on: date) -> Agreement:
    """Change the terms of an entente that has not ended; the other side is told which.

    Raises EditedMeanwhile if somebody saved it since `version` was read, WrongState once it was ended, EndsBeforeStart.
    """
    agreement = Agreement.objects.select_for_update().get(pk=agreement.pk)
    if agreement.ended_on:
        raise WrongState(_("Cette entente est arrêtée : elle ne change plus."))
    if agreement.version != version:
        raise EditedMeanwhile(
            _("Quelqu’un a enregistré cette entente entre-temps. Comparez avec votre saisie, puis enregistrez.")
        )
    _check_dates(terms["starts_on"], terms["ends_on"])
    changed = sorted(name for name in TERMS if getattr(agreement, name) != terms[name])
    if not changed:
        return agreement
    for name in changed:
        setattr(agreement, name, terms[name])
    agreement.version += 1
    agreement.save()
    queue(AgreementChanged(agreement=agreement, by=by, on=on))
    record(agreement, "agreement.changed", by=by, fields=changed)
    return agreement


@transaction.atomic
def end_agreement(*, agreement: Agreement, last_day: date, reason: str, by: User, on: date) -> Agreement:
    """End an entente before its term, or one without term, with a reason. Raises WrongState if it is ended already."""
    agreement = Agreement.objects.select_for_update().get(pk=agreement.pk)
    if agreement.ended_on:
        raise WrongState(_("Cette entente est déjà arrêtée."))
    _check_dates(agreement.starts_on, last_day)
    agreement.ended_on, agreement.ended_reason = last_day, reason
    agreement.version += 1
    agreement.save()
    queue(AgreementChanged(agreement=agreement, by=by, on=on))
    record(agreement, "agreement.ended", by=by, last_day=last_day)
    return agreement


def _renewable(renews: Agreement, own: Structure, partner: Structure, starts_on: date) -> Agreement:
    """Read the entente to renew again, under lock. Raises WrongState if it cannot be."""
    renews = Agreement.objects.select_for_update().get(pk=renews.pk)
    if {renews.first_structure_id, renews.second_structure_id} != {own.pk, partner.pk} or not renews.confirmed_on:
        raise WrongState(_("On renouvelle une entente confirmée, entre les deux mêmes structures."))
    if Agreement.objects.filter(renews=renews).exists():
        raise WrongState(_("Cette entente est déjà renouvelée : ouvrez celle qui la suit."))
    if starts_on <= renews.starts_on:
        raise EndsBeforeStart(_("La nouvelle entente commence après celle qu’elle renouvelle."))
    return renews


def _check_dates(starts_on: date, ends_on: date | None) -> None:
    if ends_on and ends_on < starts_on:
        raise EndsBeforeStart(_("La fin ne peut pas précéder le début."))
