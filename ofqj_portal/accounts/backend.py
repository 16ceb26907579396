"""The account of a request, read with what every page asks of it: what was told to her, what makes her roles."""

from typing import Any

from allauth.account.auth_backends import AuthenticationBackend
from django.db.models import Count, IntegerField, OuterRef, Subquery
from django.db.models.functions import Coalesce

from ofqj_portal.accounts.models import User
from ofqj_portal.core import calendar
from ofqj_portal.core.account_facts import with_facts
from ofqj_portal.notifications.models import Notification


class AccountBackend(AuthenticationBackend):
    def get_user(self, user_id: Any) -> User | None:
        """Return the account, if it may still sign in, with `unread_count` and its facts: no page pays a query more."""
        told = Notification.objects.told_to(OuterRef("pk"), calendar.real_now()).unread()
        count = told.order_by().values("user").annotate(count=Count("pk")).values("count")
        unread = Coalesce(Subquery(count, output_field=IntegerField()), 0)
        user = with_facts(User.objects.annotate(unread_count=unread)).filter(pk=user_id).first()
        return user if user is not None and self.user_can_authenticate(user) else None
