from django.contrib.postgres.operations import BtreeGistExtension, TrigramExtension, UnaccentExtension
from django.db import migrations


class Migration(migrations.Migration):
    """The owner adds what search and periods without overlap stand on; all three are trusted extensions."""

    initial = True

    dependencies = []

    operations = [TrigramExtension(), UnaccentExtension(), BtreeGistExtension()]
