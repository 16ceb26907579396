import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    """Keep the sessions of a group, and who was there."""

    dependencies = [
        ("participants", "0024_preparation_is_ticked"),
        ("projects", "0034_bookings"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="PreparationSession",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "phase",
                    models.CharField(
                        choices=[("preparation", "Préparation"), ("stay", "Séjour"), ("return", "Retour")],
                        default="preparation",
                        max_length=12,
                        verbose_name="phase",
                    ),
                ),
                ("title", models.CharField(max_length=140, verbose_name="séance")),
                ("programme", models.TextField(blank=True, default="", max_length=2000, verbose_name="programme")),
                ("place", models.CharField(blank=True, default="", max_length=120, verbose_name="lieu")),
                ("held_on", models.DateField(verbose_name="jour")),
                ("starts_at", models.TimeField(verbose_name="début")),
                ("hours", models.DecimalField(decimal_places=2, max_digits=4, verbose_name="heures")),
                ("version", models.PositiveIntegerField(default=1)),
                ("created_at", models.DateTimeField(verbose_name="notée le")),
                (
                    "created_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "project",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="projects.project"
                    ),
                ),
            ],
            options={
                "verbose_name": "séance",
                "verbose_name_plural": "séances",
                "ordering": ["held_on", "starts_at", "title", "pk"],
            },
        ),
        migrations.CreateModel(
            name="Attendance",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "status",
                    models.CharField(
                        choices=[("present", "Présent·e"), ("excused", "Absence excusée"), ("absent", "Absent·e")],
                        max_length=8,
                        verbose_name="présence",
                    ),
                ),
                ("marked_at", models.DateTimeField(verbose_name="notée le")),
                (
                    "marked_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "participation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="attendances",
                        to="participants.participation",
                    ),
                ),
                (
                    "session",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="attendances",
                        to="participants.preparationsession",
                    ),
                ),
            ],
            options={
                "verbose_name": "présence",
                "verbose_name_plural": "présences",
                "ordering": ["session", "participation", "pk"],
            },
        ),
        migrations.AddConstraint(
            model_name="preparationsession",
            constraint=models.UniqueConstraint(
                fields=("project", "held_on", "starts_at", "title"),
                name="preparation_session_once",
                violation_error_message="Cette séance est déjà notée, ce jour-là et à cette heure.",
            ),
        ),
        migrations.AddConstraint(
            model_name="preparationsession",
            constraint=models.CheckConstraint(
                condition=models.Q(("hours__gt", 0), ("hours__lte", 12)),
                name="preparation_session_hours",
                violation_error_message="Une séance dure plus de 0 et au plus 12 heures.",
            ),
        ),
        migrations.AddConstraint(
            model_name="preparationsession",
            constraint=models.CheckConstraint(
                condition=models.Q(("phase__in", ["preparation", "stay", "return"])),
                name="preparation_session_phase_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="attendance",
            constraint=models.UniqueConstraint(
                fields=("session", "participation"),
                name="attendance_once_per_session",
                violation_error_message="La présence est déjà notée pour cette séance.",
            ),
        ),
        migrations.AddConstraint(
            model_name="attendance",
            constraint=models.CheckConstraint(
                condition=models.Q(("status__in", ["present", "excused", "absent"])), name="attendance_status_known"
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="attendance",
            trigger=pgtrigger.compiler.Trigger(
                name="attendance_of_the_group",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\n            IF NOT EXISTS (SELECT 1 FROM participants_preparationsession s JOIN participants_participation p ON p.project_id = s.project_id WHERE s.id = NEW.session_id AND p.id = NEW.participation_id) THEN\n                RAISE EXCEPTION 'attendance: this person is not of the group of this session' USING ERRCODE = 'check_violation', CONSTRAINT = 'attendance_of_the_group';\n            END IF;\n            RETURN NEW;\n        ",
                    hash="0b0f83e9deeba35b7ef203bd54924530fc8568c3",
                    operation='INSERT OR UPDATE OF "session_id", "participation_id"',
                    pgid="pgtrigger_attendance_of_the_group_5d88f",
                    table="participants_attendance",
                    when="BEFORE",
                ),
            ),
        ),
    ]
