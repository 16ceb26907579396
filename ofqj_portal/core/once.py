"""A form acts once: twenty identical POSTs give one row, one mail, one journal line."""

from datetime import timedelta
from uuid import UUID

from django.db import connection

from ofqj_portal.core import calendar
from ofqj_portal.core.models import UsedToken

KEPT = timedelta(days=7)


def claim_once(token: UUID | None) -> bool:
    """Take the token of a posted form; True for the first who asks, False for every later one.

    Call it inside the transaction of the act: a second POST waits for the first, and gets its turn if that one failed.
    A page that carried no token is not protected: True.
    """
    if token is None:
        return True
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO core_usedtoken (token, used_at, result) VALUES (%s, %s, '') ON CONFLICT DO NOTHING",
            [token, calendar.real_now()],
        )
        return cursor.rowcount == 1


def keep_result(token: UUID | None, url: str) -> None:
    """Remember where the act of this form led, so that a double POST is sent there too."""
    if token is not None:
        UsedToken.objects.filter(token=token).update(result=url)


def result_of(token: UUID | None) -> str:
    """Return where the first POST of this form led, "" if nothing was kept."""
    if token is None:
        return ""
    return UsedToken.objects.filter(token=token).values_list("result", flat=True).first() or ""


def forget_old_tokens() -> int:
    """Drop the tokens of forms nobody can still have open; return how many."""
    return UsedToken.objects.filter(used_at__lt=calendar.real_now() - KEPT).delete()[0]
