"""Finance says where money is given back to a section: the letters of overpayments and the dossiers show it."""

from dataclasses import asdict
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from ofqj_portal.accounts.models import User
from ofqj_portal.core.errors import EditedMeanwhile
from ofqj_portal.core.journal import record
from projects.models import RepaymentAccount
from projects.queries.repayment import mark_of
from projects.services.bank_details import Account, checked


@transaction.atomic
def set_repayment_account(*, section: str, account: Account, seen: str, by: User, now: datetime) -> RepaymentAccount:
    """Write the account to which `section` is given money back; letters already sent keep the one they say.

    `seen` is the mark of the account the form was built on. Raises BankDetailsRefused for numbers that make no
    account, EditedMeanwhile.
    """
    account = checked(account)
    found = RepaymentAccount.objects.select_for_update().filter(section=section).first()
    if seen != mark_of(found):
        raise EditedMeanwhile(_("Ce compte a changé entre-temps : relisez-le, puis enregistrez encore."))
    values = asdict(account) | {"changed_by": by, "changed_at": now}
    kept, _is_new = RepaymentAccount.objects.update_or_create(section=section, defaults=values)
    record(kept, "repayment_account.changed", by=by, section=section, scheme=account.scheme)
    return kept
