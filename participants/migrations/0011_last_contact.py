"""How long a person is kept: the contacts noted, the warning given, and that she was rendered anonymous."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("participants", "0010_person_requests")]

    operations = [
        migrations.AddField(
            model_name="participant",
            name="anonymised_at",
            field=models.DateTimeField(blank=True, editable=False, null=True, verbose_name="rendue anonyme le"),
        ),
        migrations.AddField(
            model_name="participant",
            name="last_contact_on",
            field=models.DateField(blank=True, null=True, verbose_name="dernier contact noté le"),
        ),
        migrations.AddField(
            model_name="participant",
            name="retention_warned_on",
            field=models.DateField(blank=True, editable=False, null=True, verbose_name="anonymisation annoncée le"),
        ),
        migrations.AddConstraint(
            model_name="participant",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("anonymised_at__isnull", True),
                    models.Q(
                        ("area_code", ""),
                        ("area_name", ""),
                        ("first_name", "Personne"),
                        ("last_name", "anonymisée"),
                    ),
                    _connector="OR",
                ),
                name="participant_anonymous_names_nobody",
                violation_error_message="Une personne rendue anonyme n’a plus de nom ni de commune.",
            ),
        ),
    ]
