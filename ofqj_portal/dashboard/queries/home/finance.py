"""The home of finance: what is to be paid, and what each envelope still holds."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db.models import Sum
from django.db.models.functions import ExtractYear
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ofqj_portal.core.money import Money
from ofqj_portal.core.shores import format_money
from ofqj_portal.dashboard.queries.home import envelopes
from ofqj_portal.dashboard.queries.home.parts import Figure, Home, Task
from ofqj_portal.dashboard.queries.home.years import money_by_year
from projects.enums import RunState
from projects.models import Envelope, PaymentRun
from projects.queries.payment_runs import payable_grants
from projects.queries.payments import grants_to_pay


def add_to(home: Home, user: Any, now: datetime) -> None:
    """Add the grants that are not wholly paid, and the money still promised, each currency apart."""
    count = grants_to_pay(user, unpaid=True).count()
    if count:
        text = ngettext("%d subvention a un versement à noter", "%d subventions ont un versement à noter", count)
        home.tasks.append(Task(text % count, reverse("projects:payments") + "?unpaid=on", _("Voir les versements")))
    home.tasks += _order_tasks(user)
    for currency, sums in _sums_by_year().items():
        left = sum((committed - paid for _total, committed, paid in sums.values()), Decimal(0))
        home.figures.append(Figure(format_money(Money(left, currency)), _("promis, pas encore payés")))
        home.charts.append(money_by_year(sums, currency=currency))
    home.envelopes += envelopes.bars(now)


def _sums_by_year() -> dict[str, dict[int, tuple[Decimal, Decimal, Decimal]]]:
    """Return (total, committed, paid) by currency, then by the year the call closes; one query."""
    rows = Envelope.objects.order_by("currency").values_list("currency", ExtractYear("call__closes_at"))
    found: dict[str, dict[int, tuple[Decimal, Decimal, Decimal]]] = {}
    summed = rows.annotate(total=Sum("total_amount"), committed=Sum("committed_amount"), paid=Sum("paid_amount"))
    for currency, year, total, committed, paid in summed:
        found.setdefault(currency, {})[year] = total, committed, paid
    return found


def _order_tasks(user: Any) -> list[Task]:
    """Lead to the grants that have what an order needs, and to the orders the bank has not answered."""
    tasks, url = [], reverse("projects:runs")
    if waiting := PaymentRun.objects.filter(state=RunState.PREPARED).count():
        text = ngettext("%d ordre de paiement est à confirmer", "%d ordres de paiement sont à confirmer", waiting)
        tasks.append(Task(text % waiting, url, _("Voir les ordres")))
    if ready := payable_grants(user).count():
        words = ngettext("%d subvention a son compte bancaire", "%d subventions ont leur compte bancaire", ready)
        tasks.append(Task(words % ready, url, _("Préparer un ordre de paiement")))
    return tasks
