"""Who is writing in which section: what is saved by itself while she types makes one line of the journal, not fifty."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from projects.models.project import Project


class Sitting(models.Model):
    """One person writing in one section. It ends when she presses a button, when the dossier leaves, or when idle.

    `fields` are the fields of the dossier saved so far; at its end the journal names them, and the row goes.
    """

    project = models.ForeignKey(Project, models.CASCADE, related_name="sittings", verbose_name=_("dossier"))
    section = models.CharField(_("partie du dossier"), max_length=20)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", verbose_name=_("personne"))
    began_at = models.DateTimeField(_("commencée le"))
    last_at = models.DateTimeField(_("dernier enregistrement"))
    fields = models.JSONField(_("champs enregistrés"), default=list)

    class Meta:
        verbose_name = _("séance d’écriture")
        verbose_name_plural = _("séances d’écriture")
        ordering = ["last_at", "pk"]
        indexes = [models.Index(fields=["last_at"], name="sitting_last_at")]
        constraints = [
            models.UniqueConstraint(
                fields=["project", "section", "person"],
                name="sitting_once",
                violation_error_message=_("Cette séance est déjà commencée."),
            ),
            models.CheckConstraint(
                condition=Q(last_at__gte=F("began_at")),
                name="sitting_ends_after_it_began",
                violation_error_message=_("Une séance finit après avoir commencé."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.project_id} · {self.section}"
