"""Some mails forget what they said as they leave."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("core", "0011_lasting_links")]

    operations = [
        migrations.AddField(
            model_name="outboxmail",
            name="is_forgotten_once_sent",
            field=models.BooleanField(default=False),
        ),
    ]
