from django.db import migrations


def write(apps, schema_editor):
    rules = apps.get_model("participants", "SilenceRule").objects
    if not rules.exists():
        rules.create(check_in_hours=24, alert_hours=36)


class Migration(migrations.Migration):
    """Expect a sign of life a day, and tell the OFQJ after a day and a half of silence; the administrator changes it."""

    dependencies = [
        ("participants", "0019_stays_watched"),
    ]

    operations = [migrations.RunPython(write, migrations.RunPython.noop)]
