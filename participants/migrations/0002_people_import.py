import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import ofqj_portal.core.fields


class Migration(migrations.Migration):
    """Keep a table of people on its way into a group, sealed, and what a structure calls its columns."""

    dependencies = [
        ("participants", "0001_people"),
        ("partners", "0004_typographic_names"),
        ("projects", "0011_conflict_declared"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="PeopleImport",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("table", ofqj_portal.core.fields.EncryptedTextField(blank=True, default="", verbose_name="tableau")),
                ("columns", models.JSONField(default=dict, verbose_name="colonnes")),
                ("outcome", models.JSONField(blank=True, null=True, verbose_name="résultat")),
                ("created_at", models.DateTimeField(verbose_name="apporté le")),
                (
                    "created_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "project",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="projects.project"
                    ),
                ),
                (
                    "structure",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="partners.structure",
                        verbose_name="structure qui suit",
                    ),
                ),
            ],
            options={
                "verbose_name": "import de personnes",
                "verbose_name_plural": "imports de personnes",
                "ordering": ["created_at", "pk"],
            },
        ),
        migrations.CreateModel(
            name="ColumnMatch",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("heading_key", models.CharField(max_length=64, verbose_name="titre de colonne")),
                (
                    "field",
                    models.CharField(blank=True, default="", max_length=40, verbose_name="ce qu’elle contient"),
                ),
                (
                    "structure",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="partners.structure"
                    ),
                ),
            ],
            options={
                "verbose_name": "colonne reconnue",
                "verbose_name_plural": "colonnes reconnues",
                "ordering": ["structure", "heading_key"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("structure", "heading_key"),
                        name="column_match_once",
                        violation_error_message="Ce titre de colonne est déjà connu de la structure.",
                    )
                ],
            },
        ),
    ]
