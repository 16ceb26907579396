"""The pictures of a version that is corrected, given to the one that corrects it."""

from datetime import datetime

from conventions.access import PICTURE_KIND
from conventions.models import AnnualReport, ContributionPicture, ReportContribution
from ofqj_portal.core import files


def copy_pictures_to(report: AnnualReport, *, source: AnnualReport, now: datetime) -> None:
    """Give each part of `report` the pictures of the same part of `source`; a file held for its scan stays behind."""
    for target in report.contributions.order_by("pk"):
        copy_pictures(source=source.contributions.get(body=target.body), target=target, now=now)


def copy_pictures(*, source: ReportContribution, target: ReportContribution, now: datetime) -> None:
    """Copy the pictures of one part: files of its own, the same agreements."""
    for picture in source.pictures.select_related("file", "agreed_by"):
        if not picture.file.is_served:
            continue
        content = files.read(picture.file)
        file = files.store(
            content, kind=PICTURE_KIND, name=picture.file.name, attached_to=target, by=picture.agreed_by, now=now
        )
        ContributionPicture.objects.create(
            contribution=target, file=file, description=picture.description, caption=picture.caption,
            added_at=picture.added_at, agreed_by=picture.agreed_by,
        )  # fmt: skip
