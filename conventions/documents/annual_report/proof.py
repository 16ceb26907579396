"""What lets anybody check a copy of a report: its number, the hash of its figures, the page that vouches for it."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.conf import settings
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from conventions.models import AnnualReport
from ofqj_portal.core.pdf import Attached
from ofqj_portal.core.qr import qr_svg


@dataclass(frozen=True)
class Proof:
    """As printed inside the cover. `attached` are the names and descriptions of the data inside the file."""

    reference: str
    figures_hash: str
    address: str
    qr: SafeString
    attached: tuple[tuple[str, str], ...]

    @property
    def hash_groups(self) -> tuple[str, ...]:
        """The hash in groups of eight signs, which an eye can compare."""
        return tuple(self.figures_hash[start : start + 8] for start in range(0, len(self.figures_hash), 8))


def proof_of(report: AnnualReport, attached: Sequence[Attached]) -> Proof:
    """Say how a copy of this report is checked."""
    figures_hash = report.snapshot.figures_hash
    address = settings.BASE_URL.rstrip("/") + reverse("conventions:report_proof", args=[figures_hash])
    label = _("Code à scanner : la page qui vérifie le bilan nº %(reference)s") % {"reference": report.reference}
    names = tuple((one.name, one.description) for one in attached)
    return Proof(report.reference, figures_hash, address, qr_svg(address, label=label), names)
