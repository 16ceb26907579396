"""What a meeting is about and what comes of it: agenda, documents, minutes, decisions, actions."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from conventions.enums import AgendaKind, Body, MinutesState
from conventions.models.committee import Committee, Meeting
from conventions.models.guards import refuses
from ofqj_portal.core.models import StoredFile


class AgendaItem(models.Model):
    """One point of a meeting. The approval of the last minutes and the open actions come by themselves.

    `added_at` is set for a point that no invitation has said yet.
    """

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="items", verbose_name=_("réunion"))
    position = models.PositiveSmallIntegerField(_("rang"))
    kind = models.CharField(_("nature"), max_length=8, choices=AgendaKind.choices, default=AgendaKind.TOPIC)
    title = models.CharField(_("point"), max_length=160)
    note = models.TextField(_("pour préparer"), blank=True)
    minutes = models.ForeignKey(
        "conventions.Minutes", on_delete=models.PROTECT, null=True, related_name="+",
        verbose_name=_("compte rendu à approuver"),
    )  # fmt: skip
    added_at = models.DateTimeField(_("ajouté après l’invitation, le"), null=True, editable=False)

    class Meta:
        verbose_name = _("point de l’ordre du jour")
        verbose_name_plural = _("points de l’ordre du jour")
        ordering = ["meeting", "position"]
        constraints = [
            models.UniqueConstraint(fields=["meeting", "position"], name="agenda_item_once"),
            models.CheckConstraint(
                condition=Q(kind=AgendaKind.MINUTES, minutes__isnull=False)
                | (~Q(kind=AgendaKind.MINUTES) & Q(minutes__isnull=True)),
                name="agenda_item_of_minutes",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.position}. {self.title}"


class AgendaDocument(models.Model):
    """A document of a point, in PDF: it goes into the bundle."""

    item = models.ForeignKey(AgendaItem, on_delete=models.CASCADE, related_name="documents", verbose_name=_("point"))
    title = models.CharField(_("titre"), max_length=120)
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+", verbose_name=_("fichier"))
    added_at = models.DateTimeField(_("joint le"))
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("joint par")
    )

    class Meta:
        verbose_name = _("document de réunion")
        verbose_name_plural = _("documents de réunion")
        ordering = ["item", "pk"]

    def __str__(self) -> str:
        return self.title


class Minutes(models.Model):
    """The minutes of a meeting, written together, each save a version; approved at the next one, they never change."""

    meeting = models.OneToOneField(Meeting, on_delete=models.PROTECT, related_name="minutes", verbose_name=_("réunion"))
    text = models.TextField(_("compte rendu"), blank=True)
    state = models.CharField(_("état"), max_length=8, choices=MinutesState.choices, default=MinutesState.DRAFT)
    version = models.PositiveIntegerField(_("version"), default=0)
    approved_at = models.DateTimeField(_("approuvé le"), null=True)
    approved_in = models.ForeignKey(
        Meeting, on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("approuvé en réunion")
    )

    class Meta:
        verbose_name = _("compte rendu")
        verbose_name_plural = _("comptes rendus")
        ordering = ["-meeting__meets_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state=MinutesState.DRAFT, approved_in__isnull=True)
                | Q(state=MinutesState.APPROVED, approved_in__isnull=False, approved_at__isnull=False),
                name="minutes_approved_in_a_meeting",
            )
        ]
        triggers = [
            refuses(
                "minutes_kept", when="OLD.state = 'approved'", then="minutes: approved, they never change",
                operation=pgtrigger.Update | pgtrigger.Delete,
            )
        ]  # fmt: skip

    def __str__(self) -> str:
        return str(_("Compte rendu : %(meeting)s")) % {"meeting": self.meeting.title}


class Resolution(models.Model):
    """A decision of the committee that is neither a plan nor a report: proposed in words, settled by a vote."""

    committee = models.ForeignKey(
        Committee, on_delete=models.PROTECT, related_name="resolutions", verbose_name=_("comité")
    )
    number = models.PositiveSmallIntegerField(_("numéro"), editable=False)
    text = models.TextField(_("texte proposé"))
    proposed_at = models.DateTimeField(_("proposée le"), editable=False)
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("proposée par")
    )
    is_settled = models.BooleanField(_("tranchée"), default=False, editable=False)

    class Meta:
        verbose_name = _("résolution")
        verbose_name_plural = _("résolutions")
        ordering = ["committee", "-number"]
        constraints = [models.UniqueConstraint(fields=["committee", "number"], name="resolution_once")]

    def __str__(self) -> str:
        return str(_("Résolution %(number)s")) % {"number": self.number}


class ActionItem(models.Model):
    """Something a body said it would do by a day; it comes back on each agenda until it is done."""

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="actions", verbose_name=_("réunion"))
    title = models.CharField(_("action"), max_length=200)
    owner = models.CharField(_("qui"), max_length=8, choices=Body.choices)
    due_on = models.DateField(_("pour le"))
    done_on = models.DateField(_("faite le"), null=True, blank=True)
    done_note = models.CharField(_("ce qui a été fait"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("action décidée")
        verbose_name_plural = _("actions décidées")
        ordering = ["due_on", "pk"]
        constraints = [models.UniqueConstraint(fields=["meeting", "title"], name="action_item_once")]

    def __str__(self) -> str:
        return self.title
