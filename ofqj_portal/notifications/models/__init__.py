from ofqj_portal.notifications.models.saved_view import SavedView

__all__ = ["SavedView"]
