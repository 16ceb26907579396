"""What people ask about their data, with the clock of their law."""

import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models

import ofqj_portal.core.fields


class Migration(migrations.Migration):
    dependencies = [
        ("participants", "0009_consents_have_their_text"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="PersonRequest",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("access", "Voir ses données"),
                            ("portability", "Emporter ses données"),
                            ("correction", "Faire corriger"),
                            ("erasure", "Faire effacer"),
                            ("opposition", "S’opposer à un usage"),
                        ],
                        max_length=12,
                        verbose_name="demande",
                    ),
                ),
                (
                    "source",
                    models.CharField(
                        choices=[
                            ("space", "Son espace"),
                            ("mail", "Un message ou une lettre"),
                            ("phone", "Le téléphone"),
                            ("meeting", "De vive voix"),
                        ],
                        max_length=10,
                        verbose_name="venue par",
                    ),
                ),
                (
                    "shore",
                    models.CharField(choices=[("fr", "France"), ("qc", "Québec")], max_length=2, verbose_name="loi"),
                ),
                ("received_on", models.DateField(verbose_name="reçue le")),
                ("due_on", models.DateField(verbose_name="réponse au plus tard le")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("received", "Reçue"),
                            ("in_progress", "Prise en charge"),
                            ("fulfilled", "Faite"),
                            ("refused", "Refusée"),
                            ("cancelled", "Retirée par la personne"),
                        ],
                        default="received",
                        max_length=12,
                        verbose_name="état",
                    ),
                ),
                (
                    "words",
                    ofqj_portal.core.fields.EncryptedTextField(
                        blank=True, default="", verbose_name="ce que dit la personne"
                    ),
                ),
                ("answer", ofqj_portal.core.fields.EncryptedTextField(blank=True, default="", verbose_name="réponse")),
                ("answered_on", models.DateField(blank=True, null=True, verbose_name="répondue le")),
                ("created_at", models.DateTimeField(verbose_name="notée le")),
                (
                    "handled_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "participant",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="requests",
                        to="participants.participant",
                    ),
                ),
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
                "verbose_name": "demande d’une personne",
                "verbose_name_plural": "demandes de personnes",
                "ordering": ["due_on", "pk"],
                "indexes": [models.Index(fields=["state", "due_on"], name="person_request_desk")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("kind__in", ["access", "portability", "correction", "erasure", "opposition"]),
                            ("shore__in", ["fr", "qc"]),
                            ("source__in", ["space", "mail", "phone", "meeting"]),
                            ("state__in", ["received", "in_progress", "fulfilled", "refused", "cancelled"]),
                        ),
                        name="person_request_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("due_on__gt", models.F("received_on"))),
                        name="person_request_has_time",
                        violation_error_message="La réponse est due après la demande.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("answered_on__isnull", True), ("state__in", ("received", "in_progress"))),
                            models.Q(
                                models.Q(("state__in", ("received", "in_progress")), _negated=True),
                                ("answered_on__gte", models.F("received_on")),
                            ),
                            _connector="OR",
                        ),
                        name="person_request_answer_dated",
                        violation_error_message="Une demande close a le jour de sa réponse, qui ne précède pas la demande.",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("state__in", ("received", "in_progress"))),
                        fields=("participant", "kind"),
                        name="person_request_once_at_a_time",
                        violation_error_message="Cette demande est déjà en cours.",
                    ),
                ],
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="personrequest",
            trigger=pgtrigger.compiler.Trigger(
                name="person_request_moves",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\n            IF OLD.state IS DISTINCT FROM NEW.state\n               AND NOT (OLD.state || '>' || NEW.state = ANY (ARRAY['received>cancelled', 'received>fulfilled', 'received>in_progress', 'received>refused', 'in_progress>cancelled', 'in_progress>fulfilled', 'in_progress>refused'])) THEN\n                RAISE EXCEPTION 'person_request: illegal move from % to %', OLD.state, NEW.state\n                    USING ERRCODE = 'check_violation', CONSTRAINT = 'person_request_moves';\n            END IF;\n            RETURN NEW;\n        ",
                    hash="47e61e1943bc0b823db5af029f3aefaecb2a7ffc",
                    operation='UPDATE OF "state"',
                    pgid="pgtrigger_person_request_moves_43774",
                    table="participants_personrequest",
                    when="BEFORE",
                ),
            ),
        ),
    ]
