from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class CoreConfig(AppConfig):
    name = "ofqj_portal.core"
    label = "core"
    verbose_name = "Noyau"

    def ready(self) -> None:
        """Fill the registries: each app tells what it does in the background, when, and what holds for its rows."""
        autodiscover_modules("access", "jobs", "periodic", "verbs", "invariants", "business_export")
