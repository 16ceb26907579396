import csv
from pathlib import Path

from django.db import migrations

DATA = Path(__file__).resolve().parents[1] / "data"


def rows(name):
    with (DATA / name).open(encoding="utf-8", newline="") as stream:
        yield from csv.DictReader(stream)


def load(apps, schema_editor):
    Territory = apps.get_model("partners", "Territory")
    centres = {(row["pays"].lower(), row["code"]): row for row in rows("regions_centres.csv")}

    def place(country, code):
        centre = centres.get((country, code))
        if not centre:
            return {}
        return {
            "chief_town": centre["chef_lieu"],
            "latitude": centre["latitude"],
            "longitude": centre["longitude"],
        }

    regions = Territory.objects.bulk_create(
        Territory(
            country="fr", level="region", code=row["code_insee"], name=row["nom"], **place("fr", row["code_insee"])
        )
        for row in rows("fr_regions.csv")
    )
    by_code = {region.code: region for region in regions}
    Territory.objects.bulk_create(
        Territory(
            country="fr",
            level="department",
            code=row["code_insee"],
            name=row["nom"],
            parent=by_code[row["code_region"]],
        )
        for row in rows("fr_departements.csv")
    )
    Territory.objects.bulk_create(
        Territory(country="qc", level="admin_region", code=row["code"], name=row["nom"], **place("qc", row["code"]))
        for row in rows("qc_regions_administratives.csv")
    )


def unload(apps, schema_editor):
    apps.get_model("partners", "Territory").objects.filter(level="department").delete()
    apps.get_model("partners", "Territory").objects.all().delete()


class Migration(migrations.Migration):
    """Regions and departments of France (INSEE), administrative regions of Québec."""

    dependencies = [("partners", "0002_directory")]

    operations = [migrations.RunPython(load, unload)]
