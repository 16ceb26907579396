"""The account of a request, read with what every page asks of it: what was told to her, what makes her roles."""

from datetime import date, datetime
from typing import Any

from allauth.account.auth_backends import AuthenticationBackend
from django.db.models import Count, IntegerField, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from ofqj_portal.accounts.models import User
from ofqj_portal.core import calendar
from ofqj_portal.core.account_facts import with_facts
from ofqj_portal.core.prepared import PreparedObject
from ofqj_portal.notifications.models import Notification


def account_with_facts(*, user_id: int, now: datetime, today: date) -> QuerySet[User]:
    """Find an account with `unread_count` (`now` is on the real clock) and the facts that hold on `today`."""
    told = Notification.objects.told_to(OuterRef("pk"), now).unread()
    count = told.order_by().values("user").annotate(count=Count("pk")).values("count")
    unread = Coalesce(Subquery(count, output_field=IntegerField()), 0)
    return with_facts(User.objects.annotate(unread_count=unread), on=today).filter(pk=user_id)


_accounts = PreparedObject(account_with_facts, user_id=int, now=datetime, today=date)


class AccountBackend(AuthenticationBackend):
    def get_user(self, user_id: Any) -> User | None:
        """Return the account, if it may still sign in, with its facts: no page pays a query more."""
        user = _accounts.get(user_id=user_id, now=calendar.real_now(), today=calendar.today())
        return user if user is not None and self.user_can_authenticate(user) else None
