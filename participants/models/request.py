"""What a person asks about her data, and the clock of the law that answers her."""

from datetime import date
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from ofqj_portal.core.fields import EncryptedTextField
from ofqj_portal.core.shores import Shore
from participants.data_enums import REQUEST_OPEN, RequestKind, RequestSource, RequestState
from participants.workflow import NEXT_STATES
from projects.models.guards import moves_only_along


class PersonRequestQuerySet(models.QuerySet["PersonRequest"]):
    def open(self) -> Self:
        """Keep those that wait for an answer."""
        return self.filter(state__in=REQUEST_OPEN)

    def late(self, on: date) -> Self:
        """Keep those whose day of answer has passed."""
        return self.open().filter(due_on__lt=on)


class PersonRequest(models.Model):
    """One request, worked on from the desk of `privacy`. Her words and the answer are sealed, and erasure empties them.

    `shore` says which law gives the delay; `due_on` is the last day to answer.
    """

    participant = models.ForeignKey("participants.Participant", on_delete=models.PROTECT, related_name="requests")
    kind = models.CharField(_("demande"), max_length=12, choices=RequestKind.choices)
    source = models.CharField(_("venue par"), max_length=10, choices=RequestSource.choices)
    shore = models.CharField(_("loi"), max_length=2, choices=Shore.choices)
    received_on = models.DateField(_("reçue le"))
    due_on = models.DateField(_("réponse au plus tard le"))
    state = models.CharField(_("état"), max_length=12, choices=RequestState.choices, default=RequestState.RECEIVED)
    words = EncryptedTextField(_("ce que dit la personne"), blank=True, default="")
    answer = EncryptedTextField(_("réponse"), blank=True, default="")
    answered_on = models.DateField(_("répondue le"), null=True, blank=True)
    created_at = models.DateTimeField(_("notée le"))
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    handled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    objects = PersonRequestQuerySet.as_manager()

    class Meta:
        verbose_name = _("demande d’une personne")
        verbose_name_plural = _("demandes de personnes")
        ordering = ["due_on", "pk"]
        indexes = [models.Index(fields=["state", "due_on"], name="person_request_desk")]
        triggers = [moves_only_along("person_request", name="person_request_moves", table=NEXT_STATES)]
        constraints = [
            models.CheckConstraint(
                condition=Q(
                    state__in=RequestState.values,
                    kind__in=RequestKind.values,
                    source__in=RequestSource.values,
                    shore__in=Shore.values,
                ),
                name="person_request_known",
            ),
            models.CheckConstraint(
                condition=Q(due_on__gt=F("received_on")),
                name="person_request_has_time",
                violation_error_message=_("La réponse est due après la demande."),
            ),
            models.CheckConstraint(
                condition=Q(state__in=REQUEST_OPEN, answered_on__isnull=True)
                | (~Q(state__in=REQUEST_OPEN) & Q(answered_on__gte=F("received_on"))),
                name="person_request_answer_dated",
                violation_error_message=_("Une demande close a le jour de sa réponse, qui ne précède pas la demande."),
            ),
            models.UniqueConstraint(
                fields=["participant", "kind"],
                condition=Q(state__in=REQUEST_OPEN),
                name="person_request_once_at_a_time",
                violation_error_message=_("Cette demande est déjà en cours."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} · {self.received_on}"

    def get_absolute_url(self) -> str:
        return reverse("privacy:request", args=[self.pk])
