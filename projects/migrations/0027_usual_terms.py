"""How each section usually pays: an advance once the agreement is signed, the balance once the report is accepted."""

from django.db import migrations

ADVANCE = {"position": 1, "kind": "advance", "share_pct": 80, "waits_for": []}
BALANCE = {"position": 2, "kind": "balance", "share_pct": None, "waits_for": ["departed", "report_accepted"]}


def write_terms(apps, schema_editor):
    InstalmentTerm = apps.get_model("projects", "InstalmentTerm")
    InstalmentTerm.objects.bulk_create(
        InstalmentTerm(section=section, **term) for section in ("fr", "qc") for term in (ADVANCE, BALANCE)
    )


class Migration(migrations.Migration):
    """Write the usual terms of both sections, which they change in the admin."""

    dependencies = [("projects", "0026_instalments")]

    operations = [migrations.RunPython(write_terms, migrations.RunPython.noop)]
