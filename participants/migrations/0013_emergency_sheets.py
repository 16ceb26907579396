"""Whom to call and what not to serve, for one stay."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import ofqj_portal.core.fields


class Migration(migrations.Migration):
    dependencies = [
        ("participants", "0012_erasures"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="EmergencySheet",
            fields=[
                (
                    "participation",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="emergency",
                        serialize=False,
                        to="participants.participation",
                    ),
                ),
                (
                    "contact_name",
                    ofqj_portal.core.fields.EncryptedTextField(
                        blank=True, default="", verbose_name="personne à prévenir"
                    ),
                ),
                (
                    "contact_phone",
                    ofqj_portal.core.fields.EncryptedTextField(blank=True, default="", verbose_name="son téléphone"),
                ),
                (
                    "allergies",
                    ofqj_portal.core.fields.EncryptedTextField(blank=True, default="", verbose_name="allergies"),
                ),
                ("recorded_at", models.DateTimeField(verbose_name="notée le")),
                (
                    "recorded_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "fiche d’urgence",
                "verbose_name_plural": "fiches d’urgence",
                "ordering": ["pk"],
            },
        ),
    ]
