"""What a mail alone may say, sealed until it has left."""

from django.db import migrations

from ofqj_portal.core.fields import EncryptedTextField


class Migration(migrations.Migration):
    dependencies = [("core", "0008_job_as_of")]

    operations = [
        migrations.AddField(
            model_name="outboxmail",
            name="secret",
            field=EncryptedTextField(blank=True, default=""),
        ),
    ]
