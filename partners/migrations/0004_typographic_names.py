"""Names of territories loaded with straight apostrophes get typographic ones, as the data files now have."""

from django.db import migrations
from django.db.models import F, Value
from django.db.models.functions import Replace


def curl(apps, schema_editor):
    territories = apps.get_model("partners", "Territory").objects.filter(name__contains="'")
    territories.update(name=Replace(F("name"), Value("'"), Value("’")))


class Migration(migrations.Migration):
    """Write Côte d’Azur and its like with their typographic apostrophe."""

    dependencies = [("partners", "0003_load_territories")]

    operations = [migrations.RunPython(curl, migrations.RunPython.noop)]
