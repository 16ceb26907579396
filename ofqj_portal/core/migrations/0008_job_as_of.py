from django.db import migrations, models


class Migration(migrations.Migration):
    """A job asked for in a past that was told is done as if then."""

    dependencies = [("core", "0007_outbox_left_at")]

    operations = [
        migrations.AddField(model_name="job", name="as_of", field=models.DateTimeField(null=True)),
    ]
