"""A kind of date more: what the committee decided that somebody would do."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("conventions", "0014_delegation_act")]

    operations = [
        migrations.AlterField(
            model_name="obligationrule",
            name="kind",
            field=models.CharField(
                choices=[
                    ("plan", "Plan de l’année"),
                    ("meeting", "Réunion de l’année"),
                    ("contribution", "Contribution au bilan"),
                    ("report", "Bilan de l’année"),
                    ("renewal", "Terme et renouvellement"),
                    ("accord", "Accord sur un avenant"),
                    ("notice", "Préavis ou mise en demeure"),
                    ("consultation", "Consultation écrite"),
                    ("action", "Action décidée par le comité"),
                ],
                max_length=14,
                verbose_name="obligation",
            ),
        )
    ]
