"""The OFQJ gives, with a call, the blank document of a category of pieces; it replaces it, or takes it back."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from ofqj_portal.accounts.models import User
from ofqj_portal.core import files
from ofqj_portal.core.errors import DomainError
from ofqj_portal.core.journal import record
from ofqj_portal.core.models.stored_file import FileState
from ofqj_portal.core.money import Money
from projects.models import Call, PieceTemplate
from projects.services.calls import create_call, lock_call

TEMPLATE_KIND = "projects.piece_template"


class CategoryNotAsked(DomainError):
    """A blank document belongs to a piece that the call asks or advises."""


@transaction.atomic
def put_piece_template(
    *, call: Call, category: str, content: bytes, name: str, by: User, now: datetime
) -> PieceTemplate:
    """Give the document to fill for `category`, in the place of the one there was, which is dropped.

    Raises CategoryNotAsked for a piece the call does not name, FileRefused.
    """
    call = lock_call(call)
    if category not in {*call.required_pieces, *call.recommended_pieces}:
        raise CategoryNotAsked(_("L’appel ne demande ni ne conseille cette pièce : ajoutez-la d’abord à l’appel."))
    _drop(call.piece_templates.select_related("file").filter(category=category).first())
    stored = files.store(content, kind=TEMPLATE_KIND, name=name, attached_to=call, by=by, now=now)
    template = PieceTemplate.objects.create(call=call, category=category, file=stored, added_at=now, added_by=by)
    record(call, "call.template_put", by=by, category=category, file=stored.pk)
    return template


@transaction.atomic
def carry_call_over(
    *, model: Call, values: Mapping[str, Any], envelopes: Mapping[str, Money | None], by: User, now: datetime
) -> Call:
    """Begin a call from another one, with a copy of the documents to fill of the pieces that it still names.

    A document that the scan refused is left behind. Raises what `create_call` raises.
    """
    call = create_call(values=values, envelopes=envelopes, by=by, now=now)
    for template in model.piece_templates.select_related("file").exclude(file__state=FileState.REJECTED):
        if template.category in {*call.required_pieces, *call.recommended_pieces}:
            blank, name = files.read(template.file), template.file.name
            put_piece_template(call=call, category=template.category, content=blank, name=name, by=by, now=now)
    return call


@transaction.atomic
def remove_piece_template(*, template: PieceTemplate, by: User, now: datetime) -> None:
    """Take a document back, and its bytes with it."""
    call, facts = lock_call(template.call), {"category": template.category, "file": template.file_id}
    _drop(call.piece_templates.select_related("file").filter(pk=template.pk).first())
    record(call, "call.template_removed", by=by, **facts)


def _drop(template: PieceTemplate | None) -> None:
    if template is not None:
        stored = template.file
        template.delete()
        files.forget(stored)
