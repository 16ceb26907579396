"""How long things last in the life of a person’s data."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("participants", "0002_people_import")]

    operations = [
        migrations.CreateModel(
            name="Delay",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "code",
                    models.CharField(
                        choices=[
                            ("space_link", "Durée d’un lien vers l’espace d’une personne"),
                            ("answer_france", "Délai de réponse à une demande, France"),
                            ("answer_quebec", "Délai de réponse à une demande, Québec"),
                            ("retention", "Conservation après le dernier contact"),
                            ("retention_warning", "Préavis avant de rendre une personne anonyme"),
                            ("emergency", "Effacement du contact d’urgence après le retour"),
                            ("download", "Durée du fichier qu’une personne télécharge"),
                        ],
                        max_length=40,
                        unique=True,
                        verbose_name="délai",
                    ),
                ),
                ("count", models.PositiveSmallIntegerField(verbose_name="durée")),
                (
                    "unit",
                    models.CharField(
                        choices=[("days", "jours"), ("months", "mois")], max_length=6, verbose_name="unité"
                    ),
                ),
                ("source", models.CharField(max_length=200, verbose_name="source")),
            ],
            options={
                "verbose_name": "délai",
                "verbose_name_plural": "délais",
                "ordering": ["code"],
            },
        ),
        migrations.AddConstraint(
            model_name="delay",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "code__in",
                        [
                            "space_link",
                            "answer_france",
                            "answer_quebec",
                            "retention",
                            "retention_warning",
                            "emergency",
                            "download",
                        ],
                    ),
                    ("unit__in", ["days", "months"]),
                ),
                name="delay_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="delay",
            constraint=models.CheckConstraint(
                condition=models.Q(("count__gte", 1), ("count__lte", 1200)),
                name="delay_lasts",
                violation_error_message="Un délai dure au moins un jour, et au plus cent ans.",
            ),
        ),
    ]
