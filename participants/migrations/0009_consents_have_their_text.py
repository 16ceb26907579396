"""No answer without the words that were shown: the version is theirs."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("participants", "0008_bind_known_answers")]

    operations = [
        migrations.AlterField(
            model_name="personconsent",
            name="text",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="participants.consenttext",
                verbose_name="texte montré",
            ),
        ),
        migrations.AlterField(
            model_name="personconsent",
            name="text_version",
            field=models.CharField(default="2026-1", max_length=20),
        ),
        migrations.RemoveField(model_name="personconsent", name="text_version"),
    ]
