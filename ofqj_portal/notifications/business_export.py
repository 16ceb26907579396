"""What people's settings give to the business export."""

from ofqj_portal.core.business_export import leave_out, register_export
from ofqj_portal.notifications import models

register_export(models.SavedView, key=["owner", "page", "name"])
register_export(models.Preference, key=["user"])
leave_out(
    models.Notification, "What was told and read: the mails are exported, reading them is of no concern to a copy."
)
