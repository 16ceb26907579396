"""Who is paid: the accounting record that names the payee, kept ten years after the last payment to it."""

from datetime import date

from ofqj_portal.core.calendar import add_months
from projects.enums import PayeeKind
from projects.models import AccountingRecord, Project

YEARS_KEPT = 10  # how long the identity of a payee is kept (architecture §2)


def payee_of(project: Project, on: date) -> AccountingRecord:
    """Return the accounting record of the lead carrier, kept ten years from the day `on` at least."""
    kept_until = add_months(on, 12 * YEARS_KEPT)
    payee = AccountingRecord.objects.select_for_update().filter(structure=project.carrier_id).first()
    if payee is None:
        return AccountingRecord.objects.create(
            kind=PayeeKind.STRUCTURE, structure_id=project.carrier_id, kept_until=kept_until
        )
    if payee.kept_until < kept_until:
        payee.kept_until = kept_until
        payee.save(update_fields=["kept_until"])
    return payee
