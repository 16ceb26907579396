from datetime import date

from django.db import migrations

SINCE = date(2017, 1, 1)
SOURCE = "Règlement de l’OFQJ : passeport valable trois mois après le retour"


def ask(apps, schema_editor):
    rules = apps.get_model("participants", "EligibilityRule").objects
    rules.get_or_create(
        programme="",
        country="",
        starts_on=SINCE,
        defaults={"passport_months": 3, "source": SOURCE.replace(" :", "\u00a0:")},
    )


def ask_no_more(apps, schema_editor):
    apps.get_model("participants", "EligibilityRule").objects.filter(programme="", country="", starts_on=SINCE).delete()


class Migration(migrations.Migration):
    """Write down the months a passport must still hold after the return, which the code used to say."""

    dependencies = [
        ("participants", "0014_eligibility_rules"),
    ]

    operations = [migrations.RunPython(ask, ask_no_more)]
