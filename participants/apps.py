from django.apps import AppConfig


class ParticipantsConfig(AppConfig):
    name = "participants"
    label = "participants"
    verbose_name = "Participants"

    def ready(self) -> None:
        """Tell the kernel that leading a stay gives a role, and who takes the lists of a group out."""
        from participants import file_access, roles  # noqa: F401
