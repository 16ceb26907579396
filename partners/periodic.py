"""What comes back every day for the directory."""

from datetime import datetime

from ofqj_portal.core.periodic import every
from partners.services.imports import forget_uploads


@every("day", "partners.forget_uploads", at_hour=4)
def forget_old_uploads(now: datetime) -> None:
    """Drop the directory files that were uploaded a month ago: their structures are in, or were left out."""
    forget_uploads(now=now)
