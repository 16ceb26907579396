"""Advice that a structure asks of the OFQJ, about a dossier or before there is one (S0)."""

from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q, Value
from django.db.models.functions import Concat
from django.utils.translation import gettext_lazy as _

from ofqj_portal.core.roles import Role, sections_of, structure_ids
from partners.enums import Section
from partners.models import Structure
from partners.models.search import Fold
from projects.enums import AdviceKind, AdviceState, Speaker
from projects.models.guards import moves_only_along
from projects.models.project import Project
from projects.models.visibility import FILING_ROLES
from projects.workflow import ADVICE

WORDS_MAX = 4000


class AdviceQuerySet(models.QuerySet["AdviceRequest"]):
    def readable_by(self, user: Any) -> Self:
        """Keep those of her structures, and those of her sections that no structure of hers asked."""
        ours = structure_ids(user, *FILING_ROLES)
        sections = sections_of(user, Role.OFFICER, Role.DECIDER)
        theirs = Q(section__in=sections) & ~Q(structure__in=structure_ids(user))
        return self.filter(Q(structure__in=ours) | theirs)

    def matching(self, words: str) -> Self:
        """Keep those whose subject or structure holds every word; accents, case and small typos do not matter."""
        text = Concat(F("subject"), Value(" "), F("structure__name"), output_field=models.TextField())
        rows = self.alias(folded=Fold(text))
        for word in words.split()[:8]:
            typed = Fold(Value(word))
            rows = rows.filter(Q(folded__contains=typed) | Q(folded__trigram_word_similar=typed))
        return rows


class AdviceRequest(models.Model):
    """What a structure asks, of the section of its shore. Closed, its `note` stays as a note of the contact."""

    structure = models.ForeignKey(Structure, models.PROTECT, related_name="+", verbose_name=_("structure"))
    project = models.ForeignKey(
        Project, models.SET_NULL, related_name="advice_requests", null=True, blank=True, verbose_name=_("dossier")
    )
    section = models.CharField(_("section"), max_length=5, choices=Section.choices)
    kind = models.CharField(_("sujet"), max_length=12, choices=AdviceKind.choices)
    subject = models.CharField(_("en une ligne"), max_length=160)
    wished_on = models.DateField(_("réponse souhaitée avant le"), null=True, blank=True)
    state = models.CharField(_("état"), max_length=10, choices=AdviceState.choices, default=AdviceState.ASKED)
    officer = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, related_name="+", null=True, verbose_name=_("suivie par")
    )
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, related_name="+", null=True, verbose_name=_("demandée par")
    )
    asked_at = models.DateTimeField(_("demandée le"))
    moved_at = models.DateTimeField(_("dernier mot le"))
    closed_at = models.DateTimeField(_("close le"), null=True, blank=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, related_name="+", null=True, verbose_name=_("close par")
    )
    note = models.TextField(_("ce qu’on en garde"), blank=True, max_length=2000)

    objects = AdviceQuerySet.as_manager()

    class Meta:
        verbose_name = _("demande de conseil")
        verbose_name_plural = _("demandes de conseil")
        ordering = ["-moved_at", "-pk"]
        indexes = [models.Index(fields=["section", "state", "-moved_at"], name="advice_section_state")]
        constraints = [
            models.CheckConstraint(
                condition=Q(state=AdviceState.CLOSED, closed_at__isnull=False) & ~Q(note="")
                | ~Q(state=AdviceState.CLOSED) & Q(closed_at__isnull=True),
                name="advice_closed_with_a_note",
                violation_error_message=_("Une demande close garde une note et l’instant de sa clôture."),
            ),
        ]
        triggers = [moves_only_along(ADVICE, name="advice_moves")]

    def __str__(self) -> str:
        return self.subject

    @property
    def is_open(self) -> bool:
        """Both sides may still write."""
        return self.state != AdviceState.CLOSED


class AdviceMessage(models.Model):
    """One message of a request for advice, in plain text; `side` is the one its author wrote for."""

    request = models.ForeignKey(AdviceRequest, models.CASCADE, related_name="messages", verbose_name=_("demande"))
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, related_name="+", null=True, verbose_name=_("écrit par")
    )
    side = models.CharField(_("au nom de"), max_length=10, choices=Speaker.choices)
    body = models.TextField(_("message"), max_length=WORDS_MAX)
    sent_at = models.DateTimeField(_("écrit le"))

    class Meta:
        verbose_name = _("message de conseil")
        verbose_name_plural = _("messages de conseil")
        ordering = ["request", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(body=""), name="advice_message_has_words", violation_error_message=_("Écrivez un message.")
            )
        ]

    def __str__(self) -> str:
        return f"{self.request_id} · {self.pk}"
