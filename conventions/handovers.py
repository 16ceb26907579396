"""What somebody who leaves holds in her own name for the convention: shown, for her party to name somebody else."""

from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from conventions.models import AccordRequest, Mandate, PartyAccord, SigningMandate
from ofqj_portal.accounts.models import User
from ofqj_portal.core.handover import Held, Holding, register_holding
from partners.models import Structure


def _in_her_name(structure: Structure, person: User, on: date) -> list[Held]:
    signing = list(SigningMandate.objects.filter(user=person).exclude(ends_on__lt=on).select_related("convention"))
    answered = PartyAccord.objects.filter(mandate__in=signing).values("amendment", "mandate")
    done = {(row["amendment"], row["mandate"]) for row in answered}
    asked = AccordRequest.objects.filter(mandate__in=signing).select_related("amendment", "mandate")
    waiting = [row for row in asked if (row.amendment_id, row.mandate_id) not in done]
    seats = Mandate.objects.filter(user=person).current(on).select_related("committee")
    return [
        *(Held(row, _("Accord attendu : %s") % row.amendment) for row in waiting),
        *(
            Held(row, _("Pouvoir de signer : %s") % row.seat_label, url=row.convention.get_absolute_url())
            for row in signing
        ),
        *(Held(row, _("Siège au comité de pilotage"), row.committee.name) for row in seats),
    ]


register_holding(
    Holding(
        code="6_mandates",
        label=gettext_lazy("Pouvoirs et mandats de la convention"),
        find=_in_her_name,
        advice=gettext_lazy(
            "Un pouvoir de signer et un siège sont donnés à une personne par sa partie : elle en nomme une autre."
        ),
    )
)
