from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    """Hold the signs of labels and refusals to their words with no-break spaces."""

    dependencies = [
        ("core", "0005_version"),
        ("projects", "0005_letterheads"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AlterField(
            model_name="call",
            name="group_alert_min",
            field=models.PositiveSmallIntegerField(default=4, verbose_name="groupe\xa0: alerte en dessous de"),
        ),
        migrations.AlterField(
            model_name="call",
            name="group_max",
            field=models.PositiveSmallIntegerField(default=16, verbose_name="groupe\xa0: alerte au-dessus de"),
        ),
        migrations.AlterField(
            model_name="call",
            name="group_min",
            field=models.PositiveSmallIntegerField(default=2, verbose_name="groupe\xa0: minimum"),
        ),
        migrations.AlterField(
            model_name="call",
            name="preparation_weeks_min",
            field=models.PositiveSmallIntegerField(default=0, verbose_name="préparation\xa0: semaines au moins"),
        ),
        migrations.AlterConstraint(
            model_name="decision",
            name="decision_has_a_motive",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("state__in", ["pending", "yes"]), models.Q(("motive", ""), _negated=True), _connector="OR"
                ),
                name="decision_has_a_motive",
                violation_error_message="Dites pourquoi\xa0: la structure lira ce motif.",
            ),
        ),
    ]
