from datetime import timedelta

from django.db import migrations


def write_rows(apps, schema_editor):
    """Give the conditional yeses already given one row a line, due on the eve of the departure."""
    Decision = apps.get_model("projects", "Decision")
    Condition = apps.get_model("projects", "Condition")
    for decision in Decision.objects.filter(state="conditional_yes").select_related("project"):
        due_on = max(decision.project.departs_on - timedelta(days=1), decision.decided_at.date())
        due_at = decision.decided_at.replace(year=due_on.year, month=due_on.month, day=due_on.day, hour=22, minute=59)
        lines = [line.strip()[:600] for line in decision.conditions.splitlines() if line.strip()]
        Condition.objects.bulk_create(
            Condition(decision=decision, position=place, text=line, due_at=due_at)
            for place, line in enumerate(lines, 1)
        )


class Migration(migrations.Migration):
    dependencies = [("projects", "0022_conditions")]

    operations = [migrations.RunPython(write_rows, migrations.RunPython.noop)]
