"""Prepare a call, publish it, change it: each state is kept, with who left it so."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from ofqj_portal.accounts.models import User
from ofqj_portal.core.errors import DomainError, EditedMeanwhile, WrongState
from ofqj_portal.core.journal import record
from ofqj_portal.core.money import Money
from ofqj_portal.core.versions import save_version, versions_of
from projects.call_access import staff_sections
from projects.models import Call, Envelope
from projects.queries.call_terms import stored_terms, terms_fingerprint

#: Addresses that are not a call's.
RESERVED_CODES = frozenset({"gestion", "nouveau"})


class CodeTaken(DomainError):
    """Another call, or a page of the portal, has this address."""


class EnvelopeRefused(DomainError):
    """A section puts its own money on a call, and finance alone changes what a published call announces."""


class CallInUse(WrongState):
    """Dossiers rest on this call: it stays published."""


@transaction.atomic
def create_call(*, values: Mapping[str, Any], envelopes: Mapping[str, Money | None], by: User, now: datetime) -> Call:
    """Begin a call as a draft that only the OFQJ reads.

    `values` are its columns, clean; `envelopes` what each section of `by` puts on it. Raises CodeTaken,
    EnvelopeRefused for the money of a section that is not hers.
    """
    code = values["code"]
    if code in RESERVED_CODES or Call.objects.filter(code=code).exists():
        raise CodeTaken(_("Cette adresse est déjà prise : choisissez-en une autre."))
    call = Call.objects.create(**dict(values) | {"is_published": False})
    _put_money(call, envelopes, by)
    keep_state(call, by=by, now=now, note=str(_("Brouillon")))
    record(call, "call.created", by=by)
    return call


@transaction.atomic
def change_call(
    *,
    call: Call,
    values: Mapping[str, Any],
    envelopes: Mapping[str, Money | None],
    seen: str,
    by: User,
    now: datetime,
) -> Call:
    """Change what a call says; dossiers already filed keep the rules of their filing.

    `seen` is the fingerprint of the terms the form was built on. Raises EditedMeanwhile if they changed since,
    EnvelopeRefused.
    """
    call = lock_call(call)
    keep_first_state(call, now=now)
    before = stored_terms(call)
    stale = bool(seen) and seen != terms_fingerprint(before)
    for name, value in values.items():
        if name not in ("code", "is_published"):
            setattr(call, name, value)
    call.save()
    _put_money(call, envelopes, by)
    after = stored_terms(call)
    changed = [name for name in after if after[name] != before.get(name)]
    if changed:
        if stale:
            raise EditedMeanwhile(
                _("Cet appel a changé pendant que vous écriviez. Rien n’est perdu : comparez, puis enregistrez.")
            )
        keep_state(call, by=by, now=now, note=str(_("Modification")))
        record(call, "call.changed", by=by, fields=changed)
    return call


@transaction.atomic
def publish_call(*, call: Call, by: User, now: datetime) -> Call:
    """Show a draft to everybody. Raises WrongState if it is published already."""
    call = lock_call(call)
    if call.is_published:
        raise WrongState(_("Cet appel est déjà publié."))
    return _show(call, True, "call.published", note=str(_("Publication")), by=by, now=now)


@transaction.atomic
def unpublish_call(*, call: Call, by: User, now: datetime) -> Call:
    """Make a draft of a published call again. Raises CallInUse once a dossier was begun, WrongState for a draft."""
    call = lock_call(call)
    if not call.is_published:
        raise WrongState(_("Cet appel n’est pas publié."))
    if call.projects.exists():
        raise CallInUse(_("Des structures ont commencé un dossier sur cet appel : il reste publié."))
    return _show(call, False, "call.unpublished", note=str(_("Retour en brouillon")), by=by, now=now)


def _show(call: Call, published: bool, verb: str, *, note: str, by: User, now: datetime) -> Call:
    keep_first_state(call, now=now)
    call.is_published = published
    call.save(update_fields=["is_published"])
    keep_state(call, by=by, now=now, note=note)
    record(call, verb, by=by)
    return call


def _put_money(call: Call, envelopes: Mapping[str, Money | None], by: User) -> None:
    """Open or set the envelopes of the sections of `by`; what a published call announced is finance's to change."""
    mine = staff_sections(by)
    for section, total in envelopes.items():
        if total is None:
            continue
        envelope = Envelope.objects.select_for_update().filter(call=call, section=section).first()
        if envelope and (envelope.total_amount, envelope.currency) == (total.amount, total.currency):
            continue
        if section not in mine:
            raise EnvelopeRefused(_("Chaque section inscrit sa propre enveloppe."))
        if envelope is None:
            Envelope.objects.create(call=call, section=section, currency=total.currency, total_amount=total.amount)
        elif call.is_published or envelope.currency != total.currency:
            raise EnvelopeRefused(
                _("L’enveloppe d’un appel publié se change à la page des enveloppes, par les finances.")
            )
        else:
            envelope.total_amount = total.amount
            envelope.save(update_fields=["total_amount"])


# ---- the states of a call -------------------------------------------------------------------------------------------


def lock_call(call: Call) -> Call:
    """Return the call as it stands, locked against other changes; dossiers may go on pointing to it."""
    return Call.objects.select_for_update(no_key=True).get(pk=call.pk)


def keep_first_state(call: Call, *, now: datetime) -> None:
    """Keep what a call said before its first change here, if nothing of it was kept yet."""
    if not versions_of(call).exists():
        keep_state(call, by=None, now=now, note=str(_("Avant la première modification")))


def keep_state(call: Call, *, by: User | None, now: datetime, note: str) -> None:
    """Keep what the base says of a locked call as a new version."""
    save_version(call, data=stored_terms(call), by=by, now=now, note=note)
