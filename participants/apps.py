from django.apps import AppConfig


class ParticipantsConfig(AppConfig):
    name = "participants"
    label = "participants"
    verbose_name = "Participants"

    def ready(self) -> None:
        """Tell the kernel that leading a stay gives a role."""
        from participants import roles  # noqa: F401
