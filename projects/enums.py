"""The choices of the projects app and their named groups. Imports nothing of ours but the currencies."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from ofqj_portal.core.money import Currency as Currency


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


class LedgerKind(models.TextChoices):
    """Movements of an envelope: what is committed goes up or down, what is paid goes up or down."""

    COMMIT = "commit", _("Engagement")
    RELEASE = "release", _("Désengagement")
    PAY = "pay", _("Versement")
    RECOVER = "recover", _("Reversement")


class PaymentKind(models.TextChoices):
    ADVANCE = "advance", _("Acompte")
    BALANCE = "balance", _("Solde")


class PaymentCondition(models.TextChoices):
    """What an instalment waits for, beside a signed agreement and bank details, which every one needs."""

    DEPARTED = "departed", _("le départ du groupe est noté")
    REPORT_SUBMITTED = "report_submitted", _("le bilan est remis")
    REPORT_ACCEPTED = "report_accepted", _("le bilan est accepté et le dossier clos")


class AgreementState(models.TextChoices):
    """The life of one text of a funding agreement: the structure signs first, then the section of the OFQJ."""

    WAITING_CARRIER = "waiting_carrier", _("À signer par la structure")
    WAITING_OFQJ = "waiting_ofqj", _("À signer par l’OFQJ")
    SIGNED = "signed", _("Signée")
    REFUSED = "refused", _("Refusée")
    VOID = "void", _("Sans effet")


_A = AgreementState
#: Somebody still has to sign.
TO_SIGN = frozenset({_A.WAITING_CARRIER, _A.WAITING_OFQJ})


class SigningSide(models.TextChoices):
    CARRIER = "carrier", _("La structure")
    OFQJ = "ofqj", _("L’OFQJ")


class SigningMandate(models.TextChoices):
    OWN = "own", _("de plein droit")
    DELEGATED = "delegated", _("par délégation")


class AccountScheme(models.TextChoices):
    """How an account is written on each shore."""

    IBAN = "iban", _("IBAN")
    CANADIAN = "canadian", _("Institution, transit et compte")


class RunMethod(models.TextChoices):
    SEPA = "sepa", _("Virements SEPA (XML)")
    CSV = "csv", _("Liste à saisir ou à importer (CSV)")


class RunState(models.TextChoices):
    PREPARED = "prepared", _("À confirmer")
    CONFIRMED = "confirmed", _("Confirmé")
    CANCELLED = "cancelled", _("Annulé")


class LineOutcome(models.TextChoices):
    PENDING = "pending", _("En attente")
    PAID = "paid", _("Payée")
    REJECTED = "rejected", _("Rejetée")
    DROPPED = "dropped", _("Non envoyée")


class RecoveryState(models.TextChoices):
    DRAFTED = "drafted", _("À demander")
    SENT = "sent", _("Demandé à la structure")
    RECEIVED = "received", _("Reçu")
    WAIVED = "waived", _("Abandonné")


#: The money is still to be asked or given back.
OPEN_RECOVERY = frozenset({RecoveryState.DRAFTED, RecoveryState.SENT})


class PayeeKind(models.TextChoices):
    STRUCTURE = "structure", _("Structure")
    PERSON = "person", _("Personne")


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


class BudgetSide(models.TextChoices):
    CHARGE = "charge", _("Charges")
    INCOME = "income", _("Ressources")


class ExtraCategory(models.TextChoices):
    """What the aid may top up for young people who meet an obstacle; the call says which, and up to how much."""

    PASSPORT = "passport", _("Passeport ou visa")
    EQUIPMENT = "equipment", _("Équipement")
    POCKET_MONEY = "pocket_money", _("Argent de poche")
    CARE = "care", _("Garde d’enfant ou accompagnement adapté")


class Obstacle(models.TextChoices):
    """Why a top-up is asked: the eight Erasmus+ categories, with the codes of the participants' own profiles."""

    DISABILITY = "handicap", _("Handicap")
    HEALTH = "sante", _("Santé")
    EDUCATION = "education", _("Éducation et formation")
    CULTURE = "culture", _("Différences culturelles")
    SOCIAL = "social", _("Obstacles sociaux")
    ECONOMIC = "economique", _("Obstacles économiques")
    DISCRIMINATION = "discrimination", _("Discriminations")
    GEOGRAPHIC = "geographique", _("Éloignement")


class RateMoment(models.TextChoices):
    """When an exchange rate is frozen for a share of a dossier."""

    DECISION = "decision", _("à la décision")
    AGREEMENT = "agreement", _("à la convention")
    PAYMENT = "payment", _("au versement")


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


class RuleMet(models.TextChoices):
    YES = "yes", _("Respectée")
    NO = "no", _("Non respectée")
    ALERT = "alert", _("À regarder")
