"""A decision session tries reductions line by line, and the day by which conditions are met."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("projects", "0038_shares_of_young_people"),
    ]

    operations = [
        migrations.AddField(
            model_name="trial",
            name="cuts",
            field=models.JSONField(default=list, verbose_name="réductions"),
        ),
        migrations.AddField(
            model_name="trial",
            name="due_on",
            field=models.DateField(null=True, verbose_name="conditions à remplir avant la fin du"),
        ),
    ]
