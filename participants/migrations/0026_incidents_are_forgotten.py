from django.db import migrations, models


class Migration(migrations.Migration):
    """Keep the day on which the words of an incident were emptied."""

    dependencies = [
        ("participants", "0025_group_sessions"),
    ]

    operations = [
        migrations.AddField(
            model_name="incident",
            name="told_forgotten_on",
            field=models.DateField(null=True, verbose_name="récit effacé le"),
        ),
    ]
