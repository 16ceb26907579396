from importlib import import_module

from django.apps import AppConfig


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
