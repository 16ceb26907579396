"""What a carrier asks to change once the OFQJ has said yes, and the answer."""

from datetime import datetime
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from ofqj_portal.core.models import StoredFile
from projects.enums import CHANGE_OPEN, ChangeState
from projects.models.guards import moves_only_along
from projects.models.project import Project
from projects.workflow import CHANGE


class ChangeRequestQuerySet(models.QuerySet["ChangeRequest"]):
    def open(self) -> Self:
        """Keep those that wait for the OFQJ, or for the carrier to take them up again."""
        return self.filter(state__in=sorted(CHANGE_OPEN))

    def drop(self, now: datetime) -> int:
        """Give up what is still open, because the dossier moved on; return how many that was."""
        return self.open().update(state=ChangeState.DROPPED, ended_at=now)


class ChangeRequest(models.Model):
    """One change of an accepted dossier: new dates, another partner, another budget, another size of the group.

    `proposed` and `before` hold the same keys, in JSON: departs_on, returns_on (ISO days), places (a number), budget
    ({line: amount in the budget's currency}), partner ({"leaves": structure, "joins": structure}, ids or None).
    A small change is noted at once; any other waits for the OFQJ.
    """

    project = models.ForeignKey(
        Project, on_delete=models.CASCADE, related_name="change_requests", verbose_name=_("dossier")
    )
    state = models.CharField(_("état"), max_length=10, choices=ChangeState.choices)
    proposed = models.JSONField(_("ce qui est demandé"))
    before = models.JSONField(_("ce qui valait"))
    reason = models.TextField(_("pourquoi"), max_length=4000)
    letter = models.OneToOneField(
        StoredFile,
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        verbose_name=_("lettre du nouveau partenaire"),
    )
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, related_name="+", null=True, verbose_name=_("demandé par")
    )
    asked_at = models.DateTimeField(_("demandé le"))
    motive = models.TextField(_("réponse de l’OFQJ"), blank=True, max_length=4000)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, related_name="+", null=True, verbose_name=_("répondu par")
    )
    answered_at = models.DateTimeField(_("répondu le"), null=True, blank=True)
    ended_at = models.DateTimeField(_("terminé le"), null=True, blank=True)

    objects = ChangeRequestQuerySet.as_manager()

    class Meta:
        verbose_name = _("changement demandé")
        verbose_name_plural = _("changements demandés")
        ordering = ["project", "-asked_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["project"],
                condition=Q(state__in=sorted(CHANGE_OPEN)),
                name="change_request_one_open",
                violation_error_message=_("Une demande de changement attend déjà sur ce dossier."),
            ),
            models.CheckConstraint(
                condition=Q(state__in=sorted(CHANGE_OPEN), ended_at__isnull=True)
                | (~Q(state__in=sorted(CHANGE_OPEN)) & Q(ended_at__isnull=False)),
                name="change_request_ended_at",
                violation_error_message=_("Une demande de changement terminée l’est à un instant."),
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[ChangeState.REFUSED, ChangeState.SENT_BACK])
                | (~Q(motive="") & Q(answered_at__isnull=False)),
                name="change_request_refused_with_a_motive",
                violation_error_message=_("Un refus ou un renvoi dit pourquoi."),
            ),
            models.CheckConstraint(
                condition=~Q(proposed={}) & ~Q(reason=""),
                name="change_request_says_what_and_why",
                violation_error_message=_("Une demande dit ce qui change et pourquoi."),
            ),
        ]
        triggers = [moves_only_along(CHANGE, name="change_request_moves")]

    def __str__(self) -> str:
        return f"{self.project_id} · {self.asked_at:%Y-%m-%d}"

    @property
    def is_open(self) -> bool:
        """Somebody still has something to do about it."""
        return self.state in CHANGE_OPEN

    @property
    def fields(self) -> list[str]:
        """Return what it changes, in a fixed order."""
        return [name for name in CHANGE_FIELDS if name in self.proposed]


CHANGE_FIELDS = ("departs_on", "returns_on", "places", "partner", "budget")
