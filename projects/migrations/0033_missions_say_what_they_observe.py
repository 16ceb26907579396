"""A mission's dossier holds its observation programme."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("projects", "0032_award_cuts"),
    ]

    operations = [
        migrations.AddField(
            model_name="project",
            name="observation_programme",
            field=models.TextField(blank=True, verbose_name="programme d’observation"),
        ),
    ]
