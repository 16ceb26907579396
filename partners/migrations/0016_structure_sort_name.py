from django.db import migrations, models

from partners.models.search import Fold


class Migration(migrations.Migration):
    """The name that the directory is sorted by is stored too."""

    dependencies = [("partners", "0015_structure_search_text")]

    operations = [
        migrations.AddField(
            model_name="structure",
            name="sort_name",
            field=models.GeneratedField(
                db_persist=True, expression=Fold(models.F("name")), output_field=models.TextField()
            ),
        ),
    ]
