"""An instalment may be the share of a young person, who is its payee."""

import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("projects", "0037_followed_by_its_author"),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="instalmentterm",
            name="instalment_term_share",
        ),
        migrations.AddField(
            model_name="instalment",
            name="payee",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="shares",
                to="projects.accountingrecord",
            ),
        ),
        migrations.AlterField(
            model_name="instalment",
            name="kind",
            field=models.CharField(
                choices=[("advance", "Acompte"), ("balance", "Solde"), ("share", "Part d’un jeune")],
                max_length=10,
                verbose_name="nature",
            ),
        ),
        migrations.AlterField(
            model_name="instalmentterm",
            name="kind",
            field=models.CharField(
                choices=[("advance", "Acompte"), ("balance", "Solde"), ("share", "Part d’un jeune")],
                max_length=10,
                verbose_name="nature",
            ),
        ),
        migrations.AlterField(
            model_name="instalmentterm",
            name="share_pct",
            field=models.PositiveSmallIntegerField(
                blank=True,
                help_text="Vide pour le solde, qui verse ce qui reste, et pour la part d’un jeune\xa0: cette ligne permet de la lui verser, à la demande de la structure, quand l’appel donne une aide par jeune.",
                null=True,
                verbose_name="part de l’aide (%)",
            ),
        ),
        migrations.AlterField(
            model_name="payment",
            name="kind",
            field=models.CharField(
                choices=[("advance", "Acompte"), ("balance", "Solde"), ("share", "Part d’un jeune")],
                max_length=10,
                verbose_name="nature",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="payment",
            trigger=pgtrigger.compiler.Trigger(
                name="payment_to_its_payee",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\n            IF EXISTS (SELECT 1 FROM projects_instalment i WHERE i.id = NEW.instalment_id AND i.payee_id IS DISTINCT FROM (SELECT r.id FROM projects_accountingrecord r WHERE r.payee_ref = NEW.payee_ref AND r.kind = 'person')) THEN\n                RAISE EXCEPTION 'payment: a share goes to its own payee, every other instalment to a structure' USING ERRCODE = 'check_violation', CONSTRAINT = 'payment_to_its_payee';\n            END IF;\n            RETURN NEW;\n        ",
                    hash="09697bfcf32c5790da58b16d1f7011d1c806f7d7",
                    operation="INSERT",
                    pgid="pgtrigger_payment_to_its_payee_2f726",
                    table="projects_payment",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="instalment",
            constraint=models.UniqueConstraint(
                fields=("grant", "payee"),
                name="instalment_one_share_each",
                violation_error_message="Cette personne a déjà sa part de cette subvention.",
            ),
        ),
        migrations.AddConstraint(
            model_name="instalment",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("kind", "share"), ("payee__isnull", False)),
                    models.Q(models.Q(("kind", "share"), _negated=True), ("payee__isnull", True)),
                    _connector="OR",
                ),
                name="instalment_share_has_its_payee",
                violation_error_message="La part d’un jeune est à son nom, et elle seule.",
            ),
        ),
        migrations.AddConstraint(
            model_name="instalmentterm",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("kind", "advance"),
                        ("share_pct__gte", 1),
                        ("share_pct__isnull", False),
                        ("share_pct__lte", 100),
                    ),
                    models.Q(("kind__in", ["balance", "share"]), ("share_pct__isnull", True)),
                    _connector="OR",
                ),
                name="instalment_term_share",
                violation_error_message="Un acompte est une part de 1 à 100 %\xa0; les autres n’en ont pas.",
            ),
        ),
    ]
