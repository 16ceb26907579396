"""The emergency sheet of a stay: written by the structure or the person, read by a leader, gone after the return."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from ofqj_portal.accounts.models import User
from ofqj_portal.core import links
from ofqj_portal.core.calendar import PARIS
from ofqj_portal.core.errors import DomainError
from ofqj_portal.core.journal import record
from ofqj_portal.core.models import ActionLink
from participants.data_enums import Allergen, DelayCode
from participants.enums import STAY_ENDED, ParticipationState
from participants.models import Delay, EmergencySheet, Participation

OVER = (*STAY_ENDED, ParticipationState.WITHDRAWN)


class StayOver(DomainError):
    """The stay is over: nobody needs the sheet any more."""


class HalfAContact(DomainError):
    """A contact has a name and a telephone."""


@transaction.atomic
def write_emergency_sheet(
    *,
    participation: Participation,
    contact_name: str,
    contact_phone: str,
    allergens: Iterable[str],
    now: datetime,
    by: User | None = None,
    by_link: ActionLink | None = None,
) -> EmergencySheet:
    """Write whom to call and what not to serve, in the place of what was there; she writes it herself `by_link`.

    The journal says that it was written, never what. Raises StayOver; HalfAContact for a name without a telephone.
    """
    if by_link:
        links.hold(by_link)
    participation = Participation.objects.select_for_update(of=("self",)).get(pk=participation.pk)
    if participation.state in OVER:
        raise StayOver(_("Le séjour est terminé : la fiche d’urgence ne sert plus."))
    if bool(contact_name.strip()) != bool(contact_phone.strip()):
        raise HalfAContact(_("Donnez le nom et le téléphone de la personne à prévenir, ou aucun des deux."))
    codes = {Allergen(code).value for code in allergens}
    values = {
        "contact_name": contact_name.strip(),
        "contact_phone": contact_phone.strip(),
        "allergies": ",".join(sorted(codes)),
        "recorded_at": now,
        "recorded_by": by,
    }
    sheet, _created = EmergencySheet.objects.update_or_create(participation=participation, defaults=values)
    trace = {"by_link": by_link.pk} if by_link else {}
    record(participation, "participation.emergency_written", by=by, **trace)
    return sheet


@transaction.atomic
def forget_emergency_sheets(*, now: datetime) -> int:
    """Erase the sheets of stays over for the delay `emergency`, and of whoever did not leave; return how many."""
    last_day = Delay.objects.get(code=DelayCode.EMERGENCY).before(now.astimezone(PARIS).date())
    sheets = EmergencySheet.objects.select_related("participation").order_by("pk")
    back = sheets.filter(participation__state__in=STAY_ENDED, participation__returned_on__lte=last_day)
    old = [*back, *sheets.filter(participation__state=ParticipationState.WITHDRAWN)]
    for sheet in old:
        participation = sheet.participation
        sheet.delete()
        record(participation, "participation.emergency_erased", by=None)
    return len(old)
