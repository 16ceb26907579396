"""Who reaches the notices: everybody."""

from ofqj_portal.core.access import EVERYBODY, declare

for _page in ("accessibility", "privacy_notice", "legal_notice", "service_status"):
    declare(f"privacy:{_page}", reach=EVERYBODY)
