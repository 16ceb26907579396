"""The account of a request, with how many things she was told and did not read: no page pays a query for it."""

from typing import Any

from allauth.account.auth_backends import AuthenticationBackend
from django.db.models import Count, IntegerField, OuterRef, Subquery
from django.db.models.functions import Coalesce

from ofqj_portal.accounts.models import User
from ofqj_portal.core import calendar
from ofqj_portal.notifications.models import Notification


class AccountBackend(AuthenticationBackend):
    def get_user(self, user_id: Any) -> User | None:
        """Return the account, if it may still sign in, with `unread_count`."""
        told = Notification.objects.told_to(OuterRef("pk"), calendar.real_now()).unread()
        count = told.order_by().values("user").annotate(count=Count("pk")).values("count")
        unread = Coalesce(Subquery(count, output_field=IntegerField()), 0)
        user = User.objects.annotate(unread_count=unread).filter(pk=user_id).first()
        return user if user is not None and self.user_can_authenticate(user) else None
