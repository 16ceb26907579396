"""A recovery comes back in one sum or several, each with its receipt."""

import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("projects", "0039_sessions_try_reductions"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="RecoveryReceipt",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("amount", models.DecimalField(decimal_places=2, max_digits=12, verbose_name="rendu")),
                (
                    "currency",
                    models.CharField(
                        choices=[("EUR", "euro"), ("CAD", "dollar canadien")], max_length=3, verbose_name="devise"
                    ),
                ),
                ("received_on", models.DateField(verbose_name="reçu le")),
                ("recorded_at", models.DateTimeField(verbose_name="noté le")),
            ],
            options={
                "verbose_name": "somme rendue",
                "verbose_name_plural": "sommes rendues",
                "ordering": ["recovery_id", "pk"],
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="recovery",
            trigger=pgtrigger.compiler.Trigger(
                name="recovery_received_whole",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\n            IF NEW.state = 'received' AND OLD.state <> 'received' AND NEW.amount <> coalesce((SELECT sum(r.amount) FROM projects_recoveryreceipt r WHERE r.recovery_id = NEW.id), 0) THEN\n                RAISE EXCEPTION 'recovery: it is over once its receipts make up the whole of it' USING ERRCODE = 'check_violation', CONSTRAINT = 'recovery_received_whole';\n            END IF;\n            RETURN NEW;\n        ",
                    hash="cdc33aafcbf9eb2052b208887fc24258528c4987",
                    operation='UPDATE OF "state"',
                    pgid="pgtrigger_recovery_received_whole_f263b",
                    table="projects_recovery",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.AddField(
            model_name="recoveryreceipt",
            name="recorded_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="recoveryreceipt",
            name="recovery",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="receipts", to="projects.recovery"
            ),
        ),
        migrations.AddConstraint(
            model_name="recoveryreceipt",
            constraint=models.CheckConstraint(
                condition=models.Q(("amount__gt", 0)),
                name="recovery_receipt_amount_positive",
                violation_error_message="Une somme rendue a un montant positif.",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="recoveryreceipt",
            trigger=pgtrigger.compiler.Trigger(
                name="recovery_receipt_kept",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="050ba1ebd09cee38bf45496d4c9e2866e389d393",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_recovery_receipt_kept_d25d4",
                    table="projects_recoveryreceipt",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="recoveryreceipt",
            trigger=pgtrigger.compiler.Trigger(
                name="recovery_receipt_within_what_is_asked",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\n            IF NOT EXISTS (SELECT 1 FROM projects_recovery v WHERE v.id = NEW.recovery_id AND v.state = 'sent' AND v.currency = NEW.currency AND v.amount >= NEW.amount + coalesce((SELECT sum(r.amount) FROM projects_recoveryreceipt r WHERE r.recovery_id = NEW.recovery_id), 0) FOR UPDATE) THEN\n                RAISE EXCEPTION 'recovery receipt: it is asked, in this currency, and no more than the whole comes back' USING ERRCODE = 'check_violation', CONSTRAINT = 'recovery_receipt_within_what_is_asked';\n            END IF;\n            RETURN NEW;\n        ",
                    hash="6c99c7c0d792452be6e401b72a2dc212cfa5d42b",
                    operation="INSERT",
                    pgid="pgtrigger_recovery_receipt_within_what_is_asked_e573f",
                    table="projects_recoveryreceipt",
                    when="BEFORE",
                ),
            ),
        ),
    ]
