"""The closed lists of the conventions app and their named groups."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from partners.enums import Party, Section


class PlanState(models.TextChoices):
    DRAFT = "draft", _("En préparation")
    PROPOSED = "proposed", _("Proposé au comité")
    VALIDATED = "validated", _("Validé par le comité")
    CLOSED = "closed", _("Clos")


class Measure(models.TextChoices):
    """What an action counts. Each is computed from its ties, never typed in."""

    PROJECTS = "projects", _("projets partis")
    YOUNG_PEOPLE = "young_people", _("jeunes partis")
    PROFESSIONALS = "professionals", _("professionnels partis")
    AGREEMENTS = "agreements", _("ententes signées")
    DEEDS = "deeds", _("réalisations notées")


#: Measured on the projects tied to the action, directly or by their call.
MEASURED_ON_PROJECTS = frozenset({Measure.PROJECTS, Measure.YOUNG_PEOPLE, Measure.PROFESSIONALS})


class DeedKind(models.TextChoices):
    """What the parties do to be known (article 3): nothing that a project holds."""

    FAIR = "fair", _("Salon, rencontre")
    PRESS = "press", _("Presse, média")
    WEBSITE = "website", _("Site, réseaux sociaux")
    MAILING = "mailing", _("Lettre aux réseaux")
    OTHER = "other", _("Autre")


class VoteSubject(models.TextChoices):
    PLAN = "plan", _("Plan d’action")
    REPORT = "report", _("Bilan annuel")
    RESOLUTION = "resolution", _("Résolution")


class VoteOutcome(models.TextChoices):
    CARRIED = "carried", _("Adopté")
    LOST = "lost", _("Rejeté")
    NO_QUORUM = "no_quorum", _("Sans quorum : pas de vote")


class Ballot(models.TextChoices):
    """What a party says; an absent party says nothing."""

    YES = "yes", _("Pour")
    NO = "no", _("Contre")
    ABSTAIN = "abstain", _("Abstention")


class ConsultationState(models.TextChoices):
    DRAFT = "draft", _("En préparation")
    OPEN = "open", _("Ouverte")
    CLOSED = "closed", _("Close")
    WITHDRAWN = "withdrawn", _("Retirée")


class DataRequestState(models.TextChoices):
    """Article 5: asked, prepared by the portal, handed over, received; its file is erased in the end."""

    ASKED = "asked", _("Demandée")
    PREPARED = "prepared", _("Préparée, à relire")
    ANSWERED = "answered", _("Répondue")
    RECEIVED = "received", _("Reçue")
    PURGED = "purged", _("Fichier effacé")
    REFUSED = "refused", _("Refusée")
    WITHDRAWN = "withdrawn", _("Retirée")


class LegalBasis(models.TextChoices):
    """On what ground one party may give figures to another (RGPD, Loi 25): a closed list nobody confirmed yet."""

    CONVENTION = "convention", _("Évaluer l’impact des actions (article 5)")
    PUBLIC_TASK = "public_task", _("Mission d’intérêt public")
    STATISTICS = "statistics", _("Statistique et recherche")
    LEGAL_DUTY = "legal_duty", _("Obligation légale")


class Body(models.TextChoices):
    """The four bodies that hand in their part of the report."""

    OFQJ_FRANCE = "ofqj_fr", _("OFQJ France")
    OFQJ_QUEBEC = "ofqj_qc", _("OFQJ Québec")
    UNML = "unml", _("UNML")
    RCJEQ = "rcjeq", _("RCJEQ")

    @property
    def party(self) -> str:
        return Party.OFQJ if self in OFQJ_BODIES else Party(self.value)

    @property
    def section(self) -> str:
        """The section of the OFQJ this body is; "" for the two others."""
        return OFQJ_BODIES.get(self, "")


OFQJ_BODIES = {Body.OFQJ_FRANCE: Section.FRANCE, Body.OFQJ_QUEBEC: Section.QUEBEC}


class ContributionState(models.TextChoices):
    EXPECTED = "expected", _("Attendue")
    DRAFT = "draft", _("En cours")
    HANDED_IN = "handed_in", _("Remise")


class ReportState(models.TextChoices):
    OPEN = "open", _("Ouvert aux contributions")
    CONTRIBUTIONS_IN = "contributions_in", _("Contributions réunies")
    DRAFTED = "drafted", _("Rédigé, provisoire")
    ADOPTED = "adopted", _("Adopté par le comité")
    PUBLISHED = "published", _("Publié")
    SUPERSEDED = "superseded", _("Remplacé par une nouvelle version")


#: Figures still move with the base: every paper made now says « provisoire ».
PROVISIONAL = frozenset({ReportState.OPEN, ReportState.CONTRIBUTIONS_IN, ReportState.DRAFTED})
#: Figures, text and paper never change again.
FROZEN = frozenset({ReportState.ADOPTED, ReportState.PUBLISHED, ReportState.SUPERSEDED})
#: Anybody may read it.
PUBLIC = frozenset({ReportState.PUBLISHED, ReportState.SUPERSEDED})


class PageSize(models.TextChoices):
    """The paper of each shore."""

    A4 = "a4", _("A4 (France)")
    LETTER = "letter", _("lettre (Québec)")


class PastMeasure(models.TextChoices):
    """What may be known of a year before the portal."""

    PEOPLE = "people", _("jeunes partis")
    PROJECTS = "projects", _("projets partis")
    TO_QUEBEC = "to_quebec", _("jeunes partis vers le Québec")
    TO_FRANCE = "to_france", _("jeunes partis vers la France")
    FILED = "filed", _("dossiers déposés")
    AGREEMENTS = "agreements", _("ententes signées")


class AmendmentState(models.TextChoices):
    DRAFT = "draft", _("En préparation")
    PROPOSED = "proposed", _("Proposé aux parties")
    IN_FORCE = "in_force", _("Accepté par chaque partie")
    VOID = "void", _("Sans effet")


#: Its text may still change.
AMENDABLE = frozenset({AmendmentState.DRAFT, AmendmentState.PROPOSED})


class ChangeKind(models.TextChoices):
    """What an amendment does to a paragraph."""

    REPLACE = "replace", _("remplacé")
    ADD = "add", _("ajouté")
    DELETE = "delete", _("supprimé")


class AccordAnswer(models.TextChoices):
    """What a signatory says of a text; silence says nothing."""

    ACCORD = "accord", _("Accord")
    REFUSAL = "refusal", _("Refus")


class NoticeKind(models.TextChoices):
    """How the convention may end before its term."""

    DENUNCIATION = "denunciation", _("Dénonciation (article 6)")
    FORMAL_NOTICE = "formal_notice", _("Mise en demeure (article 8)")
    BY_LAW = "by_law", _("Résiliation de plein droit (article 8)")


class NoticeState(models.TextChoices):
    DRAFT = "draft", _("En préparation")
    SENT = "sent", _("Envoyée")
    EFFECTIVE = "effective", _("A mis fin à la convention")
    WITHDRAWN = "withdrawn", _("Retirée")


class ObligationKind(models.TextChoices):
    """The kinds of dates that the texts create."""

    PLAN = "plan", _("Plan de l’année")
    MEETING = "meeting", _("Réunion de l’année")
    CONTRIBUTION = "contribution", _("Contribution au bilan")
    REPORT = "report", _("Bilan de l’année")
    RENEWAL = "renewal", _("Terme et renouvellement")
    ACCORD = "accord", _("Accord sur un avenant")
    NOTICE = "notice", _("Préavis ou mise en demeure")
    CONSULTATION = "consultation", _("Consultation écrite")
    ACTION = "action", _("Action décidée par le comité")


class ObligationState(models.TextChoices):
    LATE = "late", _("En retard")
    SOON = "soon", _("Bientôt")
    AHEAD = "ahead", _("À venir")
    MET = "met", _("Tenue")


class AgendaKind(models.TextChoices):
    TOPIC = "topic", _("Point à traiter")
    MINUTES = "minutes", _("Approbation du compte rendu")
    ACTIONS = "actions", _("Suivi des actions")


class MinutesState(models.TextChoices):
    DRAFT = "draft", _("En cours d’écriture")
    APPROVED = "approved", _("Approuvé")
