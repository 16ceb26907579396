"""Where the committee role comes from: a mandate that holds today."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models.functions import JSONObject

from conventions.models import Mandate
from ofqj_portal.core.account_facts import fact_of, register_account_fact
from ofqj_portal.core.roles import Role, RoleGrant, register_role_source

SEATS = "seats_held"


def seats_held(user: Any, on: date) -> ArraySubquery:
    """Build the seats that `user` holds on that day, each as its party and section."""
    rows = Mandate.objects.filter(user=user).current(on).order_by()
    return ArraySubquery(rows.values(seat=JSONObject(party="party", section="section")))


@register_role_source
def committee_grants(user: Any, on: date) -> Iterator[RoleGrant]:
    """Give the committee role for each seat `user` holds on that day, with its party, and its section for the OFQJ."""
    for seat in fact_of(user, SEATS):
        yield RoleGrant(Role.COMMITTEE, party=seat["party"], section=seat["section"] or None)


register_account_fact(SEATS, seats_held)
