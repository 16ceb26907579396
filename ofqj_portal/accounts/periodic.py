"""The clock of the accounts: what was kept long enough is forgotten."""

from datetime import datetime

from ofqj_portal.accounts.sign_ins import forget_old_sign_ins
from ofqj_portal.core.periodic import every


@every("day", "accounts.forget_sign_ins", at_hour=4)
def forget(now: datetime) -> None:
    """Forget old sign-ins and the trust that is over, on the real clock."""
    forget_old_sign_ins()
