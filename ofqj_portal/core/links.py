"""Personal links: somebody without an account does one thing. The address is a secret, kept here only as a hash.

A lasting link opens a space for a while instead (ADR 8): it is held, not consumed, by each act.
"""

import hashlib
import secrets
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.apps import apps
from django.db import models
from django.db.models import F
from django.utils.translation import gettext as _

from ofqj_portal.core import calendar
from ofqj_portal.core.errors import DomainError
from ofqj_portal.core.models import ActionLink
from ofqj_portal.core.models.about import reference_to
from ofqj_portal.core.models.link import ActionLinkQuerySet

TOKEN_BYTES = 32


class LinkRefused(DomainError):
    """The link is unknown, used, revoked or too old: the page answers 404 and says what to do."""

    status = 404


class TooManyTries(LinkRefused):
    """Somebody tried too many addresses in a row."""

    status = 429


def issue_link(
    purpose: str, target: models.Model, *, email: str, expires_at: datetime, by: Any | None, is_lasting: bool = False
) -> tuple[ActionLink, str]:
    """Make a link for `email` that opens `target` for `purpose`; return it with its token, never seen again.

    A lasting one opens a space until `expires_at`; the others act once.
    """
    token = secrets.token_urlsafe(TOKEN_BYTES)
    object_type, object_id = reference_to(target)
    link = ActionLink.objects.create(
        purpose=purpose,
        object_type=object_type,
        object_id=object_id,
        email=email,
        token_hash=_hash(token),
        issued_by=by,
        issued_at=calendar.real_now(),
        expires_at=expires_at,
        is_lasting=is_lasting,
    )
    return link, token


def find_link(token: str, purpose: str) -> ActionLink:
    """Return the living link of `token`, counting the view; reading it does nothing else. Raises LinkRefused."""
    link = ActionLink.objects.filter(token_hash=_hash(token), purpose=purpose).first()
    if link is None or link.revoked_at:
        raise LinkRefused(_("Ce lien n’est pas valable. Vérifiez l’adresse, ou demandez un nouveau lien."))
    if link.used_at:
        raise LinkRefused(_already_used())
    if link.expires_at <= calendar.real_now():
        raise LinkRefused(_("Ce lien n’est plus valable : son délai est passé. Demandez-en un nouveau."))
    ActionLink.objects.filter(pk=link.pk).update(views_count=F("views_count") + 1)
    return link


def target_of(link: ActionLink) -> models.Model:
    """Return the object the link opens. Raises LinkRefused if it is gone."""
    target = apps.get_model(link.object_type)._base_manager.filter(pk=link.object_id).first()
    if target is None:
        raise LinkRefused(_("Ce que ce lien ouvrait n’existe plus."))
    return target


def consume(link: ActionLink) -> None:
    """Use the link up, in the transaction of its act. Raises LinkRefused if somebody was quicker, or if it lasts."""
    now = calendar.real_now()
    usable = ActionLink.objects.living(now).filter(pk=link.pk, is_lasting=False)
    if not usable.update(used_at=now):
        raise LinkRefused(_already_used())
    link.used_at = now


def hold(link: ActionLink) -> None:
    """Keep a lasting link from being revoked during an act's transaction. Raises LinkRefused if it no longer acts."""
    living = ActionLink.objects.living(calendar.real_now()).filter(pk=link.pk, is_lasting=True)
    if not living.select_for_update(of=("self",), no_key=True).exists():
        raise LinkRefused(
            _("Ce lien n’ouvre plus rien : il a été fermé, ou son délai est passé. Demandez-en un autre.")
        )


def revoke(link: ActionLink) -> None:
    """Close the link for good; doing it twice changes nothing."""
    ActionLink.objects.filter(pk=link.pk, revoked_at=None).update(revoked_at=calendar.real_now())


def links_of(purpose: str, targets: Iterable[models.Model]) -> ActionLinkQuerySet:
    """Return the links that open one of `targets` (all of one model) for `purpose`, the latest first."""
    references = [reference_to(target) for target in targets]
    return ActionLink.objects.filter(
        purpose=purpose,
        object_type__in={object_type for object_type, _key in references},
        object_id__in={key for _type, key in references},
    ).order_by("-issued_at", "-pk")


def _already_used() -> str:
    return _(
        "Ce lien a déjà servi. Si la réponse vient de vous, elle est enregistrée et il n’y a rien d’autre à faire. "
        "Sinon, demandez un nouveau lien."
    )


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
