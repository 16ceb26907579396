from django.apps import AppConfig


class ParticipantsConfig(AppConfig):
    name = "participants"
    label = "participants"
    verbose_name = "Participants"

    def ready(self) -> None:
        """Tell the kernel who leads, who takes lists out and what a merge leaves; a dossier, what its dates do."""
        from participants import album_access, file_access, merging, page_access, roles  # noqa: F401
        from participants.queries import date_effects  # noqa: F401
