"""What the team of one section keeps to itself about a dossier: notes and labels. No structure ever reads them."""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from partners.enums import Section
from partners.models.search import Fold


class InternalNote(models.Model):
    """What somebody of a section writes about a dossier for her colleagues; she may take it back."""

    project = models.ForeignKey("projects.Project", models.PROTECT, related_name="internal_notes")
    section = models.CharField(_("section"), max_length=5, choices=Section.choices)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("écrite par"))
    body = models.TextField(_("note"), max_length=4000)
    written_at = models.DateTimeField(_("écrite le"))

    class Meta:
        verbose_name = _("note interne")
        verbose_name_plural = _("notes internes")
        ordering = ["-written_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(body=""),
                name="internal_note_has_words",
                violation_error_message=_("Écrivez quelques mots."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.project_id} · {self.author_id}"


class LabelQuerySet(models.QuerySet["Label"]):
    def of_sections(self, sections: object) -> Self:
        """Keep the labels of these sections ("fr", "qc")."""
        return self.filter(section__in=sections)


class Label(models.Model):
    """A word by which one section sorts its dossiers; it goes once no dossier bears it."""

    section = models.CharField(_("section"), max_length=5, choices=Section.choices)
    name = models.CharField(_("étiquette"), max_length=40)

    objects = LabelQuerySet.as_manager()

    class Meta:
        verbose_name = _("étiquette")
        verbose_name_plural = _("étiquettes")
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(
                Fold("name"),
                "section",
                name="label_named_once",
                violation_error_message=_("Cette étiquette existe déjà."),
            ),
            models.CheckConstraint(
                condition=~Q(name=""),
                name="label_has_a_name",
                violation_error_message=_("Donnez un nom à l’étiquette."),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class ProjectLabel(models.Model):
    """One label on one dossier."""

    project = models.ForeignKey("projects.Project", models.CASCADE, related_name="labels")
    label = models.ForeignKey(Label, models.CASCADE, related_name="uses")

    class Meta:
        verbose_name = _("étiquette d’un dossier")
        verbose_name_plural = _("étiquettes des dossiers")
        ordering = ["project_id", "label_id"]
        constraints = [
            models.UniqueConstraint(
                fields=["project", "label"],
                name="label_once_a_project",
                violation_error_message=_("Ce dossier porte déjà cette étiquette."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.project_id} · {self.label_id}"
