"""Put together the home of a person from the parts of each role she holds."""

from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from ofqj_portal.core.roles import Role, has_role, structure_ids
from ofqj_portal.dashboard.queries.home import carrier, committee, desk, finance, leader, network, staff
from ofqj_portal.dashboard.queries.home.parts import Home, Link
from partners.access import can_watch_managers

_PARTS = (
    ((Role.ADVISER, Role.MANAGER, Role.LEADER), carrier.add_to),
    ((Role.LEADER,), leader.add_to),
    ((Role.OFFICER, Role.DECIDER), staff.add_to),
    ((Role.FINANCE,), finance.add_to),
    ((Role.NETWORK,), network.add_to),
    ((Role.COMMITTEE,), committee.add_to),
    ((Role.DPO, Role.ADMIN), desk.add_to),
)


def home_of(user: Any, now: datetime) -> Home:
    """Return what `user` finds on her home at the instant `now`, late things first."""
    home = Home()
    for roles, add_to in _PARTS:
        if has_role(user, *roles):
            add_to(home, user, now)
    home.links += _people_links(user)
    home.tasks.sort(key=lambda task: task.rank)
    return home


def _people_links(user: Any) -> list[Link]:
    """Lead a manager to who has access to each structure of hers, and those who look after many to the unmanaged."""
    managed = sorted(structure_ids(user, Role.MANAGER))
    links = (
        [Link(_("Qui a accès à votre structure"), reverse("partners:members", args=managed))]
        if len(managed) == 1
        else []
    )
    if can_watch_managers(user):
        links.append(Link(_("Structures sans responsable"), reverse("partners:unmanaged")))
    return links
