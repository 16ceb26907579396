from django.db import migrations

CODE = "incident"


def add(apps, schema_editor):
    rows = apps.get_model("participants", "Delay").objects
    said = {"count": 12, "unit": "months", "source": "Durée proposée, à confirmer par l’OFQJ"}
    rows.get_or_create(code=CODE, defaults=said)


def drop(apps, schema_editor):
    apps.get_model("participants", "Delay").objects.filter(code=CODE).delete()


class Migration(migrations.Migration):
    """Keep the words of an incident a year; the administrator changes it."""

    dependencies = [
        ("participants", "0027_delay_of_incidents"),
    ]

    operations = [migrations.RunPython(add, drop)]
