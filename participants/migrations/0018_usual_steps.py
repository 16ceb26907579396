from django.db import migrations

TO_QUEBEC = "to_quebec"
STEPS = [
    (
        "",
        120,
        "Regarder le passeport de chaque personne",
        "Une demande prend plusieurs semaines : lancez-la tout de suite.",
    ),
    ("", 90, "Réunir le groupe une première fois", "Le projet, les règles de vie, ce que chacun·e en attend."),
    ("", 60, "Réserver le voyage et l’hébergement", ""),
    (TO_QUEBEC, 45, "Demander l’AVE ou le visa de chaque personne", "L’AVE suffit avec un passeport français."),
    ("", 30, "Attester le suivi et confirmer chaque personne", ""),
    ("", 21, "Assurer chaque personne jusqu’au retour", ""),
    ("", 7, "Imprimer les listes et remettre les numéros utiles", "Chambres, voyage, émargement."),
    ("", 1, "Vérifier les papiers sur la table", "Passeport, autorisation de voyage, assurance."),
]


def add(apps, schema_editor):
    rows = apps.get_model("participants", "PlanningStep").objects
    for direction, days, label, details in STEPS:
        said = {"days_before": days, "details": details.replace(" :", "\u00a0:")}
        rows.get_or_create(programme="", direction=direction, label=label, defaults=said)


def drop(apps, schema_editor):
    labels = [label for _direction, _days, label, _details in STEPS]
    apps.get_model("participants", "PlanningStep").objects.filter(programme="", label__in=labels).delete()


class Migration(migrations.Migration):
    """Write down the usual steps of a preparation; the administrator changes them."""

    dependencies = [
        ("participants", "0017_planning_steps"),
    ]

    operations = [migrations.RunPython(add, drop)]
