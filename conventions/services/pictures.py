"""The pictures of a contribution: added with what they show and the agreements held, taken away before the vote."""

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from conventions.access import PICTURE_KIND
from conventions.models import ContributionPicture, ReportContribution
from conventions.services.reports import writable
from ofqj_portal.core import files
from ofqj_portal.core.errors import DomainError
from ofqj_portal.core.journal import record

if TYPE_CHECKING:
    from ofqj_portal.accounts.models import User

#: What two pages of a contribution can show.
MAX_PICTURES = 4


class TooManyPictures(DomainError):
    """A contribution has a few pictures, not an album."""


@transaction.atomic
def add_picture(
    *, contribution: ReportContribution, content: bytes, name: str, description: str, caption: str, by: "User",
    now: datetime,
) -> ContributionPicture:  # fmt: skip
    """Add a picture; `by` vouches that whoever can be recognised agreed in writing.

    Raises TooManyPictures, FileRefused, WrongState once the report is presented.
    """
    row = writable(contribution)
    if row.pictures.count() >= MAX_PICTURES:
        raise TooManyPictures(
            _("Une contribution a %(most)d images au plus. Retirez-en une d’abord.") % {"most": MAX_PICTURES}
        )
    file = files.store(content, kind=PICTURE_KIND, name=name, attached_to=row, by=by, now=now)
    picture = ContributionPicture.objects.create(
        contribution=row,
        file=file,
        description=description.strip(),
        caption=caption.strip(),
        added_at=now,
        agreed_by=by,
    )
    record(row, "report.picture_added", by=by, body=row.body)
    return picture


@transaction.atomic
def remove_picture(*, picture: ContributionPicture, by: "User", now: datetime) -> None:
    """Take a picture away, bytes included; one that is gone already changes nothing. Raises WrongState."""
    row = writable(picture.contribution)
    found = row.pictures.filter(pk=picture.pk).select_related("file").first()
    if found is None:
        return
    file = found.file
    found.delete()
    files.forget(file)
    record(row, "report.picture_removed", by=by, body=row.body)
