from django.apps import AppConfig


class NotificationsConfig(AppConfig):
    name = "ofqj_portal.notifications"
    label = "notifications"
    verbose_name = "Notifications"

    def ready(self) -> None:
        """Say how mails reach people, and keep what they were told."""
        from ofqj_portal.notifications.services import delivery  # noqa: F401
