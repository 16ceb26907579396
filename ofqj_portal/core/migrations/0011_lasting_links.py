"""A personal link may open a space for a while instead of acting once."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("core", "0010_held_files")]

    operations = [
        migrations.AddField(
            model_name="actionlink",
            name="is_lasting",
            field=models.BooleanField(default=False, verbose_name="ouvre un espace"),
        ),
        migrations.AddConstraint(
            model_name="actionlink",
            constraint=models.CheckConstraint(
                condition=models.Q(("is_lasting", False), ("used_at__isnull", True), _connector="OR"),
                name="link_lasting_is_never_used_up",
                violation_error_message="Un lien qui ouvre un espace ne s’use pas : il expire ou se révoque.",
            ),
        ),
    ]
