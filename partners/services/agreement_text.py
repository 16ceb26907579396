"""The signed text of an entente, as a file."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from ofqj_portal.accounts.models import User
from ofqj_portal.core import calendar, files
from ofqj_portal.core.errors import WrongState
from ofqj_portal.core.journal import record
from ofqj_portal.core.outbox import queue
from partners.emails import AgreementChanged
from partners.files import AGREEMENT_TEXT
from partners.models import Agreement


@transaction.atomic
def keep_text(*, agreement: Agreement, content: bytes, name: str, by: User, now: datetime) -> Agreement:
    """Keep the signed text of an entente, in place of the one there was; the other side is told.

    Raises WrongState once the entente was ended, FileRefused for anything but a PDF of at most 10 MB.
    """
    agreement = Agreement.objects.select_for_update(of=("self",)).get(pk=agreement.pk)
    if agreement.ended_on:
        raise WrongState(_("Cette entente est arrêtée : son texte ne change plus."))
    former = agreement.text_file
    agreement.text_file = files.store(
        content, kind=AGREEMENT_TEXT.code, name=name, attached_to=agreement, by=by, now=now
    )
    agreement.version += 1
    agreement.save(update_fields=["text_file", "version"])
    if former is not None:
        files.forget(former)
    queue(AgreementChanged(agreement=agreement, by=by, on=calendar.day_of(now)))
    record(agreement, "agreement.text_kept", by=by, file=agreement.text_file.pk)
    return agreement
