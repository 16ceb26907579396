from importlib import import_module
from typing import Any

from django.apps import AppConfig
from django.apps import apps as installed
from django.db.models.signals import post_migrate


class ConventionsConfig(AppConfig):
    name = "conventions"
    label = "conventions"
    verbose_name = "Conventions"

    def ready(self) -> None:
        """Tell the kernel that mandates give roles, and who reaches the pages of amendments."""
        import_module("conventions.roles")
        import_module("conventions.amendment_access")
        import_module("conventions.notice_access")
        import_module("conventions.meeting_access")
        import_module("conventions.consultation_access")
        import_module("conventions.indicator_access")
        import_module("conventions.data_access")
        import_module("conventions.services.quotes")
        post_migrate.connect(_complete_rules, sender=self)


def _complete_rules(apps: Any = installed, plan: Any = (), **_kwargs: Any) -> None:
    """After the migrations, give a convention loaded earlier the dates that this version of the portal knows of."""
    if not any(backwards for _migration, backwards in plan):
        import_module("conventions.services.load").add_missing_rules(apps)
