from django.apps import AppConfig


class ParticipantsConfig(AppConfig):
    name = "participants"
    label = "participants"
    verbose_name = "Participants"

    def ready(self) -> None:
        """Tell the kernel that leading a stay gives a role, who takes the lists of a group out, what a merge leaves."""
        from participants import file_access, merging, roles  # noqa: F401
