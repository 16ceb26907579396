"""What an answer said stays, small cells hidden, so that the next one for the period is held against it."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("conventions", "0016_agenda_item_added_at")]

    operations = [
        migrations.AddField(
            model_name="datarequest",
            name="figures",
            field=models.JSONField(editable=False, null=True, verbose_name="chiffres donnés"),
        )
    ]
