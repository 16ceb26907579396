"""The home of each role: what waits for her, what is late, what comes."""

from ofqj_portal.dashboard.queries.home.assembly import home_of

__all__ = ["home_of"]
