"""What everybody may read: the accessibility statement, the notice about personal data, the legal notice."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from participants.data_enums import DelayUnit
from participants.models import Delay
from partners.enums import StructureKind
from partners.models import Structure


@require_safe
def accessibility(request: HttpRequest) -> HttpResponse:
    """State what was checked, what is known to resist, and to whom to write."""
    return render(request, "privacy/accessibility.html", {"sections": _sections()})


@require_safe
def privacy_notice(request: HttpRequest) -> HttpResponse:
    """Say what is kept and why, with the delays as they stand, and the rights of each shore."""
    return render(request, "privacy/privacy_notice.html", {"sections": _sections(), "delays": _delays()})


@require_safe
def legal_notice(request: HttpRequest) -> HttpResponse:
    """Name the publisher, who answers for what is published, and the host, as the operator declares them."""
    said = {"director": settings.PUBLICATION_DIRECTOR, "host": settings.HOSTED_BY}
    return render(request, "privacy/legal_notice.html", {"sections": _sections(), **said})


def _sections() -> list[Structure]:
    """List the two sections of the OFQJ as the directory knows them, France first."""
    return list(Structure.objects.active().filter(kind=StructureKind.OFQJ).order_by("section"))


def _delays() -> dict[str, str]:
    """Return each delay of a person's data in words, by its code."""
    said = {}
    for delay in Delay.objects.order_by("code"):
        months = delay.unit == DelayUnit.MONTHS
        words = ngettext("%d mois", "%d mois", delay.count) if months else ngettext("%d jour", "%d jours", delay.count)
        said[delay.code] = words % delay.count
    return said
