"""The annual report: its period, its contributions, its frozen figures, its paper, and who took it."""

from typing import Self

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from conventions.enums import PROVISIONAL, PUBLIC, Body, ContributionState, ReportState
from conventions.models.convention import Convention
from conventions.models.guards import frozen_with_report, moves_only_along, never_changes, refuses
from conventions.models.indicator import IndicatorSet
from conventions.workflow import REPORT
from ofqj_portal.core.models import StoredFile

_FROZEN_STATES = "('adopted', 'published', 'superseded')"


class AnnualReportQuerySet(models.QuerySet["AnnualReport"]):
    def latest_versions(self) -> Self:
        """Keep the last version of each period."""
        newer = AnnualReport.objects.filter(
            convention=models.OuterRef("convention"),
            period=models.OuterRef("period"),
            version__gt=models.OuterRef("version"),
        )
        return self.exclude(models.Exists(newer))

    def published(self) -> Self:
        """Keep the reports that anybody may read."""
        return self.filter(state__in=sorted(PUBLIC))


class AnnualReport(models.Model):
    """The report of one period, one version. Until the committee adopts it, all that is made of it is provisional.

    `period` is "2025" (calendar year) or "2025-2026" (1 April to 31 March); both bounds belong to it.
    """

    convention = models.ForeignKey(
        Convention, on_delete=models.PROTECT, related_name="reports", verbose_name=_("convention")
    )
    period = models.CharField(_("période"), max_length=9)
    starts_on = models.DateField(_("du"))
    ends_on = models.DateField(_("au"))
    version = models.PositiveSmallIntegerField(_("version"), default=1)
    state = models.CharField(
        _("état"), max_length=16, choices=ReportState.choices, default=ReportState.OPEN, editable=False
    )
    indicator_set = models.ForeignKey(
        IndicatorSet, on_delete=models.PROTECT, related_name="reports", verbose_name=_("jeu d’indicateurs")
    )
    contributions_due_on = models.DateField(_("contributions attendues le"), null=True, blank=True)
    snapshot = models.ForeignKey(
        "conventions.FiguresSnapshot", on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("chiffres")
    )
    paper = models.ForeignKey(
        StoredFile, on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("document PDF")
    )
    adopted_at = models.DateTimeField(_("adopté le"), null=True, editable=False)
    published_at = models.DateTimeField(_("publié le"), null=True, editable=False)
    erratum = models.TextField(_("erratum"), blank=True)

    objects = AnnualReportQuerySet.as_manager()

    class Meta:
        verbose_name = _("bilan annuel")
        verbose_name_plural = _("bilans annuels")
        ordering = ["-starts_on", "-ends_on", "-version"]
        constraints = [
            models.UniqueConstraint(fields=["convention", "period", "version"], name="report_once"),
            models.CheckConstraint(condition=Q(period__regex=r"^[0-9]{4}(-[0-9]{4})?$"), name="report_period_shape"),
            models.CheckConstraint(condition=Q(ends_on__gt=F("starts_on")), name="report_ends_after_it_starts"),
            models.CheckConstraint(
                condition=Q(state__in=sorted(PROVISIONAL)) | Q(adopted_at__isnull=False, snapshot__isnull=False),
                name="report_adopted_with_its_figures",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=sorted(PUBLIC)) | Q(published_at__isnull=False), name="report_published_at"
            ),
            models.CheckConstraint(
                condition=Q(version=1) | ~Q(erratum=""),
                name="report_correction_says_what",
                violation_error_message=_("Une nouvelle version dit ce qu’elle corrige."),
            ),
        ]
        triggers = [
            moves_only_along(REPORT, name="report_state_moves"),
            refuses(
                "report_figures_frozen",
                when=f"OLD.state IN {_FROZEN_STATES} AND OLD.snapshot_id IS DISTINCT FROM NEW.snapshot_id",
                then="report: adopted figures never change",
                operation=pgtrigger.UpdateOf("snapshot_id"),
            ),
            never_changes("report_published_kept", when="OLD.state IN ('published', 'superseded')", but="state"),
        ]

    def __str__(self) -> str:
        return f"{self.period} · v{self.version}"

    def get_absolute_url(self) -> str:
        return reverse("conventions:report", args=[self.period])

    @property
    def is_provisional(self) -> bool:
        return self.state in PROVISIONAL

    @property
    def is_public(self) -> bool:
        return self.state in PUBLIC

    @property
    def reference(self) -> str:
        """The number printed on the cover: B-2025-1."""
        return f"B-{self.period}-{self.version}"


class FiguresSnapshot(models.Model):
    """All the figures of a report as counted at one instant, with their hash. A row is added, never changed."""

    report = models.ForeignKey(
        AnnualReport, on_delete=models.PROTECT, related_name="snapshots", verbose_name=_("bilan")
    )
    figures = models.JSONField(_("chiffres"))
    figures_hash = models.CharField(_("empreinte"), max_length=64)
    taken_at = models.DateTimeField(_("comptés le"))

    class Meta:
        verbose_name = _("chiffres d’un bilan")
        verbose_name_plural = _("chiffres des bilans")
        ordering = ["report", "-taken_at", "-pk"]
        triggers = [
            refuses(
                "snapshot_kept",
                when="TRUE",
                then="snapshot: never changes",
                operation=pgtrigger.Update | pgtrigger.Delete,
            )
        ]

    def __str__(self) -> str:
        return f"{self.report} · {self.figures_hash[:12]}"


class ReportContribution(models.Model):
    """What one body hands in for the report (article 5)."""

    report = models.ForeignKey(
        AnnualReport, on_delete=models.CASCADE, related_name="contributions", verbose_name=_("bilan")
    )
    body = models.CharField(_("organisme"), max_length=8, choices=Body.choices)
    state = models.CharField(
        _("état"), max_length=9, choices=ContributionState.choices, default=ContributionState.EXPECTED, editable=False
    )
    text = models.TextField(_("texte"), blank=True)
    version = models.PositiveIntegerField(_("version"), default=1, editable=False)
    handed_in_at = models.DateTimeField(_("remise le"), null=True, editable=False)
    handed_in_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+", verbose_name=_("remise par")
    )

    class Meta:
        verbose_name = _("contribution au bilan")
        verbose_name_plural = _("contributions au bilan")
        ordering = ["report", "body"]
        constraints = [
            models.UniqueConstraint(fields=["report", "body"], name="contribution_once"),
            models.CheckConstraint(
                condition=~Q(state=ContributionState.HANDED_IN) | (Q(handed_in_at__isnull=False) & ~Q(text="")),
                name="contribution_handed_in_with_a_text",
                violation_error_message=_("Une contribution remise a un texte."),
            ),
        ]
        triggers = [frozen_with_report("contribution_frozen", report="this.report_id")]

    def __str__(self) -> str:
        return f"{self.report} · {self.get_body_display()}"


class ReportDownload(models.Model):
    """Who took which paper of a report, and when. Nobody signed in leaves `user` empty."""

    report = models.ForeignKey(
        AnnualReport, on_delete=models.CASCADE, related_name="downloads", verbose_name=_("bilan")
    )
    paper = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+", verbose_name=_("document"))
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+", verbose_name=_("par")
    )
    at = models.DateTimeField(_("le"))

    class Meta:
        verbose_name = _("téléchargement d’un bilan")
        verbose_name_plural = _("téléchargements des bilans")
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"{self.report} · {self.at:%Y-%m-%d}"
