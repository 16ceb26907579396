"""The home of finance: what is to be paid, and what each envelope still holds."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Sum
from django.db.models.functions import ExtractYear
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ofqj_portal.core.money import Money
from ofqj_portal.core.prepared_rows import PreparedRows
from ofqj_portal.core.shores import format_money
from ofqj_portal.dashboard.queries.home import envelopes
from ofqj_portal.dashboard.queries.home.counting import count_of
from ofqj_portal.dashboard.queries.home.parts import Figure, Home, Task
from ofqj_portal.dashboard.queries.home.years import money_by_year
from projects.enums import RunState
from projects.models import Envelope, PaymentRun
from projects.queries.payment_runs import payable_grants
from projects.queries.payments import grants_to_pay

MANY = 100  # grants: past them a home counts no further, for the ledger or the instalments of each are read


def add_to(home: Home, user: Any, now: datetime) -> None:
    """Add the grants that are not wholly paid, and the money still promised, each currency apart."""
    [(unpaid, prepared, ready)] = _COUNTS.of(user).all()
    if count := min(len(unpaid), MANY):
        text = ngettext("%d subvention a un versement à noter", "%d subventions ont un versement à noter", count)
        text = _("Plus de %d subventions ont un versement à noter") if len(unpaid) > MANY else text
        home.tasks.append(Task(text % count, reverse("projects:payments") + "?unpaid=on", _("Voir les versements")))
    home.tasks += _order_tasks(prepared, len(ready))
    for currency, sums in _sums_by_year().items():
        left = sum((committed - paid for _total, committed, paid in sums.values()), Decimal(0))
        home.figures.append(Figure(format_money(Money(left, currency)), _("promis, pas encore payés")))
        home.charts.append(money_by_year(sums, currency=currency))
    home.envelopes += envelopes.bars(now)


def _sums_by_year() -> dict[str, dict[int, tuple[Decimal, Decimal, Decimal]]]:
    """Return (total, committed, paid) by currency, then by the year the call closes; one query."""
    found: dict[str, dict[int, tuple[Decimal, Decimal, Decimal]]] = {}
    for currency, year, total, committed, paid in _SUMS.of(None).all():
        found.setdefault(currency, {})[year] = total, committed, paid
    return found


def _sums(_user: None, _key: None) -> Any:
    rows = Envelope.objects.order_by("currency").values_list("currency", ExtractYear("call__closes_at"))
    return rows.annotate(total=Sum("total_amount"), committed=Sum("committed_amount"), paid=Sum("paid_amount"))


_SUMS = PreparedRows(_sums)


def _counts(user: Any, _key: None) -> Any:
    """Find the grants that are not wholly paid, the latest first, and those that are ready for an order.

    Of both no more than it takes to say that they are many. Count the orders the bank has not answered.
    """
    latest = grants_to_pay(user, unpaid=True).order_by("-pk").values("pk")[: MANY + 1]
    orders = PaymentRun.objects.filter(state=RunState.PREPARED)
    ready = payable_grants(user).order_by().values("pk")[: MANY + 1]
    found = ArraySubquery(latest), count_of(orders), ArraySubquery(ready)
    return get_user_model().objects.filter(pk=user.pk).values_list(*found)


_COUNTS = PreparedRows(_counts)


def _order_tasks(waiting: int, ready: int) -> list[Task]:
    """Lead to the grants that have what an order needs, and to the orders the bank has not answered."""
    tasks, url = [], reverse("projects:runs")
    if waiting:
        text = ngettext("%d ordre de paiement est à confirmer", "%d ordres de paiement sont à confirmer", waiting)
        tasks.append(Task(text % waiting, url, _("Voir les ordres")))
    if ready:
        words = ngettext("%d subvention a son compte bancaire", "%d subventions ont leur compte bancaire", ready)
        words = _("Plus de %d subventions ont leur compte bancaire") if ready > MANY else words
        tasks.append(Task(words % min(ready, MANY), url, _("Préparer un ordre de paiement")))
    return tasks
