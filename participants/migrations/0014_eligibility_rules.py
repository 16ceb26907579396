from django.db import migrations, models


class Migration(migrations.Migration):
    """Hold as data what each programme asks of each person, by side and day of departure."""

    dependencies = [
        ("participants", "0013_emergency_sheets"),
    ]

    operations = [
        migrations.CreateModel(
            name="EligibilityRule",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "programme",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("group_stay", "Séjour collectif d’insertion"),
                            ("chantier", "Chantier d’insertion"),
                            ("project_grant", "Soutien à un projet"),
                            ("internship", "Stage de perfectionnement"),
                            ("civic_service", "Service civique"),
                            ("cross_mission", "Mission croisée"),
                            ("support_mission", "Mission d’accompagnement"),
                        ],
                        default="",
                        max_length=20,
                        verbose_name="programme",
                    ),
                ),
                (
                    "country",
                    models.CharField(
                        blank=True,
                        choices=[("fr", "France"), ("qc", "Québec"), ("other", "Autre pays")],
                        default="",
                        max_length=6,
                        verbose_name="côté de la structure qui suit",
                    ),
                ),
                ("starts_on", models.DateField(verbose_name="pour les départs à partir du")),
                ("ends_on", models.DateField(blank=True, null=True, verbose_name="jusqu’au")),
                (
                    "age_min",
                    models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="âge minimal au départ"),
                ),
                (
                    "age_max",
                    models.PositiveSmallIntegerField(
                        blank=True, null=True, verbose_name="âge maximal révolu au départ"
                    ),
                ),
                (
                    "age_max_ml",
                    models.PositiveSmallIntegerField(
                        blank=True, null=True, verbose_name="âge au-delà duquel une Mission Locale justifie"
                    ),
                ),
                (
                    "passport_months",
                    models.PositiveSmallIntegerField(
                        blank=True, null=True, verbose_name="validité du passeport après le retour (mois)"
                    ),
                ),
                (
                    "attestation_months",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        help_text="Vide : une attestation ne vieillit pas.",
                        null=True,
                        verbose_name="le suivi est attesté depuis moins de (mois)",
                    ),
                ),
                (
                    "stays_max",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        help_text="Vide : aucune alerte.",
                        null=True,
                        verbose_name="séjours déjà faits : alerte à partir de",
                    ),
                ),
                (
                    "papers",
                    models.CharField(
                        blank=True,
                        default="",
                        help_text="Lue sous le passeport, par exemple : passeport français, sinon visa.",
                        max_length=200,
                        verbose_name="papiers de voyage, en une phrase",
                    ),
                ),
                ("source", models.CharField(blank=True, default="", max_length=200, verbose_name="source")),
            ],
            options={
                "verbose_name": "condition de départ",
                "verbose_name_plural": "conditions de départ",
                "ordering": ["programme", "country", "starts_on", "pk"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("programme", "country", "starts_on"),
                        name="eligibility_rule_once",
                        violation_error_message="Une ligne commence déjà ce jour-là pour ce programme et ce côté.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("ends_on__isnull", True), ("ends_on__gte", models.F("starts_on")), _connector="OR"
                        ),
                        name="eligibility_rule_dates_in_order",
                        violation_error_message="Le dernier jour ne peut pas précéder le premier.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("age_min__isnull", True),
                            ("age_max__isnull", True),
                            ("age_min__lte", models.F("age_max")),
                            _connector="OR",
                        ),
                        name="eligibility_rule_ages_ordered",
                        violation_error_message="L’âge minimal dépasse l’âge maximal.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("stays_max__isnull", True), ("stays_max__gte", 1), _connector="OR"),
                        name="eligibility_rule_counts_stays",
                        violation_error_message="L’alerte commence au moins au premier séjour déjà fait.",
                    ),
                ],
            },
        ),
    ]
