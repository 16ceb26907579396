"""A dossier asks for top-ups of the aid."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("projects", "0014_calls_top_aid_up"),
    ]

    operations = [
        migrations.CreateModel(
            name="AidExtra",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "category",
                    models.CharField(
                        choices=[
                            ("passport", "Passeport ou visa"),
                            ("equipment", "Équipement"),
                            ("pocket_money", "Argent de poche"),
                            ("care", "Garde d’enfant ou accompagnement adapté"),
                        ],
                        max_length=14,
                        verbose_name="complément",
                    ),
                ),
                (
                    "obstacle",
                    models.CharField(
                        choices=[
                            ("handicap", "Handicap"),
                            ("sante", "Santé"),
                            ("education", "Éducation et formation"),
                            ("culture", "Différences culturelles"),
                            ("social", "Obstacles sociaux"),
                            ("economique", "Obstacles économiques"),
                            ("discrimination", "Discriminations"),
                            ("geographique", "Éloignement"),
                        ],
                        max_length=14,
                        verbose_name="obstacle",
                    ),
                ),
                ("people", models.PositiveSmallIntegerField(verbose_name="nombre de jeunes")),
                ("unit_amount", models.DecimalField(decimal_places=2, max_digits=12, verbose_name="montant par jeune")),
                (
                    "currency",
                    models.CharField(
                        choices=[("EUR", "euro"), ("CAD", "dollar canadien")], max_length=3, verbose_name="devise"
                    ),
                ),
                (
                    "project",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="aid_extras",
                        to="projects.project",
                        verbose_name="dossier",
                    ),
                ),
            ],
            options={
                "verbose_name": "complément d’aide",
                "verbose_name_plural": "compléments d’aide",
                "ordering": ["project", "category", "obstacle"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("project", "category", "obstacle"),
                        name="aid_extra_once",
                        violation_error_message="Ce complément est déjà demandé pour cet obstacle : changez son nombre.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("people__gte", 1), ("unit_amount__gt", 0)),
                        name="aid_extra_is_for_somebody",
                        violation_error_message="Un complément aide au moins une personne, d’un montant positif.",
                    ),
                ],
            },
        ),
    ]
