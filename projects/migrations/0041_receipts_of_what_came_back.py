"""What came back before it could come in parts has its one receipt."""

from django.db import migrations


def write_receipts(apps, schema_editor):
    Recovery = apps.get_model("projects", "Recovery")
    RecoveryReceipt = apps.get_model("projects", "RecoveryReceipt")
    over = Recovery.objects.filter(state="received", receipts=None)
    # nothing comes back of what is over: the trigger that says so sleeps while the past is written down
    schema_editor.execute("ALTER TABLE projects_recoveryreceipt DISABLE TRIGGER USER")
    RecoveryReceipt.objects.bulk_create(
        RecoveryReceipt(
            recovery=recovery,
            amount=recovery.amount,
            currency=recovery.currency,
            received_on=recovery.received_on,
            recorded_by_id=recovery.ended_by_id,
            recorded_at=recovery.ended_at,
        )
        for recovery in over
    )
    schema_editor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # else the table still has events that wait
    schema_editor.execute("ALTER TABLE projects_recoveryreceipt ENABLE TRIGGER USER")


class Migration(migrations.Migration):
    dependencies = [("projects", "0040_recovery_receipts")]

    operations = [migrations.RunPython(write_receipts, migrations.RunPython.noop, elidable=True)]
