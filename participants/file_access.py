"""The files of people, and who takes them out: the person herself by her link, the officer who answers her."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from ofqj_portal.core import file_types
from ofqj_portal.core.files import FileKind, register_kind
from ofqj_portal.core.models import StoredFile
from ofqj_portal.core.roles import Role, has_role
from participants.models import PersonRequest


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
