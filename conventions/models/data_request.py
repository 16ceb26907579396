"""A request for data between parties (article 5): what for, what, on what basis, by when; and what was answered."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from conventions.enums import OFQJ_BODIES, Body, DataRequestState, LegalBasis
from conventions.models.convention import Convention
from conventions.models.guards import moves_only_along
from conventions.workflow import DATA_REQUEST
from ofqj_portal.core.models import StoredFile

_S = DataRequestState
_ANSWERED = [_S.ANSWERED, _S.RECEIVED]


class DataRequest(models.Model):
    """One request, from a body to a body of another party. It is answered with aggregates, never with people.

    `tables` are codes of `queries.catalogue.BREAKDOWNS`; `period` reads as a report's; `purge_on` erases the file;
    `figures`, small cells hidden, stay, so that a later answer for the same period does not find who changed.
    """

    convention = models.ForeignKey(
        Convention, on_delete=models.PROTECT, related_name="data_requests", verbose_name=_("convention")
    )
    number = models.PositiveSmallIntegerField(_("numéro"), editable=False)
    asker = models.CharField(_("demandée par"), max_length=8, choices=Body.choices)
    asked = models.CharField(_("demandée à"), max_length=8, choices=Body.choices)
    purpose = models.TextField(_("pour quoi faire"))
    period = models.CharField(_("période"), max_length=9)
    tables = ArrayField(models.CharField(max_length=40), verbose_name=_("tableaux"))
    legal_basis = models.CharField(_("base légale"), max_length=12, choices=LegalBasis.choices)
    due_on = models.DateField(_("attendue le"))
    purge_on = models.DateField(_("effacée le"))
    state = models.CharField(_("état"), max_length=9, choices=_S.choices, default=_S.ASKED, editable=False)
    asked_at = models.DateTimeField(_("demandée le"), editable=False)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("demandée par (personne)")
    )
    answer_note = models.TextField(_("mot de réponse"), blank=True, editable=False)
    refusal = models.TextField(_("motif du refus"), blank=True, editable=False)
    file = models.ForeignKey(
        StoredFile, on_delete=models.SET_NULL, null=True, related_name="+", verbose_name=_("fichier"), editable=False
    )
    file_sha256 = models.CharField(_("empreinte du fichier"), max_length=64, blank=True, editable=False)
    figures = models.JSONField(_("chiffres donnés"), null=True, editable=False)
    answered_at = models.DateTimeField(_("répondue le"), null=True, editable=False)
    received_at = models.DateTimeField(_("reçue le"), null=True, editable=False)
    purged_at = models.DateTimeField(_("effacée le (fait)"), null=True, editable=False)

    class Meta:
        verbose_name = _("demande de données")
        verbose_name_plural = _("demandes de données")
        ordering = ["convention", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["convention", "number"], name="data_request_once"),
            models.CheckConstraint(
                condition=~Q(asker=F("asked")) & ~Q(asker__in=sorted(OFQJ_BODIES), asked__in=sorted(OFQJ_BODIES)),
                name="data_request_between_parties",
                violation_error_message=_("Une demande va d’une partie à une autre."),
            ),
            models.CheckConstraint(
                condition=Q(purge_on__gt=F("due_on")),
                name="data_request_purged_after_it_is_due",
                violation_error_message=_("Le fichier s’efface après la date attendue."),
            ),
            models.CheckConstraint(condition=~Q(tables=[]), name="data_request_asks_for_something"),
            models.CheckConstraint(
                condition=~Q(state=_S.REFUSED) | ~Q(refusal=""), name="data_request_refused_with_a_reason"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=_ANSWERED) | (Q(answered_at__isnull=False) & ~Q(file_sha256="")),
                name="data_request_answered_with_a_file",
            ),
            models.CheckConstraint(
                condition=~Q(state=_S.PURGED) | Q(file__isnull=True, purged_at__isnull=False),
                name="data_request_purged_keeps_no_file",
            ),
        ]
        triggers = [moves_only_along(DATA_REQUEST, name="data_request_state_moves")]

    def __str__(self) -> str:
        return str(_("Demande de données n° %(number)s")) % {"number": self.number}

    def get_absolute_url(self) -> str:
        return reverse("conventions:data_request", args=[self.convention.slug, self.number])
