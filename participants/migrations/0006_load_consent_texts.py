"""The words people have been shown so far, version 2026-1, for those who live on either shore."""

from datetime import date

from django.db import migrations

VERSION, PUBLISHED_ON = "2026-1", date(2024, 1, 1)
FREE = (
    "Vous êtes libre de dire oui ou non. Dire non ne change rien pour votre séjour. "
    "Vous pouvez changer d’avis quand vous voulez, ici ou avec votre structure."
)
LAW = {
    "fr": "En France, la loi qui vous protège s’appelle le RGPD. L’autorité qui la fait respecter est la CNIL.",
    "qc": (
        "Au Québec, la loi qui vous protège s’appelle la Loi 25. "
        "L’autorité qui la fait respecter est la Commission d’accès à l’information."
    ),
}
WORDS = {
    "contact_after": (
        "Après le séjour, nous aimerions savoir ce que vous devenez. Nous vous posons deux questions : "
        "au retour, puis après 3 mois, 6 mois et 12 mois. Votre structure et l’OFQJ lisent vos réponses. "
        "Elles servent à compter ce que les séjours changent. Votre nom n’apparaît dans aucun bilan."
    ),
    "testimony": (
        "Vous pouvez raconter votre séjour. Si vous dites oui, vos mots peuvent paraître dans un bilan ou sur les "
        "supports de l’OFQJ et de votre structure, avec votre prénom. Si vous changez d’avis, nous retirons vos mots "
        "de ce qui n’est pas encore imprimé."
    ),
    "questionnaire": (
        "Avant le départ, au retour et six mois après, nous vous proposons cinq phrases. Vous dites si vous êtes "
        "d’accord. Il n’y a pas de bonne réponse et personne ne vous donne de note. "
        "Vos réponses sont comptées avec celles des autres."
    ),
    "image": (
        "Pendant le séjour, on peut prendre des photos ou des vidéos. Si vous dites oui, on peut vous y reconnaître : "
        "dans un bilan, ou sur les supports de l’OFQJ et de votre structure, sans but commercial. "
        "Si vous changez d’avis, nous retirons vos photos de ce qui n’est pas encore imprimé."
    ),
}
LASTS_MONTHS = {"image": 60, "testimony": 36}


def load(apps, schema_editor):
    ConsentText = apps.get_model("participants", "ConsentText")
    ConsentText.objects.bulk_create(
        ConsentText(
            purpose=purpose,
            shore=shore,
            version=VERSION,
            body="\n".join([words, FREE, law]),
            lasts_months=LASTS_MONTHS.get(purpose),
            published_on=PUBLISHED_ON,
        )
        for purpose, words in WORDS.items()
        for shore, law in LAW.items()
    )


def unload(apps, schema_editor):
    apps.get_model("participants", "ConsentText").objects.all().delete()


class Migration(migrations.Migration):
    dependencies = [("participants", "0005_consent_texts")]

    operations = [migrations.RunPython(load, unload)]
