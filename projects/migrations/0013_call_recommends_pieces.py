"""A call names the pieces it advises to join, beside those it asks for."""

import django.contrib.postgres.fields
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("projects", "0012_team_notes_and_labels"),
    ]

    operations = [
        migrations.AddField(
            model_name="call",
            name="recommended_pieces",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(
                    choices=[
                        ("host_letter", "Lettre d’engagement du partenaire d’accueil"),
                        ("stay_programme", "Programme du séjour"),
                        ("follow_up_statement", "Attestation de suivi des jeunes"),
                        ("statutes", "Statuts ou acte de constitution"),
                        ("bank_details", "Coordonnées bancaires de la structure"),
                        ("insurance", "Attestation d’assurance"),
                        ("cost_estimate", "Devis"),
                        ("work_permit", "Permis de travail"),
                        ("other", "Autre pièce"),
                    ],
                    max_length=30,
                ),
                blank=True,
                default=list,
                size=None,
                verbose_name="pièces conseillées",
            ),
        ),
    ]
