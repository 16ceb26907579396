from django.apps import AppConfig

from ofqj_portal.core.db_roles import append_only


class ProjectsConfig(AppConfig):
    name = "projects"
    label = "projects"
    verbose_name = "Projets"

    def ready(self) -> None:
        """Close the money to the application's role, whose totals belong to the database; declare who reaches what."""
        from projects import advice_access, agreement_projects, file_access, page_access  # noqa: F401
        from projects.models import Envelope, LedgerEntry, Payment

        append_only(Envelope, updatable=("total_amount",))
        append_only(LedgerEntry)
        append_only(Payment)
