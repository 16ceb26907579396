"""Where the committee role comes from: a mandate that holds today."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from conventions.models import Mandate
from ofqj_portal.core.roles import Role, RoleGrant, register_role_source


@register_role_source
def committee_grants(user: Any, on: date) -> Iterator[RoleGrant]:
    """Give the committee role for each seat `user` holds on that day, with its party, and its section for the OFQJ."""
    for party, section in Mandate.objects.filter(user=user).current(on).values_list("party", "section").order_by():
        yield RoleGrant(Role.COMMITTEE, party=party, section=section or None)
