"""Keep the filters of a list under a name, take them back, choose the ones a list opens on."""

from collections.abc import Collection
from datetime import datetime
from typing import Any
from urllib.parse import parse_qsl, urlencode

from django.db import transaction
from django.utils.translation import gettext as _

from ofqj_portal.core.errors import DomainError
from ofqj_portal.core.journal import record
from ofqj_portal.notifications.models import SavedView

LONGEST = 1000
KEPT_BY_ONE = 20


class ViewRefused(DomainError):
    """A view without a name or too long, one too many, or one of somebody else."""


def tidy(query: str, *, names: Collection[str]) -> str:
    """Keep of a query string what says something under one of `names`, sorted, so that equal filters read the same."""
    try:
        pairs = parse_qsl(query, max_num_fields=100)
    except ValueError:
        return ""
    return urlencode(sorted((name, value.replace("\0", "")) for name, value in pairs if name in names and value))


@transaction.atomic
def save_view(*, page: str, name: str, query: str, circle: str, is_default: bool, by: Any, now: datetime) -> SavedView:
    """Keep the filters of `page` under `name`; a view of hers of that name is replaced.

    `query` is tidied by the caller, who also says that `circle` is hers to share with ("" is private). Raises
    ViewRefused.
    """
    name = " ".join(name.split())
    if not name:
        raise ViewRefused(_("Donnez un nom à cette vue."))
    if len(query) > LONGEST:
        raise ViewRefused(_("Ces filtres sont trop longs pour être gardés : enlevez-en un."))
    own = SavedView.objects.select_for_update().filter(owner=by, page=page)
    kept = {view.name.lower(): view for view in own}
    if name.lower() not in kept and len(kept) >= KEPT_BY_ONE:
        raise ViewRefused(_("Vous avez déjà %d vues : retirez-en une.") % KEPT_BY_ONE)
    if is_default:
        own.update(is_default=False)
    said = {"name": name, "query": query, "circle": circle, "is_default": is_default, "saved_at": now}
    view = kept.get(name.lower()) or SavedView(owner=by, page=page)
    for field, value in said.items():
        setattr(view, field, value)
    view.save()
    record(view, "view.saved", by=by, page=page, circle=circle)
    return view


@transaction.atomic
def remove_view(*, view: SavedView, by: Any) -> None:
    """Take one's own view back; who shared it takes it back from everybody. Raises ViewRefused."""
    if view.owner_id != by.pk:
        raise ViewRefused(_("Cette vue est celle de %s : elle seule peut la retirer.") % view.owner)
    record(view, "view.removed", by=by, page=view.page, circle=view.circle)
    view.delete()


@transaction.atomic
def open_first(*, view: SavedView, first: bool, by: Any) -> SavedView:
    """Have the list open on one's own view, or no longer. Raises ViewRefused."""
    if view.owner_id != by.pk:
        raise ViewRefused(_("Enregistrez d’abord cette vue à votre nom : c’est celle de quelqu’un d’autre."))
    SavedView.objects.select_for_update().filter(owner=by, page=view.page).update(is_default=False)
    view.is_default = first
    view.save(update_fields=["is_default"])
    record(view, "view.opened_first", by=by, page=view.page, first=first)
    return view
