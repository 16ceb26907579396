"""What one was told, one's settings, and the outbox for the administrator."""

from django.urls import URLPattern, URLResolver, path

from ofqj_portal.notifications.views import outbox, told

app_name = "notifications"
urlpatterns: list[URLPattern | URLResolver] = [
    path("notifications/", told.centre, name="centre"),
    path("notifications/<int:pk>/lire/", told.read, name="read"),
    path("notifications/reglages/", told.preferences, name="preferences"),
    path("courriels/", outbox.outbox, name="outbox"),
    path("courriels/retour/", outbox.bounce, name="bounce"),
    path("courriels/<uuid:mail_id>/", outbox.outbox_mail, name="outbox_mail"),
    path("courriels/<uuid:mail_id>/renvoyer/", outbox.resend, name="resend"),
]
