from django.apps import AppConfig


class CoreConfig(AppConfig):
    name = "ofqj_portal.core"
    label = "core"
    verbose_name = "Noyau"
