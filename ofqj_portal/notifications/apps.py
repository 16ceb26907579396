from django.apps import AppConfig


class NotificationsConfig(AppConfig):
    name = "ofqj_portal.notifications"
    label = "notifications"
    verbose_name = "Notifications"
