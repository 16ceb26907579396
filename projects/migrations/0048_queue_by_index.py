from django.db import migrations, models


class Migration(migrations.Migration):
    """Find the first page of the queue in its order, and count it, without reading every dossier in it."""

    dependencies = [("projects", "0047_agreements_to_countersign")]

    operations = [
        migrations.AddIndex(
            model_name="project",
            index=models.Index(
                condition=models.Q(("state__in", ["incomplete", "report_submitted", "submitted", "under_review"])),
                fields=["submitted_at", "id"],
                include=("state", "officer", "call", "report_due_on"),
                name="project_to_examine",
            ),
        ),
    ]
