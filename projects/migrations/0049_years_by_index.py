from django.db import migrations, models

from projects.models.project_indexes import YearOf


class Migration(migrations.Migration):
    """Read the dossiers of one year in the order of the list, without going through those of later years."""

    dependencies = [("projects", "0048_queue_by_index")]

    operations = [
        migrations.AddIndex(
            model_name="project",
            index=models.Index(
                YearOf("departs_on"),
                models.OrderBy(models.F("updated_at"), descending=True),
                models.OrderBy(models.F("id"), descending=True),
                include=("state", "departs_on"),
                name="project_year_recent",
            ),
        ),
    ]
