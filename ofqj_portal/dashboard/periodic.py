"""What comes back every day across the apps."""

from datetime import datetime

from ofqj_portal.core.periodic import every
from ofqj_portal.dashboard.services.exports import forget_exports


@every("day", "dashboard.forget_exports", at_hour=4)
def forget_old_exports(now: datetime) -> None:
    """Delete the exported lists that were kept long enough."""
    forget_exports(now=now)
