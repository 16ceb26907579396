from django.apps import AppConfig


class PartnersConfig(AppConfig):
    name = "partners"
    label = "partners"
    verbose_name = "Structures"

    def ready(self) -> None:
        """Register where roles come from, and what the pages of structures declare."""
        from partners import access, files  # noqa: F401
