from ofqj_portal.notifications.models.notification import Notification
from ofqj_portal.notifications.models.preference import Preference, Rhythm
from ofqj_portal.notifications.models.saved_view import SavedView

__all__ = ["Notification", "Preference", "Rhythm", "SavedView"]
