import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    """Let counts join the profiles of people; the database is as it was."""

    dependencies = [("participants", "0031_opportunities_forgotten")]

    operations = [
        migrations.AlterField(
            model_name="opportunityprofile",
            name="participant",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.CASCADE,
                primary_key=True,
                related_name="+",
                related_query_name="opportunity_profile",
                serialize=False,
                to="participants.participant",
            ),
        ),
    ]
