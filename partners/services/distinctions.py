"""Two sheets that look alike, said to be two structures, or looked at again."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from ofqj_portal.accounts.models import User
from ofqj_portal.core.errors import WrongState
from ofqj_portal.core.journal import record
from partners.models import Distinction, Structure
from partners.queries.duplicates import distinctions_between


@transaction.atomic
def tell_apart(*, one: Structure, other: Structure, by: User, now: datetime) -> Distinction:
    """Remember that `one` and `other` are two structures; said twice, it is one row.

    Raises WrongState if one of them is merged already, or is the other.
    """
    rows = Structure.objects.select_for_update().filter(pk__in=[one.pk, other.pk]).order_by("pk")
    sheets = list(rows)
    if len(sheets) != 2 or any(sheet.merged_into_id for sheet in sheets):
        raise WrongState(_("Une de ces fiches est déjà réunie à une autre."))
    first, second = sheets
    said = distinctions_between(first, second).first()
    if said is None:
        said = Distinction.objects.create(one=first, other=second, said_at=now, said_by=by)
        record(first, "structure.told_apart", by=by, other=second.pk)
        record(second, "structure.told_apart", by=by, other=first.pk)
    return said


@transaction.atomic
def compare_again(*, distinction: Distinction, by: User) -> None:
    """Take back that two sheets are two structures: they are proposed again. Twice is once."""
    locked = Distinction.objects.select_for_update().filter(pk=distinction.pk).first()
    if locked is None:
        return
    one, other = locked.one, locked.other
    locked.delete()
    record(one, "structure.compared_again", by=by, other=other.pk)
    record(other, "structure.compared_again", by=by, other=one.pk)
