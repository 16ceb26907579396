"""A written consultation of the committee: what is asked, by when, and what each party answers until then."""

from typing import Self

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from conventions.enums import Ballot, ConsultationState
from conventions.models.committee import Committee, Mandate
from conventions.models.guards import moves_only_along
from conventions.workflow import CONSULTATION
from ofqj_portal.core.models import StoredFile
from partners.enums import Party

_S = ConsultationState


class ConsultationQuerySet(models.QuerySet["Consultation"]):
    def due(self, now: object) -> Self:
        """Keep the open ones whose deadline has come."""
        return self.filter(state=_S.OPEN, closes_at__lte=now)


class Consultation(models.Model):
    """Questions put to the parties in writing: it closes by itself at its deadline, and votes come of it (R25b)."""

    committee = models.ForeignKey(
        Committee, on_delete=models.PROTECT, related_name="consultations", verbose_name=_("comité")
    )
    number = models.PositiveSmallIntegerField(_("numéro"), editable=False)
    title = models.CharField(_("objet"), max_length=160)
    note = models.TextField(_("pourquoi maintenant"), blank=True)
    closes_at = models.DateTimeField(_("répondre avant"))
    state = models.CharField(_("état"), max_length=9, choices=_S.choices, default=_S.DRAFT, editable=False)
    drafted_by = models.ForeignKey(
        Mandate, on_delete=models.PROTECT, related_name="+", verbose_name=_("préparée par"), editable=False
    )
    opened_at = models.DateTimeField(_("ouverte le"), null=True, editable=False)
    closed_at = models.DateTimeField(_("close le"), null=True, editable=False)
    withdraw_reason = models.CharField(_("pourquoi elle est retirée"), max_length=300, blank=True, editable=False)

    objects = ConsultationQuerySet.as_manager()

    class Meta:
        verbose_name = _("consultation écrite")
        verbose_name_plural = _("consultations écrites")
        ordering = ["committee", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["committee", "number"], name="consultation_once"),
            models.CheckConstraint(
                condition=Q(opened_at__isnull=False) | ~Q(state__in=[_S.OPEN, _S.CLOSED]), name="consultation_opened_at"
            ),
            models.CheckConstraint(
                condition=~Q(state=_S.CLOSED) | Q(closed_at__isnull=False, closed_at__gte=F("closes_at")),
                name="consultation_closes_at_its_deadline",
                violation_error_message=_("Une consultation ne se clôt qu’à son échéance."),
            ),
        ]
        triggers = [moves_only_along(CONSULTATION, name="consultation_state_moves")]

    def __str__(self) -> str:
        return str(_("Consultation %(number)s : %(title)s")) % {"number": self.number, "title": self.title}

    def get_absolute_url(self) -> str:
        return reverse("conventions:consultation", args=[self.pk])


class ConsultationItem(models.Model):
    """One question: a plan, a report as its figures stood, or a resolution; `is_moot` once nothing is left to vote."""

    consultation = models.ForeignKey(
        Consultation, on_delete=models.CASCADE, related_name="items", verbose_name=_("consultation")
    )
    position = models.PositiveSmallIntegerField(_("rang"))
    plan = models.ForeignKey(
        "conventions.ActionPlan", on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("plan")
    )
    report = models.ForeignKey(
        "conventions.AnnualReport", on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("bilan")
    )
    resolution = models.ForeignKey(
        "conventions.Resolution", on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("résolution")
    )
    figures_hash = models.CharField(_("empreinte des chiffres soumis"), max_length=64, blank=True)
    is_moot = models.BooleanField(_("sans objet"), default=False, editable=False)

    class Meta:
        verbose_name = _("question d’une consultation")
        verbose_name_plural = _("questions des consultations")
        ordering = ["consultation", "position"]
        constraints = [
            models.UniqueConstraint(fields=["consultation", "position"], name="consultation_item_once"),
            models.CheckConstraint(
                condition=Q(plan__isnull=False, report__isnull=True, resolution__isnull=True)
                | Q(plan__isnull=True, report__isnull=False, resolution__isnull=True)
                | Q(plan__isnull=True, report__isnull=True, resolution__isnull=False),
                name="consultation_item_about_one_thing",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.consultation_id} · {self.position}"


class ConsultationDocument(models.Model):
    """A PDF that the parties read before they answer."""

    consultation = models.ForeignKey(
        Consultation, on_delete=models.CASCADE, related_name="documents", verbose_name=_("consultation")
    )
    title = models.CharField(_("titre"), max_length=120)
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+", verbose_name=_("fichier"))
    added_at = models.DateTimeField(_("joint le"))
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("joint par")
    )

    class Meta:
        verbose_name = _("document d’une consultation")
        verbose_name_plural = _("documents des consultations")
        ordering = ["consultation", "pk"]

    def __str__(self) -> str:
        return self.title


class ConsultationVoice(models.Model):
    """What a party answers to one question; it may change until the deadline, and never after.

    The OFQJ's counts once a member of the other section agreed to it: a changed answer is agreed to again.
    """

    item = models.ForeignKey(
        ConsultationItem, on_delete=models.CASCADE, related_name="voices", verbose_name=_("question")
    )
    party = models.CharField(_("partie"), max_length=5, choices=Party.choices)
    choice = models.CharField(_("voix"), max_length=7, choices=Ballot.choices)
    reserve = models.TextField(_("réserve écrite"), blank=True)
    cast_by = models.ForeignKey(Mandate, on_delete=models.PROTECT, related_name="+", verbose_name=_("portée par"))
    cast_at = models.DateTimeField(_("le"))
    agreed_by = models.ForeignKey(
        Mandate, on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("avec l’accord de")
    )
    agreed_at = models.DateTimeField(_("accord donné le"), null=True)
    version = models.PositiveIntegerField(_("version"), default=1)

    class Meta:
        verbose_name = _("voix écrite d’une partie")
        verbose_name_plural = _("voix écrites des parties")
        ordering = ["item", "party"]
        constraints = [
            models.UniqueConstraint(fields=["item", "party"], name="voice_one_a_party"),
            models.CheckConstraint(
                condition=Q(agreed_by__isnull=True, agreed_at__isnull=True)
                | (Q(party=Party.OFQJ, agreed_at__isnull=False) & ~Q(agreed_by=F("cast_by"))),
                name="voice_agreed_by_another",
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="voice_ends_with_its_consultation",
                operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
                when=pgtrigger.Before,
                declare=[("this", "RECORD")],
                func="""
                    this := CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
                    IF EXISTS (
                        SELECT 1 FROM conventions_consultation c JOIN conventions_consultationitem i
                        ON i.consultation_id = c.id WHERE i.id = this.item_id AND c.state <> 'open'
                    ) THEN
                        RAISE EXCEPTION 'consultation: not open' USING ERRCODE = 'check_violation',
                        CONSTRAINT = 'voice_ends_with_its_consultation';
                    END IF;
                    RETURN this;
                """,
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_party_display()} · {self.get_choice_display()}"

    @property
    def counts(self) -> bool:
        """Say whether it is a whole voice: the OFQJ's needs the agreement of its other section."""
        return self.party != Party.OFQJ or self.agreed_by_id is not None
