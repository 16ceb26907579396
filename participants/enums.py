"""The closed lists of words about people in a project, and the groups of them that rules speak of."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class ParticipationState(models.TextChoices):
    WAITING = "waiting", _("En liste d’attente")
    REGISTERED = "registered", _("Inscrit·e")
    CONFIRMED = "confirmed", _("Confirmé·e")
    DEPARTED = "departed", _("Parti·e")
    RETURNED = "returned", _("Revenu·e")
    INTERRUPTED = "interrupted", _("Séjour interrompu")
    WITHDRAWN = "withdrawn", _("Désisté·e")


BEFORE_DEPARTURE = (ParticipationState.WAITING, ParticipationState.REGISTERED, ParticipationState.CONFIRMED)
HOLDS_A_PLACE = (ParticipationState.REGISTERED, ParticipationState.CONFIRMED)
HAS_LEFT = (ParticipationState.DEPARTED, ParticipationState.RETURNED, ParticipationState.INTERRUPTED)
STAY_ENDED = (ParticipationState.RETURNED, ParticipationState.INTERRUPTED)


class ProfessionalState(models.TextChoices):
    PLANNED = "planned", _("Prévu·e")
    DEPARTED = "departed", _("Parti·e")
    RETURNED = "returned", _("Revenu·e")
    WITHDRAWN = "withdrawn", _("Ne part pas")


PROFESSIONAL_HAS_LEFT = (ProfessionalState.DEPARTED, ProfessionalState.RETURNED)


class ProfessionalDuty(models.TextChoices):
    LEADER = "leader", _("Accompagne le groupe")
    MISSION = "mission", _("En mission")


class GroupPaperKind(models.TextChoices):
    """The lists of a group that are printed."""

    ROOMS = "rooms", _("Liste des chambres")
    TRAVEL = "travel", _("Liste de voyage")
    ATTENDANCE = "attendance", _("Feuille d’émargement")


class AttendanceStatus(models.TextChoices):
    PRESENT = "present", _("Présent·e")
    EXCUSED = "excused", _("Absence excusée")
    ABSENT = "absent", _("Absent·e")


class Gender(models.TextChoices):
    WOMAN = "woman", _("Femme")
    MAN = "man", _("Homme")
    OTHER = "other", _("Autre")
    NOT_SAID = "not_said", _("Ne souhaite pas répondre")


class EducationLevel(models.TextChoices):
    """The last diploma, in the words of each shore: the French levels 3 to 8, Québec's own names."""

    FR_NONE = "fr_none", _("Sans diplôme")
    FR_BELOW_3 = "fr_below_3", _("Infra 3 (brevet, CFG)")
    FR_3 = "fr_3", _("Niveau 3 (CAP, BEP)")
    FR_4 = "fr_4", _("Niveau 4 (bac)")
    FR_5 = "fr_5", _("Niveau 5 (bac + 2)")
    FR_6 = "fr_6", _("Niveau 6 (bac + 3)")
    FR_7 = "fr_7", _("Niveau 7 (bac + 5)")
    FR_8 = "fr_8", _("Niveau 8 (doctorat)")
    QC_NONE = "qc_none", _("Sans DES")
    QC_DES = "qc_des", _("DES (diplôme d’études secondaires)")
    QC_DEP = "qc_dep", _("DEP ou ASP (formation professionnelle)")
    QC_DEC = "qc_dec", _("DEC ou AEC (collégial)")
    QC_BACHELOR = "qc_bachelor", _("Baccalauréat ou certificat universitaire")
    QC_MASTER = "qc_master", _("Maîtrise ou doctorat")
    NOT_SAID = "not_said", _("Non renseigné")


EDUCATION_OF_FRANCE = tuple(level for level in EducationLevel if level.value.startswith("fr_"))
EDUCATION_OF_QUEBEC = tuple(level for level in EducationLevel if level.value.startswith("qc_"))
NO_DIPLOMA = (EducationLevel.FR_NONE, EducationLevel.FR_BELOW_3, EducationLevel.QC_NONE)


class Opportunity(models.TextChoices):
    """The eight Erasmus+ categories of young people with fewer opportunities (JAMO), codes of the reference data."""

    DISABILITY = "handicap", _("Handicap")
    HEALTH = "sante", _("Problèmes de santé")
    EDUCATION = "education", _("Difficultés liées aux systèmes d’éducation et de formation")
    CULTURE = "culture", _("Différences culturelles")
    SOCIAL = "social", _("Obstacles sociaux")
    ECONOMIC = "economique", _("Obstacles économiques")
    DISCRIMINATION = "discrimination", _("Obstacles liés aux discriminations")
    GEOGRAPHIC = "geographique", _("Obstacles géographiques")


class PassportVerdict(models.TextChoices):
    NOT_SEEN = "not_seen", _("Pas encore vu")
    REQUESTED = "requested", _("Demande en cours")
    SEEN = "seen", _("Vu, valable")


class WithdrawalReason(models.TextChoices):
    """Why somebody does not leave. Nothing about health or family has a code of its own, on purpose."""

    PERSONAL = "personal", _("Raison personnelle")
    WORK_OR_TRAINING = "work_or_training", _("Entrée en emploi ou en formation")
    DOCUMENTS = "documents", _("Documents de voyage pas prêts")
    NOT_ELIGIBLE = "not_eligible", _("Ne remplit plus les conditions")
    NO_NEWS = "no_news", _("Plus de nouvelles")
    NOT_CONFIRMED = "not_confirmed", _("Pas confirmé·e au départ du groupe")
    ABSENT = "absent", _("Absent·e le jour du départ")
    PROJECT_CANCELLED = "project_cancelled", _("Projet annulé")
    OTHER = "other", _("Autre raison")


