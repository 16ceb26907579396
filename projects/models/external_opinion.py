"""An opinion asked of somebody outside the OFQJ, by a personal link; it informs the decision and never is one."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from partners.enums import Section
from projects.enums import ExternalState, Opinion
from projects.models.grid import FULL_SCORE
from projects.models.guards import moves_only_along
from projects.workflow import EXTERNAL_OPINION

_GIVEN = Q(state=ExternalState.GIVEN)


class ExternalOpinionQuerySet(models.QuerySet["ExternalOpinion"]):
    def waiting(self) -> "ExternalOpinionQuerySet":
        """Keep those that nobody has answered yet, and that the OFQJ did not take back."""
        return self.filter(state=ExternalState.WAITING)


class ExternalOpinion(models.Model):
    """What one person outside was asked about a dossier, and what she said; she declares that she has no tie with it.

    `scores` answers the grid frozen with the dossier, by code of criterion; `score` is the weighted mean out of 100.
    """

    project = models.ForeignKey("projects.Project", models.PROTECT, related_name="external_opinions")
    section = models.CharField(_("section"), max_length=5, choices=Section.choices)
    name = models.CharField(_("prénom et nom"), max_length=150)
    email = models.EmailField(_("adresse e-mail"), max_length=254)
    question = models.TextField(_("ce qui lui est demandé"), max_length=2000)
    due_at = models.DateTimeField(_("à donner avant le"))
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("demandé par")
    )
    asked_at = models.DateTimeField(_("demandé le"))
    state = models.CharField(_("état"), max_length=10, choices=ExternalState.choices, default=ExternalState.WAITING)
    ended_at = models.DateTimeField(_("répondu ou retiré le"), null=True, blank=True)
    opinion = models.CharField(_("avis"), max_length=12, choices=Opinion.choices, blank=True)
    comment = models.TextField(_("commentaire"), max_length=4000, blank=True)
    scores = models.JSONField(_("notes"), default=dict, blank=True)
    score = models.DecimalField(_("note sur 100"), max_digits=5, decimal_places=2, null=True, blank=True)

    objects = ExternalOpinionQuerySet.as_manager()

    class Meta:
        verbose_name = _("avis extérieur")
        verbose_name_plural = _("avis extérieurs")
        ordering = ["asked_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                "project",
                Lower("email"),
                condition=Q(state=ExternalState.WAITING),
                name="external_opinion_asked_once",
                violation_error_message=_("Un avis est déjà demandé à cette adresse sur ce dossier."),
            ),
            models.CheckConstraint(
                condition=(_GIVEN & Q(opinion__in=Opinion.values) & ~Q(comment=""))
                | (~_GIVEN & Q(opinion="", comment="", score__isnull=True)),
                name="external_opinion_given_with_words",
                violation_error_message=_("Un avis donné a une réponse et un commentaire ; les autres n’en ont pas."),
            ),
            models.CheckConstraint(
                condition=Q(state=ExternalState.WAITING, ended_at__isnull=True)
                | ~Q(state=ExternalState.WAITING) & Q(ended_at__isnull=False),
                name="external_opinion_ends_at_an_instant",
                violation_error_message=_("Un avis donné, refusé ou retiré garde l’instant où il l’a été."),
            ),
            models.CheckConstraint(
                condition=Q(score__isnull=True) | Q(score__range=(0, FULL_SCORE)),
                name="external_opinion_score_out_of_a_hundred",
                violation_error_message=_("Une note va de 0 à 100."),
            ),
        ]
        triggers = [moves_only_along(EXTERNAL_OPINION, name="external_opinion_moves")]

    def __str__(self) -> str:
        return f"{self.project_id} · {self.pk}"
