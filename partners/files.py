"""The files the directory keeps."""

from django.utils.translation import gettext_lazy as _

from ofqj_portal.core import file_types
from ofqj_portal.core.files import FileKind, register_kind
from ofqj_portal.core.imports.limits import MAX_BYTES
from partners.models import Agreement

MAX_TEXT_BYTES = 10 * 1024 * 1024

AGREEMENT_TEXT = register_kind(
    FileKind(
        code="partners.agreement_text",
        label=_("Texte d’une entente"),
        may_read=lambda user, file: Agreement.objects.visible_to(user).filter(text_file=file).exists(),
        types=frozenset({file_types.PDF}),
        max_bytes=MAX_TEXT_BYTES,
    )
)
DIRECTORY = register_kind(
    FileKind(
        code="directory",
        label=_("Annuaire à importer"),
        may_read=lambda user, file: file.created_by_id == user.pk,
        types=frozenset({file_types.CSV, file_types.XLSX, file_types.JSON}),
        max_bytes=MAX_BYTES,
    )
)