class OrderReason(models.TextChoices):
    """Why the waiting list is not followed. Nothing of a person's life has a code of its own, on purpose."""

    CONDITIONS = "conditions", _("La personne suivante ne remplit pas encore les conditions")
    AVAILABILITY = "availability", _("La personne suivante ne peut pas à ces dates")
    NO_NEWS = "no_news", _("Pas de nouvelles de la personne suivante")
    GROUP = "group", _("Équilibre du groupe")


class InterruptionReason(models.TextChoices):
    PERSONAL = "personal", _("Raison personnelle")
    GROUP_RULES = "group_rules", _("Règles du groupe non tenues")
    WORK_OR_TRAINING = "work_or_training", _("Entrée en emploi ou en formation")
    STAY_STOPPED = "stay_stopped", _("Séjour arrêté pour tout le groupe")
    OTHER = "other", _("Autre raison")


class IncidentKind(models.TextChoices):
    """What happened during a stay. Nothing here says who, nor what ails anybody."""

    TRAVEL = "travel", _("Voyage ou transport")
    LOST = "lost", _("Perte ou vol")
    CARE = "care", _("Soins")
    ACCIDENT = "accident", _("Accident")
    GROUP = "group", _("Vie du groupe")
    HOSTING = "hosting", _("Hébergement ou accueil")
    OTHER = "other", _("Autre")


class ReturnStepKind(models.TextChoices):
    """What a person may plan for her return. Nothing here says what ails anybody, on purpose."""

    TALK = "talk", _("Faire le point à deux")
    TELL = "tell", _("Raconter le séjour")
    PAPERS = "papers", _("Mettre à jour le CV et le passeport de compétences")
    TRAINING = "training", _("Chercher une formation")
    WORK = "work", _("Chercher un emploi ou une alternance")
    EMPLOYER = "employer", _("Rencontrer un employeur")
    COMMITMENT = "commitment", _("S’engager : service civique, bénévolat")
    STEPS = "steps", _("Finir une démarche administrative")


class Moment(models.TextChoices):
    ENTRY = "entry", _("À l’entrée")
    RETURN = "return", _("Au retour")
    MONTH_3 = "month_3", _("À 3 mois")
    MONTH_6 = "month_6", _("À 6 mois")
    MONTH_12 = "month_12", _("À 12 mois")


MONTHS_AFTER_RETURN = {Moment.RETURN: 0, Moment.MONTH_3: 3, Moment.MONTH_6: 6, Moment.MONTH_12: 12}


class SituationCategory(models.TextChoices):
    """The categories of i-milo, one of ours for those whom nobody counts, and silence as a value of its own.

    Québec has its own words for the same categories: they come from the reader's shore (`locale/fr_CA`).
    """

    EMPLOYMENT = "employment", _("Emploi")
    APPRENTICESHIP = "apprenticeship", _("Contrat en alternance")
    TRAINING = "training", _("Formation")
    IMMERSION = "immersion", _("Immersion en entreprise")
    PMSMP = "pmsmp", _("PMSMP (période de mise en situation)")
    VOLUNTEERING = "volunteering", _("Contrat de volontariat ou bénévolat")
    SCHOOL = "school", _("Scolarité")
    JOB_SEEKER = "job_seeker", _("Demandeur d’emploi")
    NONE = "none", _("Ni en emploi, ni en formation, non inscrit·e")
    NO_ANSWER = "no_answer", _("Pas de réponse")


POSITIVE_OUTCOMES = (
    SituationCategory.EMPLOYMENT,
    SituationCategory.APPRENTICESHIP,
    SituationCategory.TRAINING,
    SituationCategory.SCHOOL,
)


class AssessmentMoment(models.TextChoices):
    BEFORE = "before", _("Avant le départ")
    RETURN = "return", _("Au retour")
    MONTH_6 = "month_6", _("6 mois après")


class Statement(models.TextChoices):
    """The five statements of the self-assessment; each value is the column that holds the answer."""

    AUTONOMY = "autonomy", _("Je me débrouille seul·e dans mes démarches.")
    CONFIDENCE = "confidence", _("J’ai confiance en moi.")
    OPENNESS = "openness", _("Je vais facilement vers des personnes différentes de moi.")
    SKILLS = "skills", _("J’ai des compétences utiles dans un travail.")
    FUTURE = "future", _("J’ai une idée de ce que je veux faire ensuite.")


class Agreement(models.IntegerChoices):
    NOT_AT_ALL = 1, _("Pas du tout d’accord")
    RATHER_NOT = 2, _("Plutôt pas d’accord")
    RATHER = 3, _("Plutôt d’accord")
    FULLY = 4, _("Tout à fait d’accord")


class PhotoShows(models.TextChoices):
    """Whom one recognises on a picture of the report."""

    NOBODY = "nobody", _("Personne qu’on puisse reconnaître, ou des adultes seulement")
    PEOPLE = "people", _("Des jeunes du groupe")


class AgeBand(models.TextChoices):
    UNDER_18 = "under_18", _("Moins de 18 ans")
    FROM_18 = "18_21", _("18–21 ans")
    FROM_22 = "22_25", _("22–25 ans")
    FROM_26 = "26_30", _("26–30 ans")
    FROM_31 = "31_35", _("31–35 ans")
    OVER_35 = "over_35", _("36 ans et plus")
