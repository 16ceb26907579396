import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import ofqj_portal.core.fields


class Migration(migrations.Migration):
    """Keep the signs of life and the incidents of a stay, and how long silence may last."""

    dependencies = [
        ("participants", "0018_usual_steps"),
        ("projects", "0021_rates_are_frozen"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="SilenceRule",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "check_in_hours",
                    models.PositiveSmallIntegerField(default=24, verbose_name="un pointage toutes les (heures)"),
                ),
                (
                    "alert_hours",
                    models.PositiveSmallIntegerField(default=36, verbose_name="alerte après un silence de (heures)"),
                ),
            ],
            options={
                "verbose_name": "règle de pointage",
                "verbose_name_plural": "règle de pointage",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("check_in_hours__gte", 1), ("alert_hours__gte", models.F("check_in_hours"))
                        ),
                        name="silence_alert_follows_check_in",
                        violation_error_message="L’alerte vient après l’heure du pointage attendu.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="CheckIn",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("made_at", models.DateTimeField(verbose_name="pointé le")),
                (
                    "made_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "project",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="projects.project"
                    ),
                ),
            ],
            options={
                "verbose_name": "pointage",
                "verbose_name_plural": "pointages",
                "ordering": ["-made_at", "-pk"],
                "indexes": [models.Index(fields=["project", "-made_at"], name="check_in_by_project")],
            },
        ),
        migrations.CreateModel(
            name="Incident",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("travel", "Voyage ou transport"),
                            ("lost", "Perte ou vol"),
                            ("care", "Soins"),
                            ("accident", "Accident"),
                            ("group", "Vie du groupe"),
                            ("hosting", "Hébergement ou accueil"),
                            ("other", "Autre"),
                        ],
                        max_length=12,
                        verbose_name="nature",
                    ),
                ),
                ("is_urgent", models.BooleanField(default=False, verbose_name="besoin d’aide maintenant")),
                ("happened_on", models.DateField(verbose_name="jour")),
                ("told", ofqj_portal.core.fields.EncryptedTextField(verbose_name="ce qui s’est passé")),
                ("reported_at", models.DateTimeField(verbose_name="signalé le")),
                (
                    "project",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="projects.project"
                    ),
                ),
                (
                    "reported_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "incident",
                "verbose_name_plural": "incidents",
                "ordering": ["-reported_at", "-pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("kind__in", ["travel", "lost", "care", "accident", "group", "hosting", "other"])
                        ),
                        name="incident_kind_known",
                    )
                ],
            },
        ),
    ]
