import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    """Keep what is planned for a person once she is back."""

    dependencies = [
        ("participants", "0028_incident_words_last_a_year"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="ReturnStep",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("talk", "Faire le point à deux"),
                            ("tell", "Raconter le séjour"),
                            ("papers", "Mettre à jour le CV et le passeport de compétences"),
                            ("training", "Chercher une formation"),
                            ("work", "Chercher un emploi ou une alternance"),
                            ("employer", "Rencontrer un employeur"),
                            ("commitment", "S’engager : service civique, bénévolat"),
                            ("steps", "Finir une démarche administrative"),
                        ],
                        max_length=12,
                        verbose_name="étape",
                    ),
                ),
                ("due_on", models.DateField(verbose_name="pour le")),
                ("done_on", models.DateField(null=True, verbose_name="fait le")),
                ("planned_at", models.DateTimeField(verbose_name="prévue le")),
                (
                    "participation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="return_steps",
                        to="participants.participation",
                    ),
                ),
                (
                    "planned_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "étape du retour",
                "verbose_name_plural": "étapes du retour",
                "ordering": ["participation", "due_on", "pk"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("participation", "kind"),
                        name="return_step_once",
                        violation_error_message="Cette étape est déjà dans le plan de cette personne.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "kind__in",
                                ["talk", "tell", "papers", "training", "work", "employer", "commitment", "steps"],
                            )
                        ),
                        name="return_step_kind_known",
                    ),
                ],
            },
        ),
    ]
