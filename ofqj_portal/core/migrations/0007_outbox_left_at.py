from django.db import migrations, models


class Migration(migrations.Migration):
    """A mail may carry the instant of business at which it left."""

    dependencies = [("core", "0006_journal_happened_at")]

    operations = [
        migrations.AddField(
            model_name="outboxmail",
            name="left_at",
            field=models.DateTimeField(null=True, verbose_name="parti le, selon l’histoire"),
        ),
    ]
