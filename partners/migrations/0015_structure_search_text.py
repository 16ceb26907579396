import django.contrib.postgres.indexes
from django.db import migrations, models
from django.db.models.functions import Concat

from partners.models.search import Fold


class Migration(migrations.Migration):
    """What a structure is searched by is stored with it, folded once, not for each search."""

    dependencies = [("partners", "0014_distinction")]

    operations = [
        migrations.RemoveIndex(model_name="structure", name="structure_search"),
        migrations.AddField(
            model_name="structure",
            name="search_text",
            field=models.GeneratedField(
                db_persist=True,
                expression=Fold(Concat(models.F("name"), models.Value(" "), models.F("commune"))),
                output_field=models.TextField(),
            ),
        ),
        migrations.AddIndex(
            model_name="structure",
            index=django.contrib.postgres.indexes.GinIndex(
                django.contrib.postgres.indexes.OpClass("search_text", "gin_trgm_ops"), name="structure_search"
            ),
        ),
    ]
