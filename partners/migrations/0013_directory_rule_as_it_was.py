from django.db import migrations


def write(apps, schema_editor):
    rules = apps.get_model("partners", "DirectoryRule").objects
    if not rules.exists():
        rules.create(stale_days=365, obsolete_days=730, entente_days=60)


class Migration(migrations.Migration):
    """Write down the delays that the directory kept until now; the administrator changes them."""

    dependencies = [
        ("partners", "0012_directory_rule"),
    ]

    operations = [migrations.RunPython(write, migrations.RunPython.noop)]
