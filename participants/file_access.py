"""The files of people: one's own data by one's link or by the officer who answers; the lists of a group, its asker."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from ofqj_portal.core import file_types
from ofqj_portal.core.files import FileKind, register_kind
from ofqj_portal.core.models import StoredFile
from ofqj_portal.core.read_log import record_read
from ofqj_portal.core.roles import Role, has_role
from participants.access import PRINTS_THE_GROUP, group_view
from participants.models import PersonRequest
from projects.models import Project


def may_read_own_data(user: Any, file: StoredFile) -> bool:
    """Say whether `user` answers the requests of people, and this file is made for one of them."""
    return has_role(user, Role.DPO) and file.attached_type == PersonRequest._meta.label


OWN_DATA = register_kind(
    FileKind(
        "participants.own_data",
        _("Les données d’une personne, faites pour elle"),
        may_read_own_data,
        types=frozenset({file_types.PDF, file_types.JSON}),
        made_here=True,
    )
)


def _project_of(user: Any, file: StoredFile) -> Project | None:
    return Project.objects.visible_to(user).filter(pk=file.attached_key).first()


def may_take_paper(user: Any, file: StoredFile) -> bool:
    """Open a list to whoever asked for it, while her view of the group still shows its names."""
    project = _project_of(user, file) if file.created_by_id == user.pk else None
    return project is not None and group_view(user, project) in PRINTS_THE_GROUP


def note_taken(user: Any, file: StoredFile) -> None:
    """Write down that names were taken out."""
    if project := _project_of(user, file):
        record_read(user, project, "participants.group_paper")


PAPER = register_kind(
    FileKind(
        "participants.group_paper",
        _("Liste d’un groupe"),
        may_take_paper,
        types=frozenset({file_types.PDF}),
        taken=note_taken,
        made_here=True,
        holds_names=True,
    )
)
