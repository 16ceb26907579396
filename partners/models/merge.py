"""Two sheets of one structure made one: what moved, so that all of it can go back."""

from typing import Self

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from partners.models.structure import Structure


class StructureMergeQuerySet(models.QuerySet["StructureMerge"]):
    def standing(self) -> Self:
        """Keep the merges that nobody undid."""
        return self.filter(undone_at__isnull=True)


class StructureMerge(models.Model):
    """`moved` holds the keys of the rows that changed structure, by "app.Model.field".

    `columns` holds [before, after] by column of the kept sheet, `given_up` what the merged sheet held of the columns
    that only one structure may hold. Nothing of a person is in them: contacts and people are named by their keys.
    """

    kept = models.ForeignKey(Structure, models.PROTECT, verbose_name=_("fiche gardée"), related_name="merges")
    merged = models.ForeignKey(Structure, models.PROTECT, verbose_name=_("fiche réunie"), related_name="merged_by")
    moved = models.JSONField(_("ce qui a suivi"), default=dict)
    columns = models.JSONField(_("colonnes changées"), default=dict)
    given_up = models.JSONField(_("identifiants cédés"), default=dict)
    merged_at = models.DateTimeField(_("réunies le"))
    merged_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name=_("réunies par"), related_name="+"
    )
    undone_at = models.DateTimeField(_("défaites le"), null=True)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, verbose_name=_("défaites par"), related_name="+"
    )

    objects = StructureMergeQuerySet.as_manager()

    class Meta:
        verbose_name = _("réunion de fiches")
        verbose_name_plural = _("réunions de fiches")
        ordering = ["-merged_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(kept=models.F("merged")),
                name="merge_of_two",
                violation_error_message=_("On réunit deux fiches différentes."),
            ),
            models.UniqueConstraint(
                "merged",
                condition=models.Q(undone_at__isnull=True),
                name="merge_standing_once",
                violation_error_message=_("Cette fiche est déjà réunie à une autre."),
            ),
            models.CheckConstraint(
                condition=models.Q(undone_at__isnull=True, undone_by__isnull=True)
                | models.Q(undone_at__isnull=False, undone_by__isnull=False),
                name="merge_undone_by",
                violation_error_message=_("Une réunion défaite l’est par une personne."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.merged} → {self.kept}"
