from django.db import migrations, models


class Migration(migrations.Migration):
    """Hold as data the steps that lead a group to its departure."""

    dependencies = [
        ("participants", "0016_papers_that_end"),
    ]

    operations = [
        migrations.CreateModel(
            name="PlanningStep",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "programme",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("group_stay", "Séjour collectif d’insertion"),
                            ("chantier", "Chantier d’insertion"),
                            ("project_grant", "Soutien à un projet"),
                            ("internship", "Stage de perfectionnement"),
                            ("civic_service", "Service civique"),
                            ("cross_mission", "Mission croisée"),
                            ("support_mission", "Mission d’accompagnement"),
                        ],
                        default="",
                        max_length=20,
                        verbose_name="programme",
                    ),
                ),
                (
                    "direction",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("to_quebec", "Vers le Québec"),
                            ("to_france", "Vers la France"),
                            ("to_other", "Vers un autre pays"),
                        ],
                        default="",
                        max_length=12,
                        verbose_name="sens",
                    ),
                ),
                (
                    "days_before",
                    models.SmallIntegerField(
                        help_text="Un nombre négatif compte les jours après le départ.",
                        verbose_name="jours avant le départ",
                    ),
                ),
                ("label", models.CharField(max_length=140, verbose_name="étape")),
                ("details", models.CharField(blank=True, default="", max_length=300, verbose_name="précision")),
                ("is_used", models.BooleanField(default=True, verbose_name="en usage")),
            ],
            options={
                "verbose_name": "étape de préparation",
                "verbose_name_plural": "étapes de préparation",
                "ordering": ["-days_before", "label", "pk"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("programme", "direction", "label"),
                        name="planning_step_once",
                        violation_error_message="Cette étape existe déjà pour ce programme et ce sens.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("days_before__gte", -400), ("days_before__lte", 400)),
                        name="planning_step_within_a_year",
                        violation_error_message="Une étape se place dans l’année qui précède ou suit le départ.",
                    ),
                ],
            },
        ),
    ]
