"""The home of finance: what is to be paid, and what each envelope still holds."""

from datetime import datetime
from typing import Any

from django.db.models import Sum
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ofqj_portal.core.money import Money
from ofqj_portal.core.shores import format_money
from ofqj_portal.dashboard.queries.home import envelopes
from ofqj_portal.dashboard.queries.home.parts import Figure, Home, Task
from projects.models import Envelope
from projects.queries.payments import grants_to_pay


def add_to(home: Home, user: Any, now: datetime) -> None:
    """Add the grants that are not wholly paid, and the money still promised, each currency apart."""
    count = grants_to_pay(user, unpaid=True).count()
    if count:
        text = ngettext("%d subvention a un versement à noter", "%d subventions ont un versement à noter", count)
        home.tasks.append(Task(text % count, reverse("projects:payments") + "?unpaid=on", _("Voir les versements")))
    totals = (
        Envelope.objects.values("currency")
        .annotate(committed=Sum("committed_amount"), paid=Sum("paid_amount"))
        .order_by("currency")
    )
    for row in totals:
        left = Money(row["committed"] - row["paid"], row["currency"])
        home.figures.append(Figure(format_money(left), _("promis, pas encore payés")))
    home.envelopes += envelopes.bars(Envelope.objects.filter(call__closes_at__year__gte=now.year))
