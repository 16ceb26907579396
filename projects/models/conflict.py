"""A tie with a dossier that an officer or a decider declares: from then on the dossier is not there for her."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from ofqj_portal.core.fields import EncryptedTextField
from partners.enums import Section


class ConflictQuerySet(models.QuerySet["ConflictDeclaration"]):
    def standing(self) -> "ConflictQuerySet":
        """Keep the declarations that nobody lifted."""
        return self.filter(lifted_at__isnull=True)


class ConflictDeclaration(models.Model):
    """Who declared a tie with which dossier. The reason is for the data protection officer alone."""

    project = models.ForeignKey("projects.Project", models.PROTECT, related_name="conflicts")
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("personne qui déclare")
    )
    section = models.CharField(_("section"), max_length=5, choices=Section.choices)
    reason = EncryptedTextField(_("lien déclaré"))
    declared_at = models.DateTimeField(_("déclaré le"))
    lifted_at = models.DateTimeField(_("levé le"), null=True, blank=True)
    lifted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True, blank=True, verbose_name=_("levé par")
    )
    lift_reason = EncryptedTextField(_("pourquoi il est levé"), blank=True)

    objects = ConflictQuerySet.as_manager()

    class Meta:
        verbose_name = _("conflit d’intérêts déclaré")
        verbose_name_plural = _("conflits d’intérêts déclarés")
        ordering = ["declared_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["project", "person"],
                condition=models.Q(lifted_at__isnull=True),
                name="conflict_declared_once",
                violation_error_message=_("Ce conflit est déjà déclaré."),
            ),
            models.CheckConstraint(
                condition=models.Q(lifted_at__isnull=True, lifted_by__isnull=True)
                | (
                    models.Q(lifted_at__isnull=False, lifted_by__isnull=False) & ~models.Q(lifted_by=models.F("person"))
                ),
                name="conflict_lifted_by_another",
                violation_error_message=_("Un conflit est levé par quelqu’un d’autre que la personne qui l’a déclaré."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.project_id} · {self.person_id}"
