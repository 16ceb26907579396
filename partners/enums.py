"""The closed lists of the directory."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class StructureKind(models.TextChoices):
    ML = "ml", _("Mission Locale")
    CJE = "cje", _("Carrefour jeunesse-emploi")
    ARML = "arml", _("Association régionale des Missions Locales")
    NATIONAL_NETWORK = "national_network", _("Réseau national")
    OFQJ = "ofqj", _("Section de l’OFQJ")
    E2C = "e2c", _("École de la 2e chance")
    CFA = "cfa", _("Centre de formation d’apprentis")
    SOCIAL_CENTRE = "social_centre", _("Centre social")
    ASSOCIATION = "association", _("Association")
    LOCAL_AUTHORITY = "local_authority", _("Collectivité")
    OTHER = "other", _("Autre structure")


HEADS_OF_NETWORKS = frozenset({StructureKind.ARML, StructureKind.NATIONAL_NETWORK})


class Country(models.TextChoices):
    FR = "fr", _("France")
    QC = "qc", _("Québec")
    OTHER = "other", _("Autre pays")


class Section(models.TextChoices):
    """The two halves of the OFQJ; each decides its own share of a project."""

    FRANCE = "fr", _("OFQJ France")
    QUEBEC = "qc", _("OFQJ Québec")


class Party(models.TextChoices):
    """The three parties of the convention; an ARML is none."""

    OFQJ = "ofqj", _("OFQJ")
    UNML = "unml", _("UNML")
    RCJEQ = "rcjeq", _("RCJEQ")


class TerritoryLevel(models.TextChoices):
    REGION = "region", _("Région")
    DEPARTMENT = "department", _("Département")
    ADMIN_REGION = "admin_region", _("Région administrative")


class MembershipRole(models.TextChoices):
    """What a person does in a structure; values are those of `core.roles.Role`."""

    ADVISER = "adviser", _("Conseiller·ère")
    MANAGER = "manager", _("Responsable")
    OFFICER = "officer", _("Chargé·e d’instruction")
    DECIDER = "decider", _("Décideur·euse")
    FINANCE = "finance", _("Finances")
    NETWORK = "network", _("Réseau")
    DPO = "dpo", _("Délégué·e à la protection des données")
    ADMIN = "admin", _("Administration technique")


class Theme(models.TextChoices):
    """What a structure or an entente works on."""

    EMPLOYMENT = "employment", _("Emploi et insertion")
    TRADES = "trades", _("Découverte des métiers")
    CITIZENSHIP = "citizenship", _("Citoyenneté")
    CULTURE = "culture", _("Culture et création")
    ENVIRONMENT = "environment", _("Environnement")
    DIGITAL = "digital", _("Numérique")
    SPORT = "sport", _("Sport et bien-être")
    FOOD = "food", _("Cuisine et alimentation")
    BUILDING = "building", _("Bâtiment et patrimoine")
    FARMING = "farming", _("Agriculture et forêt")
    TOURISM = "tourism", _("Tourisme et accueil")
    SOCIAL_ECONOMY = "social_economy", _("Économie sociale et solidaire")
    ENTERPRISE = "enterprise", _("Entrepreneuriat")
    ACCOMPANIMENT = "accompaniment", _("Pratiques d’accompagnement")


class Language(models.TextChoices):
    """The languages in which a structure receives a group."""

    FRENCH = "fr", _("Français")
    ENGLISH = "en", _("Anglais")
    SPANISH = "es", _("Espagnol")
    ARABIC = "ar", _("Arabe")
    PORTUGUESE = "pt", _("Portugais")
    CREOLE = "cr", _("Créole")
    INDIGENOUS = "in", _("Langue autochtone")
    SIGN = "sign", _("Langue des signes")


class Freshness(models.TextChoices):
    """How long ago somebody of the structure vouched for its sheet; derived from the day, never stored."""

    FRESH = "fresh", _("Fiche à jour")
    STALE = "stale", _("Fiche à vérifier")
    OBSOLETE = "obsolete", _("Fiche peut-être périmée")

    @property
    def badge(self) -> str:
        """The kind of badge that shows it."""
        return {"fresh": "ok", "stale": "with", "obsolete": "late"}[self.value]


class AgreementState(models.TextChoices):
    """Where an entente stands; derived from its dates, never stored."""

    TO_CONFIRM = "to_confirm", _("À confirmer par le partenaire")
    TO_COME = "to_come", _("À venir")
    ACTIVE = "active", _("Active")
    ENDED = "ended", _("Terminée")

    @property
    def badge(self) -> str:
        """The kind of badge that shows it."""
        return {"to_confirm": "with", "to_come": "neutral", "active": "ok"}.get(self.value, "neutral")


class InvitationState(models.TextChoices):
    """Where an invitation stands; that its link is too old shows beside it, and is never stored."""

    PENDING = "pending", _("En attente de réponse")
    ACCEPTED = "accepted", _("Acceptée")
    DECLINED = "declined", _("Déclinée")
    REVOKED = "revoked", _("Annulée")


class JoinState(models.TextChoices):
    """Where a request to join a structure stands."""

    PENDING = "pending", _("En attente de réponse")
    ACCEPTED = "accepted", _("Acceptée")
    REFUSED = "refused", _("Refusée")


# Which roles make sense in which structure; everywhere else only adviser and manager do.
OFQJ_ROLES = frozenset(
    {MembershipRole.OFFICER, MembershipRole.DECIDER, MembershipRole.FINANCE, MembershipRole.DPO, MembershipRole.ADMIN}
)
STRUCTURE_ROLES = frozenset({MembershipRole.ADVISER, MembershipRole.MANAGER})


def roles_in(kind: str) -> frozenset[MembershipRole]:
    """List the roles a member of a structure of this `kind` may hold."""
    if kind == StructureKind.OFQJ:
        return OFQJ_ROLES | {MembershipRole.MANAGER}
    if kind in HEADS_OF_NETWORKS:
        return STRUCTURE_ROLES | {MembershipRole.NETWORK}
    return STRUCTURE_ROLES
