"""What is judged and answered: decisions, opinions, changes, what a report has to take up again, rules."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class DecisionState(models.TextChoices):
    PENDING = "pending", _("En attente")
    YES = "yes", _("Accord")
    CONDITIONAL_YES = "conditional_yes", _("Accord sous conditions")
    NO = "no", _("Refus")
    NO_ACTION = "no_action", _("Sans suite")


#: The section gives money, at once or under conditions.
SAYS_YES = frozenset({DecisionState.YES, DecisionState.CONDITIONAL_YES})


class Opinion(models.TextChoices):
    FAVOURABLE = "favourable", _("Favorable")
    RESERVED = "reserved", _("Réservé")
    UNFAVOURABLE = "unfavourable", _("Défavorable")


class ExternalState(models.TextChoices):
    """Where an opinion asked of somebody outside stands."""

    WAITING = "waiting", _("Attendu")
    GIVEN = "given", _("Donné")
    TIED = "tied", _("Lien avec le dossier")
    WITHDRAWN = "withdrawn", _("Demande retirée")


class ReportPoint(models.TextChoices):
    """What the OFQJ may ask to take up again in a project report."""

    AIMS = "reached_aims", _("Objectifs atteints")
    PARTNER = "partner", _("Travail avec le partenaire")
    DIFFICULTIES = "difficulties", _("Difficultés")
    PRACTICES = "practices", _("Pratiques à partager")
    BROUGHT_BACK = "brought_back", _("Pratiques rapportées")
    HOURS = "hours", _("Heures de préparation")
    BUDGET = "budget", _("Budget réalisé")


class ChangeState(models.TextChoices):
    """The small circuit of a change asked after the answer."""

    ASKED = "asked", _("Demandé")
    SENT_BACK = "sent_back", _("Renvoyé à la structure")
    GRANTED = "granted", _("Accepté")
    REFUSED = "refused", _("Refusé")
    NOTED = "noted", _("Noté")
    DROPPED = "dropped", _("Abandonné")


#: The OFQJ or the carrier still has something to do about it.
CHANGE_OPEN = frozenset({ChangeState.ASKED, ChangeState.SENT_BACK})
#: The dossier says what was asked.
CHANGE_APPLIED = frozenset({ChangeState.GRANTED, ChangeState.NOTED})


class AdviceKind(models.TextChoices):
    """What a structure asks advice about (S0)."""

    PROJECT = "project", _("Conseil sur un projet")
    LOGISTICS = "logistics", _("Aide logistique")
    PARTNER = "partner", _("Recherche d’un partenaire")
    OTHER = "other", _("Autre question")


class AdviceState(models.TextChoices):
    """Who has the ball in a request for advice."""

    ASKED = "asked", _("Attend l’OFQJ")
    ANSWERED = "answered", _("Répondue")
    CLOSED = "closed", _("Terminée")


class RuleMet(models.TextChoices):
    YES = "yes", _("Respectée")
    NO = "no", _("Non respectée")
    ALERT = "alert", _("À regarder")
