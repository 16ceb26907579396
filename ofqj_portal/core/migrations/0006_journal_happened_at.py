from django.db import migrations, models


class Migration(migrations.Migration):
    """An entry may carry the instant of business, where the demo clock sets it apart from the real one."""

    dependencies = [("core", "0005_version")]

    operations = [
        migrations.AddField(
            model_name="journalentry",
            name="happened_at",
            field=models.DateTimeField(null=True, verbose_name="instant de l’histoire"),
        ),
    ]
