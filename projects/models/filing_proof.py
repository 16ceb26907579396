"""The proof that a dossier was filed: one a submission, its paper made once and never again."""

import pgtrigger
from django.db import models
from django.utils.translation import gettext_lazy as _

from projects.models.guards import refuses


class FilingProof(models.Model):
    """What was filed, when, under which version; `content_sha256` digests the frozen content of that version."""

    project = models.ForeignKey("projects.Project", models.PROTECT, related_name="filing_proofs")
    version = models.PositiveIntegerField(_("version"))
    filed_at = models.DateTimeField(_("déposé le"))
    content_sha256 = models.CharField(_("empreinte du contenu"), max_length=64)
    paper = models.ForeignKey("core.StoredFile", models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = _("accusé de dépôt")
        verbose_name_plural = _("accusés de dépôt")
        ordering = ["project_id", "version"]
        constraints = [
            models.UniqueConstraint(
                fields=["project", "version"],
                name="filing_proof_one_per_version",
                violation_error_message=_("Ce dépôt a déjà son accusé."),
            )
        ]
        triggers = [
            pgtrigger.Protect(name="filing_proof_kept", operation=pgtrigger.Delete),
            refuses(
                "filing_proof_made_once",
                when="OLD.paper_id IS NOT NULL OR (OLD.project_id, OLD.version, OLD.filed_at, OLD.content_sha256)"
                " IS DISTINCT FROM (NEW.project_id, NEW.version, NEW.filed_at, NEW.content_sha256)",
                then="filing proof: it is made once",
                operation=pgtrigger.Update,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.project_id} · v{self.version}"
