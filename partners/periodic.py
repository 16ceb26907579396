"""What comes back every day for the directory."""

from datetime import datetime

from ofqj_portal.core import calendar
from ofqj_portal.core.periodic import every
from partners.services.imports import forget_uploads
from partners.services.joining import forget_join_requests
from partners.services.managers import tell_of_missing_managers


@every("day", "partners.forget_uploads", at_hour=4)
def forget_old_uploads(now: datetime) -> None:
    """Drop the directory files that were uploaded a month ago: their structures are in, or were left out."""
    forget_uploads(now=now)


@every("day", "partners.forget_join_requests", at_hour=4)
def forget_old_join_requests(now: datetime) -> None:
    """Forget who asked to join a structure three months ago."""
    forget_join_requests(real_now=calendar.real_now())


@every("day", "partners.tell_of_missing_managers", at_hour=7)
def notice_structures_without_manager(now: datetime) -> None:
    """Tell who looks after a structure that nobody manages it, or soon nobody."""
    tell_of_missing_managers(on=now.astimezone(calendar.PARIS).date())
