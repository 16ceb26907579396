"""Note what is booked for a stay, and what is still to book, until the group leaves."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from ofqj_portal.accounts.models import User
from ofqj_portal.core.errors import WrongState
from ofqj_portal.core.journal import record
from projects.enums import BOOKABLE
from projects.models import Booking, Project
from projects.services.drafting import lock


@transaction.atomic
def save_booking(
    *, project: Project, booking: Booking | None, values: Mapping[str, Any], by: User, now: datetime
) -> Booking:
    """Add a booking (None) or write the columns of one again. Raises WrongState once the group has left."""
    project = _open(project)
    found = Booking.objects.select_for_update().get(pk=booking.pk, project=project) if booking else Booking()
    found.project = project
    for name, value in values.items():
        setattr(found, name, value)
    found.save()
    record(project, "project.booking_saved", by=by, booking=found.pk, kind=found.kind, state=found.state)
    return found


@transaction.atomic
def remove_booking(*, booking: Booking, by: User, now: datetime) -> None:
    """Take a booking off the plan. Raises WrongState once the group has left."""
    project = _open(booking.project)
    pk = booking.pk
    Booking.objects.filter(pk=pk, project=project).delete()
    record(project, "project.booking_removed", by=by, booking=pk, kind=booking.kind)


def _open(project: Project) -> Project:
    project = lock(project)
    if project.state not in BOOKABLE:
        raise WrongState(_("Le plan de ce séjour ne change plus : relisez où en est le dossier."))
    return project
