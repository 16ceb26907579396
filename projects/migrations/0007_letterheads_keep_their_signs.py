"""The question of the first letterheads, spaced as on each shore; a letterhead somebody reworded keeps its words."""

from django.db import migrations

TYPED = "Vous n’êtes pas d’accord ?"
SPACED = {"fr": "Vous n’êtes pas d’accord\u00a0?", "qc": "Vous n’êtes pas d’accord?"}


def space(apps, schema_editor):
    replace(apps, {section: (TYPED, spaced) for section, spaced in SPACED.items()})


def unspace(apps, schema_editor):
    replace(apps, {section: (spaced, TYPED) for section, spaced in SPACED.items()})


def replace(apps, words):
    for letterhead in apps.get_model("projects", "Letterhead").objects.filter(section__in=words).order_by("pk"):
        letterhead.contest = letterhead.contest.replace(*words[letterhead.section], 1)
        letterhead.save(update_fields=["contest"])


class Migration(migrations.Migration):
    """Space the question of the first letterheads as each shore does."""

    dependencies = [("projects", "0006_words_keep_their_signs")]

    operations = [migrations.RunPython(space, unspace)]
