"""What people's settings give to the business export."""

from ofqj_portal.core.business_export import register_export
from ofqj_portal.notifications import models

register_export(models.SavedView, key=["owner", "page", "name"])
