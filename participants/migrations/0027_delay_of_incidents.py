from django.db import migrations, models


class Migration(migrations.Migration):
    """Name the delay after which the words of an incident end."""

    dependencies = [
        ("participants", "0026_incidents_are_forgotten"),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="delay",
            name="delay_known",
        ),
        migrations.AlterField(
            model_name="delay",
            name="code",
            field=models.CharField(
                choices=[
                    ("space_link", "Durée d’un lien vers l’espace d’une personne"),
                    ("answer_france", "Délai de réponse à une demande, France"),
                    ("answer_quebec", "Délai de réponse à une demande, Québec"),
                    ("retention", "Conservation après le dernier contact"),
                    ("retention_warning", "Préavis avant de rendre une personne anonyme"),
                    ("emergency", "Effacement du contact d’urgence après le retour"),
                    ("download", "Durée du fichier qu’une personne télécharge"),
                    ("incident", "Effacement du récit d’un incident après son signalement"),
                ],
                max_length=40,
                unique=True,
                verbose_name="délai",
            ),
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
                            "incident",
                        ],
                    ),
                    ("unit__in", ["days", "months"]),
                ),
                name="delay_known",
            ),
        ),
    ]
