"""What money goes through: budgets, rates, agreements, instalments, accounts, orders, recoveries."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class LedgerKind(models.TextChoices):
    """Movements of an envelope: what is committed goes up or down, what is paid goes up or down."""

    COMMIT = "commit", _("Engagement")
    RELEASE = "release", _("Désengagement")
    PAY = "pay", _("Versement")
    RECOVER = "recover", _("Reversement")


class PaymentKind(models.TextChoices):
    ADVANCE = "advance", _("Acompte")
    BALANCE = "balance", _("Solde")
    SHARE = "share", _("Part d’un jeune")


#: What is paid to the structure; a share goes to a young person instead, and leaves that much less.
TO_STRUCTURE = (PaymentKind.ADVANCE, PaymentKind.BALANCE)


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
