from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("projects", "0012_team_notes_and_labels"),
    ]

    operations = [
        migrations.AddField(
            model_name="call",
            name="change_budget_pct",
            field=models.PositiveSmallIntegerField(
                default=20, verbose_name="changement : part du budget déplacée sans accord (%)"
            ),
        ),
        migrations.AddField(
            model_name="call",
            name="change_days",
            field=models.PositiveSmallIntegerField(
                default=0, verbose_name="changement : jours dont les dates bougent sans accord"
            ),
        ),
        migrations.AddField(
            model_name="call",
            name="change_places",
            field=models.PositiveSmallIntegerField(
                default=0, verbose_name="changement : places en plus ou en moins sans accord"
            ),
        ),
    ]
