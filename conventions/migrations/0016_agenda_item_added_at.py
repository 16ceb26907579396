"""A point that came after the invitation left is told apart."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("conventions", "0015_committee_actions_due")]

    operations = [
        migrations.AddField(
            model_name="agendaitem",
            name="added_at",
            field=models.DateTimeField(editable=False, null=True, verbose_name="ajouté après l’invitation, le"),
        )
    ]
