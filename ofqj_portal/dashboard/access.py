"""Who reaches the pages that cross the apps."""

from ofqj_portal.core.access import EVERYBODY, declare

declare("dashboard:home", reach=EVERYBODY)
declare("dashboard:structure", subject="structure", reach=EVERYBODY)
