"""What every request asks of whoever is signed in, read in the one query that reads her account.

The apps above register what they keep of an account (her seats, the stays she leads, the ties she declared); the
backend of accounts reads it all along. Somebody read otherwise is asked once, for all the facts together.
"""

from collections.abc import Callable
from datetime import date
from typing import Any

from django.contrib.auth import get_user_model
from django.db.models import OuterRef, QuerySet
from django.db.models.expressions import BaseExpression

from ofqj_portal.core import calendar

#: Builds the expression of a fact, for the account that the reference names, on a civil day (Paris).
Fact = Callable[[OuterRef, date], BaseExpression]
_facts: dict[str, Fact] = {}


def register_account_fact(name: str, fact: Fact) -> None:
    """Add a fact to what is read with an account, at start-up; `name` is the attribute that holds it."""
    _facts[name] = fact


def with_facts(accounts: QuerySet[Any], *, on: date) -> QuerySet[Any]:
    """Bring every fact along with the accounts, as it stands on that day."""
    return accounts.annotate(**{name: fact(OuterRef("pk"), on) for name, fact in _facts.items()})


def fact_of(user: Any, name: str) -> Any:
    """Return one fact of an account: read along with it, else asked now and kept on this instance."""
    if not hasattr(user, name):
        rows = with_facts(get_user_model().objects.filter(pk=user.pk), on=calendar.today())
        found = rows.values(*_facts).first() or {}
        for fact in _facts:
            setattr(user, fact, found.get(fact, []))
    return getattr(user, name)


def forget_facts(user: Any) -> None:
    """Drop what was read of an account, after one of its facts changed."""
    for name in _facts:
        if hasattr(user, name):
            delattr(user, name)
