"""Who reads the seats of the committee, and who gives them. Judges the person, never the state."""

from typing import Any

from conventions.access import FORM, READ_CONVENTION
from conventions.amendment_access import seats_held
from conventions.models import Convention, Mandate
from conventions.queries.accords import SeatKey
from ofqj_portal.core.access import Actor, May, declare, open_door
from ofqj_portal.core.roles import Role, parties_of, sections_of
from partners.enums import Party


def seats_given_by(user: Any) -> list[SeatKey]:
    """List the (party, section) whose seats `user` gives.

    A member of the committee names whoever sits beside or after her; the first one is named by a decider of the
    section, or by the network that is a party.
    """
    sections = {(str(Party.OFQJ), section) for section in sections_of(user, Role.DECIDER)}
    networks = {(party, "") for party in parties_of(user, Role.NETWORK)}
    return sorted({*seats_held(user), *sections, *networks})


def can_give_seats(user: Any, _row: Any = None) -> bool:
    """Say whether `user` names members of the committee for at least one party."""
    return bool(seats_given_by(user))


def can_end_seat(user: Any, mandate: Mandate) -> bool:
    """Say whether `user` says until when this seat is held."""
    return (mandate.party, mandate.section) in seats_given_by(user)


def get_mandate(user: Any, convention: Convention, pk: int, may: May | None = None) -> Mandate:
    """Hand over one seat of the committee of a convention `user` may read."""
    rows = Mandate.objects.filter(committee__convention=convention)
    return open_door(rows.select_related("user", "committee__convention"), user, may=may, pk=pk)


GIVE = frozenset({Actor.COMMITTEE, Actor.DECIDER, Actor.NETWORK})
END = GIVE - {Actor.NETWORK}  # the seat that is tried is one of the OFQJ

declare("conventions:committee", subject="convention", reach=READ_CONVENTION)
declare("conventions:mandate_new", subject="convention", reach=GIVE, refused=READ_CONVENTION - GIVE, methods=FORM)
declare("conventions:mandate_end", subject="mandate", reach=END, refused=READ_CONVENTION - END, methods=FORM)
