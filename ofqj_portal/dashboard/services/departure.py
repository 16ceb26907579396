"""Somebody leaves a structure: all she holds passes to others in one act, or nothing does."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from ofqj_portal.accounts.models import User
from ofqj_portal.core import calendar, outbox
from ofqj_portal.core.errors import DomainError, EditedMeanwhile
from ofqj_portal.core.handover import Handover, Held, Holding, holdings
from ofqj_portal.core.journal import record
from ofqj_portal.dashboard.emails import ContactChanged, HandedToYou, YourHandover
from partners.models import Membership, Structure
from partners.services import end_membership
from projects.models import Project


class NobodyTakesOver(DomainError):
    """Something of hers would be nobody's."""


@dataclass(frozen=True)
class Part:
    """One kind of what she holds: the things, and who may take them over ([] where they do not pass on)."""

    holding: Holding
    things: list[Held]
    takers: list[User]

    @property
    def passes_on(self) -> bool:
        """Say whether somebody takes it over, or whether it is settled otherwise."""
        return self.holding.hand is not None


def plan_departure(*, structure: Structure, person: User, on: date) -> list[Part]:
    """List what `person` holds in `structure`, kind by kind, without what she does not hold; nothing is written."""
    parts = []
    for holding in holdings():
        if things := holding.find(structure, person, on):
            takers = [user for user in holding.takers(structure, on) if user.pk != person.pk]
            parts.append(Part(holding, things, takers))
    return parts


def mark_of(parts: list[Part]) -> str:
    """Digest a plan, so that a confirmation says which one was read."""
    said = [f"{part.holding.code}:{thing.obj._meta.label}:{thing.obj.pk}" for part in parts for thing in part.things]
    return hashlib.sha256("\n".join(said).encode()).hexdigest()[:32]


@transaction.atomic
def hand_over(
    *,
    structure: Structure,
    person: User,
    takers: Mapping[str, User],
    read: str,
    last_day: date | None,
    by: User,
    now: datetime,
) -> dict[str, int]:
    """Pass all that `person` holds in `structure` to `takers` (by code of holding); return how many of each kind.

    `read` is the mark of the plan that was confirmed. With `last_day`, her accesses there end after it, in the same
    act. One journal entry says all of it; who leaves, who takes over and the partners of the dossiers are told. Raises
    EditedMeanwhile if she holds something else by now, NobodyTakesOver, LastManager, and what each kind refuses:
    nothing is written then.
    """
    structure = Structure.objects.select_for_update().get(pk=structure.pk)
    today = calendar.today(structure.zone)
    parts = plan_departure(structure=structure, person=person, on=today)
    if mark_of(parts) != read:
        raise EditedMeanwhile(_("Ce que cette personne tient a changé entre-temps : relisez la liste."))
    passed: dict[str, list[Held]] = {}
    for part in parts:
        if part.holding.hand is None:
            continue
        taker = takers.get(part.holding.code)
        if taker is None or taker not in part.takers:
            raise NobodyTakesOver(_("Choisissez qui reprend : %s.") % part.holding.label)
        case = Handover(structure=structure, leaving=person, taker=taker, by=by, now=now)
        part.holding.hand(case, [thing.obj for thing in part.things])
        passed[part.holding.code] = part.things
    if last_day is not None:
        _end_accesses(structure, person, last_day=last_day, by=by, on=today)
    _tell(structure, person, parts, takers, by=by)
    facts = {code: [thing.obj.pk for thing in things] for code, things in passed.items()}
    to = {code: takers[code].pk for code in passed}
    record(structure, "departure.handed_over", by=by, user=person.pk, to=to, last_day=last_day, **facts)
    return {code: len(things) for code, things in passed.items()}


def _end_accesses(structure: Structure, person: User, *, last_day: date, by: User, on: date) -> None:
    rows = Membership.objects.filter(structure=structure, user=person).exclude(ends_on__lt=on)
    for membership in rows.order_by("pk"):
        end_membership(membership=membership, last_day=last_day, by=by, on=on)


def _tell(structure: Structure, person: User, parts: list[Part], takers: Mapping[str, User], *, by: User) -> None:
    passed = [(part, takers[part.holding.code]) for part in parts if part.passes_on]
    for taker in {user.pk: user for _part, user in passed}.values():
        if taker.pk != by.pk:
            hers = [part for part, user in passed if user.pk == taker.pk]
            outbox.queue(HandedToYou(structure, person, taker, _summary(hers)))
    if person.pk != by.pk and person.is_active:
        outbox.queue(
            YourHandover(structure, person, [(line, user) for part, user in passed for line in _summary([part])])
        )
    dossiers = [(thing.obj, user) for part, user in passed for thing in part.things if isinstance(thing.obj, Project)]
    if dossiers and not structure.section:
        outbox.queue(ContactChanged(structure, person, dossiers, on=calendar.today(structure.zone)))


def _summary(parts: list[Part]) -> list[str]:
    return [f"{part.holding.label} ({len(part.things)})" for part in parts]
