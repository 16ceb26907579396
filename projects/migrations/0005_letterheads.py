"""First letterheads of the two sections; each section corrects its own in the admin."""

from django.db import migrations

LETTERHEADS = [
    {
        "section": "fr",
        "sender": "Office franco-québécois pour la jeunesse – section France",
        "address": "",
        "email": "",
        "signatory": "Pour la secrétaire générale de la section France",
        "contest": (
            "Vous n’êtes pas d’accord ? Écrivez à la section France de l’OFQJ dans les deux mois qui suivent la "
            "réception de ce courrier, en disant ce qui doit être revu et pourquoi. Elle relit le dossier et vous "
            "répond par écrit.\n"
            "Si sa réponse ne vous convient pas, ou sans réponse au bout de deux mois, vous avez encore deux mois pour "
            "saisir le tribunal compétent en France."
        ),
    },
    {
        "section": "qc",
        "sender": "Office franco-québécois pour la jeunesse – section Québec",
        "address": "",
        "email": "",
        "signatory": "Pour la secrétaire générale de la section Québec",
        "contest": (
            "Vous n’êtes pas d’accord ? Demandez une révision à la section Québec de l’OFQJ dans les 60 jours qui "
            "suivent la réception de ce courrier, en disant ce qui doit être revu et pourquoi. Une autre personne "
            "relit le dossier et vous répond par écrit.\n"
            "Si vous restez en désaccord, vous pouvez vous adresser aux tribunaux du Québec."
        ),
    },
]


def write_letterheads(apps, schema_editor):
    Letterhead = apps.get_model("projects", "Letterhead")
    Letterhead.objects.bulk_create(Letterhead(**row) for row in LETTERHEADS)


class Migration(migrations.Migration):
    """Write the first letterheads, in general words that each section makes its own."""

    dependencies = [("projects", "0004_ledger_keeps_totals")]

    operations = [migrations.RunPython(write_letterheads, migrations.RunPython.noop)]
