"""Who reads and fills the pictures and testimonies of a stay; the doors, the file and the pages."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from ofqj_portal.core import calendar, file_types
from ofqj_portal.core.access import Actor, declare, open_door
from ofqj_portal.core.files import FileKind, register_kind
from ofqj_portal.core.models import StoredFile
from participants.models import ReportPhoto, Testimony
from participants.queries.album import PHOTO_KIND, is_usable
from projects import access
from projects.enums import AFTER_RETURN
from projects.models import Project

may_fill_album = access.can_report


def may_read_album(user: Any, project: Project) -> bool:
    """The carriers' people, and who examines the dossier for the OFQJ; finance has no business with faces."""
    return access.can_report(user, project) or access.can_examine(user, project)


def get_album(user: Any, number: str, *, fill: bool = False) -> Project:
    """Hand over a stay that has come back, to whoever reads its album, or fills it. Raises as every door does."""
    return access.get_project(user, number, may=may_fill_album if fill else may_read_album, states=AFTER_RETURN)


def get_photo(user: Any, number: str, pk: int) -> ReportPhoto:
    """Hand over a picture to whoever may take it off."""
    project = get_album(user, number, fill=True)
    return open_door(ReportPhoto.objects.filter(project=project).select_related("file", "project"), user, pk=pk)


def get_testimony(user: Any, number: str, pk: int) -> Testimony:
    """Hand over words to whoever may take them off."""
    project = get_album(user, number, fill=True)
    return open_door(Testimony.objects.filter(project=project).select_related("project"), user, pk=pk)


def may_read_photo(user: Any, file: StoredFile) -> bool:
    """Its structure sees it as long as it keeps it; the OFQJ while everybody on it agrees."""
    photo = ReportPhoto.objects.filter(file=file).first()
    if photo is None:
        return False
    rows = Project.objects.visible_to(user).prefetch_related("structures", "aid_requests")
    project = rows.filter(pk=photo.project_id).first()
    if project is None or not may_read_album(user, project):
        return False
    return may_fill_album(user, project) or is_usable(photo, on=calendar.today())


PHOTO = register_kind(
    FileKind(
        PHOTO_KIND,
        _("Photo du bilan d’un séjour"),
        may_read_photo,
        types=frozenset({file_types.JPEG, file_types.PNG, file_types.HEIC}),
    )
)

_FILL, _JUDGES = {Actor.ADVISER, Actor.MANAGER}, {Actor.OFFICER, Actor.DECIDER}
declare("participants:album", subject="album", reach=_FILL | _JUDGES, refused={Actor.FINANCE})
for _page in ("album_photo", "album_quote"):
    declare(
        f"participants:{_page}",
        subject="album",
        reach=_FILL,
        refused=_JUDGES | {Actor.FINANCE},
        methods=("GET", "POST"),
    )
for _page in ("album_photo_remove", "album_quote_remove"):
    declare(f"participants:{_page}", subject=_page, reach=_FILL, refused=_JUDGES | {Actor.FINANCE}, methods=("POST",))
