"""A stay has its bookings."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("projects", "0033_missions_say_what_they_observe"),
    ]

    operations = [
        migrations.CreateModel(
            name="Booking",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("lodging", "Hébergement"),
                            ("travel", "Voyage"),
                            ("local", "Déplacements sur place"),
                            ("other", "Autre réservation"),
                        ],
                        max_length=8,
                        verbose_name="quoi",
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[("to_do", "À réserver"), ("option", "En option"), ("booked", "Réservé")],
                        default="to_do",
                        max_length=8,
                        verbose_name="où en est-on",
                    ),
                ),
                ("provider", models.CharField(blank=True, max_length=120, verbose_name="chez qui")),
                ("starts_on", models.DateField(blank=True, null=True, verbose_name="du")),
                ("ends_on", models.DateField(blank=True, null=True, verbose_name="au")),
                ("reference", models.CharField(blank=True, max_length=60, verbose_name="référence")),
                (
                    "amount",
                    models.DecimalField(blank=True, decimal_places=2, max_digits=12, null=True, verbose_name="montant"),
                ),
                (
                    "currency",
                    models.CharField(
                        choices=[("EUR", "euro"), ("CAD", "dollar canadien")], max_length=3, verbose_name="devise"
                    ),
                ),
                ("note", models.CharField(blank=True, max_length=200, verbose_name="précision")),
                (
                    "project",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="bookings",
                        to="projects.project",
                        verbose_name="dossier",
                    ),
                ),
            ],
            options={
                "verbose_name": "réservation",
                "verbose_name_plural": "réservations",
                "ordering": ["project", "starts_on", "kind", "pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("starts_on__isnull", True),
                            ("ends_on__isnull", True),
                            ("ends_on__gte", models.F("starts_on")),
                            _connector="OR",
                        ),
                        name="booking_ends_after_it_starts",
                        violation_error_message="Une réservation finit après avoir commencé.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("amount__isnull", True), ("amount__gte", 0), _connector="OR"),
                        name="booking_amount_positive",
                        violation_error_message="Un montant ne peut pas être négatif.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "booked"), _negated=True),
                            models.Q(models.Q(("provider", ""), _negated=True), ("starts_on__isnull", False)),
                            _connector="OR",
                        ),
                        name="booking_says_with_whom_and_when",
                        violation_error_message="Ce qui est réservé l’est chez quelqu’un, à une date.",
                    ),
                ],
            },
        ),
    ]
