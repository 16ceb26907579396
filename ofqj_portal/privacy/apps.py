from django.apps import AppConfig


class PrivacyConfig(AppConfig):
    name = "ofqj_portal.privacy"
    label = "privacy"
    verbose_name = "Données personnelles"
