"""An answer is bound to the words that were shown; those are written once."""

import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("participants", "0006_load_consent_texts")]

    operations = [
        pgtrigger.migrations.AddTrigger(
            model_name="consenttext",
            trigger=pgtrigger.compiler.Trigger(
                name="consent_text_written_once",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='RAISE EXCEPTION \'pgtrigger: Cannot update of "purpose", "shore", "version", "body", "lasts_months", "published_on" rows from % table\', TG_TABLE_NAME;',
                    hash="f1fc693d5af05af19a7b74930987ecb62021f1b3",
                    operation='UPDATE OF "purpose", "shore", "version", "body", "lasts_months", "published_on"',
                    pgid="pgtrigger_consent_text_written_once_e6a7e",
                    table="participants_consenttext",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="consenttext",
            trigger=pgtrigger.compiler.Trigger(
                name="consent_text_kept",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;",
                    hash="6fb395951628177af4991cd4d213317ff26e2f42",
                    operation="DELETE",
                    pgid="pgtrigger_consent_text_kept_55f87",
                    table="participants_consenttext",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.AddField(
            model_name="personconsent",
            name="expires_on",
            field=models.DateField(blank=True, null=True, verbose_name="à redemander le"),
        ),
        migrations.AddField(
            model_name="personconsent",
            name="source",
            field=models.CharField(
                choices=[("adviser", "Recueilli par la structure"), ("space", "Donné par la personne dans son espace")],
                default="adviser",
                max_length=10,
                verbose_name="recueilli",
            ),
        ),
        migrations.AddField(
            model_name="personconsent",
            name="text",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="participants.consenttext",
                verbose_name="texte montré",
            ),
        ),
        migrations.AddConstraint(
            model_name="personconsent",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("expires_on__isnull", True),
                    models.Q(("expires_on__gt", models.F("answered_on")), ("is_given", True)),
                    _connector="OR",
                ),
                name="consent_only_a_yes_expires",
                violation_error_message="Seul un oui arrive à son terme, après avoir été donné.",
            ),
        ),
    ]
