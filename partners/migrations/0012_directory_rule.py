import django.core.validators
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("partners", "0011_agreement_text"),
    ]

    operations = [
        migrations.CreateModel(
            name="DirectoryRule",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "stale_days",
                    models.PositiveSmallIntegerField(
                        default=365,
                        validators=[django.core.validators.MinValueValidator(1)],
                        verbose_name="une fiche est à vérifier après (jours)",
                    ),
                ),
                (
                    "obsolete_days",
                    models.PositiveSmallIntegerField(default=730, verbose_name="et peut-être périmée après (jours)"),
                ),
                (
                    "entente_days",
                    models.PositiveSmallIntegerField(
                        default=60, verbose_name="prévenir du terme d’une entente (jours avant)"
                    ),
                ),
            ],
            options={
                "verbose_name": "règle de l’annuaire",
                "verbose_name_plural": "règle de l’annuaire",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("stale_days__gte", 1), ("obsolete_days__gt", models.F("stale_days"))),
                        name="directory_rule_in_order",
                        violation_error_message="Une fiche est à vérifier avant d’être périmée.",
                    )
                ],
            },
        ),
    ]
