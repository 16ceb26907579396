"""The rate that counted at a decision, an agreement or a payment is written once."""

import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("projects", "0020_rates_say_who_noted_them"),
    ]

    operations = [
        migrations.CreateModel(
            name="FrozenRate",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "moment",
                    models.CharField(
                        choices=[
                            ("decision", "à la décision"),
                            ("agreement", "à la convention"),
                            ("payment", "au versement"),
                        ],
                        max_length=10,
                        verbose_name="moment",
                    ),
                ),
                ("payment_ref", models.CharField(blank=True, max_length=40, verbose_name="versement")),
                (
                    "base",
                    models.CharField(
                        choices=[("EUR", "euro"), ("CAD", "dollar canadien")],
                        max_length=3,
                        verbose_name="devise de départ",
                    ),
                ),
                (
                    "quote",
                    models.CharField(
                        choices=[("EUR", "euro"), ("CAD", "dollar canadien")],
                        max_length=3,
                        verbose_name="devise d’arrivée",
                    ),
                ),
                ("rate", models.DecimalField(decimal_places=6, max_digits=12, verbose_name="taux")),
                ("on", models.DateField(verbose_name="au")),
                ("source", models.CharField(max_length=120, verbose_name="source")),
                ("frozen_at", models.DateTimeField(verbose_name="figé le")),
                (
                    "decision",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="frozen_rates", to="projects.decision"
                    ),
                ),
            ],
            options={
                "verbose_name": "taux figé",
                "verbose_name_plural": "taux figés",
                "ordering": ["decision_id", "frozen_at", "pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("rate__gt", 0),
                            models.Q(("base", models.F("quote")), _negated=True),
                            models.Q(("source", ""), _negated=True),
                        ),
                        name="frozen_rate_makes_sense",
                        violation_error_message="Un taux figé relie deux devises, avec sa date et sa source.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("moment", "payment"), ("payment_ref", ""), _connector="OR"),
                        name="frozen_rate_names_payments_alone",
                        violation_error_message="Seul un taux de versement nomme un versement.",
                    ),
                ],
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="frozenrate",
            trigger=pgtrigger.compiler.Trigger(
                name="frozen_rate_kept",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="5cf555efe49926fa27f527a7008e16a92c5b17a6",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_frozen_rate_kept_1fa00",
                    table="projects_frozenrate",
                    when="BEFORE",
                ),
            ),
        ),
    ]
