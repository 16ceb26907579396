"""Who is paid: the accounting record that names the payee, kept ten years after the last payment to it."""

from datetime import date

from ofqj_portal.core.calendar import add_months
from projects.enums import PayeeKind
from projects.models import AccountingRecord, Instalment, Project

YEARS_KEPT = 10  # how long the identity of a payee is kept (architecture §2)


def payee_of(project: Project, on: date) -> AccountingRecord:
    """Return the accounting record of the lead carrier, kept ten years from the day `on` at least."""
    kept_until = years_after(on)
    payee = AccountingRecord.objects.select_for_update().filter(structure=project.carrier_id).first()
    if payee is None:
        return AccountingRecord.objects.create(
            kind=PayeeKind.STRUCTURE, structure_id=project.carrier_id, kept_until=kept_until
        )
    return _kept_until(payee, kept_until)


def payee_of_instalment(instalment: Instalment, project: Project, on: date) -> AccountingRecord:
    """Return who is paid by an instalment: the young person whose share it is, else the lead carrier."""
    if instalment.payee_id is None:
        return payee_of(project, on)
    return _kept_until(AccountingRecord.objects.select_for_update().get(pk=instalment.payee_id), years_after(on))


def years_after(on: date) -> date:
    """Return until when the identity of who is paid on a day is kept."""
    return add_months(on, 12 * YEARS_KEPT)


def _kept_until(payee: AccountingRecord, day: date) -> AccountingRecord:
    if payee.kept_until < day:
        payee.kept_until = day
        payee.save(update_fields=["kept_until"])
    return payee
