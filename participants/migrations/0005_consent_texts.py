"""The words of each purpose, by shore and version."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("participants", "0004_load_delays")]

    operations = [
        migrations.CreateModel(
            name="ConsentText",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "purpose",
                    models.CharField(
                        choices=[
                            ("contact_after", "Être recontacté·e après le séjour pour dire ce que je deviens"),
                            ("image", "Paraître sur des photos ou des vidéos"),
                            ("testimony", "Voir mon témoignage publié"),
                            ("questionnaire", "Répondre au questionnaire sur mes progrès"),
                        ],
                        max_length=20,
                        verbose_name="finalité",
                    ),
                ),
                (
                    "shore",
                    models.CharField(
                        choices=[("fr", "France"), ("qc", "Québec")], max_length=10, verbose_name="rive de résidence"
                    ),
                ),
                ("version", models.CharField(max_length=20, verbose_name="version")),
                ("body", models.TextField(verbose_name="texte montré")),
                (
                    "lasts_months",
                    models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="un oui vaut (mois)"),
                ),
                ("published_on", models.DateField(verbose_name="en usage depuis le")),
            ],
            options={
                "verbose_name": "texte de consentement",
                "verbose_name_plural": "textes de consentement",
                "ordering": ["purpose", "shore", "-published_on", "-pk"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("purpose", "shore", "version"),
                        name="consent_text_once",
                        violation_error_message="Cette version existe déjà pour cette finalité et cette rive.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("purpose__in", ["contact_after", "image", "testimony", "questionnaire"]),
                            ("shore__in", ["fr", "qc"]),
                        ),
                        name="consent_text_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("body__regex", "^\\s*$"), _negated=True), models.Q(("version", ""), _negated=True)
                        ),
                        name="consent_text_says_something",
                        violation_error_message="Un texte de consentement a des mots et une version.",
                    ),
                ],
            },
        ),
    ]
