from importlib import import_module

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules

from ofqj_portal.core.sentences import count_in_french, look_up_once, speak_by_thread


class CoreConfig(AppConfig):
    name = "ofqj_portal.core"
    label = "core"
    verbose_name = "Noyau"

    def ready(self) -> None:
        """Fill the registries: each app tells what it does in the background, when, what holds for its rows, and
        which of its lists can be exported, and what its columns say of people.
        """
        import_module("ofqj_portal.core.background")
        import_module("ofqj_portal.core.exports_of_core")
        count_in_french()
        look_up_once()
        speak_by_thread()
        autodiscover_modules("access", "verbs", "jobs", "periodic", "invariants")
        autodiscover_modules("business_export", "exports", "classification", "handovers", "mail_kinds")
