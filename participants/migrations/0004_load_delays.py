"""The delays that the law or the OFQJ set; edited in the administration later."""

from django.db import migrations

DELAYS = [
    ("space_link", 30, "days", "choix de l’OFQJ"),
    ("answer_france", 1, "months", "RGPD, article 12"),
    ("answer_quebec", 30, "days", "Loi 25, demandes d’accès et de rectification"),
    ("retention", 24, "months", "CNIL, deux ans après le dernier contact"),
    ("retention_warning", 30, "days", "choix de l’OFQJ"),
    ("emergency", 30, "days", "choix de l’OFQJ"),
    ("download", 7, "days", "choix de l’OFQJ"),
]


def load(apps, schema_editor):
    Delay = apps.get_model("participants", "Delay")
    Delay.objects.bulk_create(
        Delay(code=code, count=count, unit=unit, source=source) for code, count, unit, source in DELAYS
    )


def unload(apps, schema_editor):
    apps.get_model("participants", "Delay").objects.all().delete()


class Migration(migrations.Migration):
    dependencies = [("participants", "0003_delays")]

    operations = [migrations.RunPython(load, unload)]
