"""That a person was rendered anonymous, when and why."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("participants", "0011_last_contact"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Erasure",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "cause",
                    models.CharField(
                        choices=[
                            ("request", "À sa demande"),
                            ("retention", "Durée de conservation passée"),
                            ("replay", "De nouveau, après une restauration"),
                        ],
                        max_length=10,
                        verbose_name="cause",
                    ),
                ),
                ("identity_hash", models.CharField(blank=True, default="", max_length=64)),
                ("erased_at", models.DateTimeField(verbose_name="rendue anonyme le")),
                ("counts", models.JSONField(default=dict, verbose_name="ce qui a été vidé")),
                ("marked_at", models.DateTimeField(blank=True, null=True, verbose_name="inscrit hors sauvegarde le")),
            ],
            options={
                "verbose_name": "effacement",
                "verbose_name_plural": "effacements",
                "ordering": ["erased_at", "pk"],
            },
        ),
        migrations.AddField(
            model_name="erasure",
            name="erased_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="erasure",
            name="participant",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.PROTECT, related_name="erasure", to="participants.participant"
            ),
        ),
        migrations.AddConstraint(
            model_name="erasure",
            constraint=models.CheckConstraint(
                condition=models.Q(("cause__in", ["request", "retention", "replay"])), name="erasure_cause_known"
            ),
        ),
    ]
