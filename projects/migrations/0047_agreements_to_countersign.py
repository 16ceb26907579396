from django.db import migrations, models


class Migration(migrations.Migration):
    """Find the agreements that wait for a decider without reading those that were signed."""

    dependencies = [("projects", "0046_departures_counted")]

    operations = [
        migrations.AddIndex(
            model_name="grantagreement",
            index=models.Index(
                condition=models.Q(("state", "waiting_ofqj")),
                fields=["waiting_since", "id"],
                name="agreement_to_countersign",
            ),
        ),
    ]
