"""What a dossier is and where it stands: programmes, states, sides, phases, bookings, pieces."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Programme(models.TextChoices):
    GROUP_STAY = "group_stay", _("Séjour collectif d’insertion")
    CHANTIER = "chantier", _("Chantier d’insertion")
    PROJECT_GRANT = "project_grant", _("Soutien à un projet")
    INTERNSHIP = "internship", _("Stage de perfectionnement")
    CIVIC_SERVICE = "civic_service", _("Service civique")
    CROSS_MISSION = "cross_mission", _("Mission croisée")
    SUPPORT_MISSION = "support_mission", _("Mission d’accompagnement")


#: Programmes whose travellers are advisers, not young people: no age rule.
FOR_PROFESSIONALS = frozenset({Programme.CROSS_MISSION, Programme.SUPPORT_MISSION})
#: Programmes where a group travels together.
FOR_GROUPS = frozenset({Programme.GROUP_STAY, Programme.CHANTIER})


class Direction(models.TextChoices):
    TO_QUEBEC = "to_quebec", _("Vers le Québec")
    TO_FRANCE = "to_france", _("Vers la France")
    TO_OTHER = "to_other", _("Vers un autre pays")


class ProjectState(models.TextChoices):
    """The life of a dossier, in neutral words; `labels.state_label` gives the reader's."""

    DRAFT = "draft", _("Brouillon")
    SUBMITTED = "submitted", _("Déposé")
    UNDER_REVIEW = "under_review", _("En instruction")
    INCOMPLETE = "incomplete", _("Compléments demandés")
    WITHDRAWN = "withdrawn", _("Retiré")
    ACCEPTED = "accepted", _("Accepté")
    CONDITIONALLY_ACCEPTED = "conditionally_accepted", _("Accepté sous conditions")
    PARTIALLY_ACCEPTED = "partially_accepted", _("Accepté en partie")
    REFUSED = "refused", _("Refusé")
    CLOSED_WITHOUT_ACTION = "closed_without_action", _("Classé sans suite")
    ONGOING = "ongoing", _("Séjour en cours")
    REPORT_DUE = "report_due", _("Bilan attendu")
    REPORT_SUBMITTED = "report_submitted", _("Bilan remis")
    REPORT_INCOMPLETE = "report_incomplete", _("Bilan à compléter")
    CLOSED = "closed", _("Clos")
    CANCELLED = "cancelled", _("Annulé")


_S = ProjectState
#: Filed and not yet answered.
IN_REVIEW = frozenset({_S.SUBMITTED, _S.UNDER_REVIEW, _S.INCOMPLETE})
#: What waits for the OFQJ, or for an answer to it.
TO_EXAMINE = IN_REVIEW | {_S.REPORT_SUBMITTED}
#: Opinions are given.
REVIEWING = frozenset({_S.UNDER_REVIEW, _S.INCOMPLETE})
#: The sections may decide their shares.
DECIDABLE = frozenset({_S.UNDER_REVIEW})
#: The whole dossier may be edited by its carrier.
EDITABLE = frozenset({_S.DRAFT})
#: A partner confirms, and describes its part, until the OFQJ has answered.
HOST_MAY_WRITE = IN_REVIEW | {_S.DRAFT}
#: The carrier may take the dossier back.
WITHDRAWABLE = IN_REVIEW | {_S.PARTIALLY_ACCEPTED}
#: Answered with at least one yes, and not yet left.
DECIDED_YES = frozenset({_S.ACCEPTED, _S.CONDITIONALLY_ACCEPTED, _S.PARTIALLY_ACCEPTED})
#: What is booked for the stay may still be noted.
BOOKABLE = IN_REVIEW | DECIDED_YES | {_S.DRAFT}
#: Answered without any yes.
DECIDED_NO = frozenset({_S.REFUSED, _S.CLOSED_WITHOUT_ACTION})
#: The group has left; what follows depends on who really went.
AFTER_DEPARTURE = frozenset(
    {_S.ONGOING, _S.REPORT_DUE, _S.REPORT_SUBMITTED, _S.REPORT_INCOMPLETE, _S.CLOSED},
)
#: The group has come back.
AFTER_RETURN = AFTER_DEPARTURE - {_S.ONGOING}
#: Every section has answered and at least one gives: agreements are signed, money may leave.
AGREED = frozenset({_S.ACCEPTED}) | AFTER_DEPARTURE
#: Whoever reads the dossier finds a decision in it.
DECIDED = DECIDED_YES | DECIDED_NO | AFTER_DEPARTURE | {_S.CANCELLED}
#: The carrier still owes a project report.
OWES_REPORT = frozenset({_S.REPORT_DUE, _S.REPORT_INCOMPLETE})
#: Nothing moves any more.
FINISHED = frozenset({_S.CLOSED, _S.CANCELLED, _S.REFUSED, _S.CLOSED_WITHOUT_ACTION, _S.WITHDRAWN})
#: May be cancelled with a reason; an ongoing one only before the stay ends.
CANCELLABLE = DECIDED_YES | {_S.ONGOING}
#: What was accepted may still change, on request: before the departure, and in part during the stay.
CHANGEABLE = frozenset({_S.ACCEPTED, _S.CONDITIONALLY_ACCEPTED, _S.ONGOING})


class Side(models.TextChoices):
    CARRIER = "carrier", _("Structure porteuse")
    HOST = "host", _("Structure d’accueil")


class Speaker(models.TextChoices):
    """In whose name somebody writes in the thread of a dossier."""

    STRUCTURE = "structure", _("Structure")
    OFQJ = "ofqj", _("OFQJ")


class HostingState(models.TextChoices):
    """What a structure answered when a carrier named it on a dossier."""

    INVITED = "invited", _("Invitée")
    CONFIRMED = "confirmed", _("Confirmée")
    REFUSED = "refused", _("A refusé")


class PhaseKind(models.TextChoices):
    PREPARATION = "preparation", _("Préparation")
    STAY = "stay", _("Séjour")
    RETURN = "return", _("Retour")


class BookingKind(models.TextChoices):
    LODGING = "lodging", _("Hébergement")
    TRAVEL = "travel", _("Voyage")
    LOCAL = "local", _("Déplacements sur place")
    OTHER = "other", _("Autre réservation")


class BookingState(models.TextChoices):
    TO_DO = "to_do", _("À réserver")
    OPTION = "option", _("En option")
    BOOKED = "booked", _("Réservé")


class PieceCategory(models.TextChoices):
    HOST_LETTER = "host_letter", _("Lettre d’engagement du partenaire d’accueil")
    STAY_PROGRAMME = "stay_programme", _("Programme du séjour")
    FOLLOW_UP_STATEMENT = "follow_up_statement", _("Attestation de suivi des jeunes")
    STATUTES = "statutes", _("Statuts ou acte de constitution")
    BANK_DETAILS = "bank_details", _("Coordonnées bancaires de la structure")
    INSURANCE = "insurance", _("Attestation d’assurance")
    COST_ESTIMATE = "cost_estimate", _("Devis")
    WORK_PERMIT = "work_permit", _("Permis de travail")
    OTHER = "other", _("Autre pièce")
