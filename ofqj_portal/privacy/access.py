"""Who reaches the notices: everybody; the registers are the data protection officer's."""

from ofqj_portal.core.access import EVERYBODY, Actor, declare

for _page in ("accessibility", "privacy_notice", "legal_notice", "service_status"):
    declare(f"privacy:{_page}", reach=EVERYBODY)
declare("privacy:conflicts", reach={Actor.DPO})
