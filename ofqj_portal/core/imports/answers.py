"""What the pages of an import share: a file made on the spot, and what it would do in figures."""

import io
from collections.abc import Mapping

from django.http import FileResponse, HttpResponse
from django.utils.translation import gettext as _

from ofqj_portal.core import file_types


def as_download(content: bytes, name: str) -> HttpResponse | FileResponse:
    """Answer with a file made on the spot, saved and never opened in the page; `name` is ours, in plain letters."""
    headers = {"X-Content-Type-Options": "nosniff", "Cache-Control": "private, no-store"}
    if name.endswith(".csv"):
        headers["Content-Disposition"] = f'attachment; filename="{name}"'
        return HttpResponse(content, content_type=f"{file_types.CSV}; charset=utf-8", headers=headers)
    file = {"filename": name, "as_attachment": True, "content_type": file_types.XLSX}
    return FileResponse(io.BytesIO(content), **file, headers=headers)


def figures_of(counts: Mapping[str, int]) -> list[dict[str, object]]:
    """Lay out what an import would do, for components/figures.html; `counts` by added, changed, same, refused."""
    words = (
        ("added", _("à ajouter")),
        ("changed", _("à modifier")),
        ("same", _("sans changement")),
        ("refused", _("à corriger")),
    )
    return [{"value": str(counts[action]), "label": label} for action, label in words]
