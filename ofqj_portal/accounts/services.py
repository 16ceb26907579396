"""What happens to an account: opened, renamed, given a link to choose a password, closed."""

from django.db import transaction
from django.utils.translation import gettext as _

from ofqj_portal.accounts.emails import SecurityNotice
from ofqj_portal.accounts.models import User
from ofqj_portal.core import calendar
from ofqj_portal.core.errors import DomainError
from ofqj_portal.core.jobs import enqueue
from ofqj_portal.core.journal import record
from ofqj_portal.core.outbox import queue


class AddressTaken(DomainError):
    """An account already has this address."""


@transaction.atomic
def open_account(*, email: str, first_name: str, last_name: str, by: User | None) -> User:
    """Open an account without a password; its owner chooses one from a link sent to `email`.

    Raises AddressTaken if an account has this address, whatever its case.
    """
    if User.objects.filter(email__iexact=email.strip()).exists():
        raise AddressTaken(_("Un compte porte déjà cette adresse."))
    user = User.objects.create_user(email, None, first_name=first_name, last_name=last_name)
    record(user, "account.opened", by=by)
    return user


@transaction.atomic
def rename_person(*, user: User, first_name: str, last_name: str, by: User) -> User:
    """Change the name of a person; nothing is written if it is the same."""
    user = User.objects.select_for_update().get(pk=user.pk)
    before = {"first_name": user.first_name, "last_name": user.last_name}
    after = {"first_name": first_name, "last_name": last_name}
    if before != after:
        user.first_name, user.last_name = first_name, last_name
        user.save(update_fields=["first_name", "last_name"])
        record(user, "account.renamed", by=by, personal={"before": before, "after": after})
    return user


def ask_for_password_link(*, user_ids: list[int]) -> None:
    """Have the worker send these accounts (none, for an unknown address) a link to choose a password."""
    enqueue("accounts.send_password_links", args={"user_ids": user_ids})


@transaction.atomic
def tell_of_security_event(*, user: User, event: str) -> None:
    """Write in the journal, and mail to the person, what changed in the protection of her account."""
    queue(SecurityNotice(user=user, event=event, at=calendar.real_now()))
    record(user, f"account.{event}", by=user)


@transaction.atomic
def close_account(*, user: User, by: User) -> User:
    """Close an account: its sessions end at the next request, its rows stay."""
    user = User.objects.select_for_update().get(pk=user.pk)
    if user.is_active:
        user.is_active = False
        user.save(update_fields=["is_active"])
        record(user, "account.closed", by=by)
    return user
