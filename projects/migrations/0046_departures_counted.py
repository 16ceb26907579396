from django.db import migrations, models


class Migration(migrations.Migration):
    """Count dossiers by state, year, carrier and call from an index alone."""

    dependencies = [("projects", "0045_count_by_index")]

    operations = [
        migrations.AddIndex(
            model_name="project",
            index=models.Index(
                include=("id", "carrier", "call"), fields=["state", "departs_on"], name="project_departures"
            ),
        ),
    ]
