"""What the columns of this app say of people, what for, and how long (R17, quality §6)."""

from django.utils.translation import gettext_lazy as _

from ofqj_portal.core.classification import classify
from participants import models

TO_LEAVE = _("organiser le séjour, savoir qui peut partir")
TO_COUNT = _("savoir ce que les séjours changent")
TO_RESPECT = _("respecter les choix et les droits de la personne")
TO_SHOW = _("montrer ce que les séjours apportent, avec l’accord des personnes")
WHILE_AGREED = _("tant que la personne est d’accord, au plus deux ans après le dernier contact")
TO_RUN = _("faire fonctionner le portail")
TWO_YEARS = _("deux ans après le dernier contact")
WITH_REPORTS = _("jusqu’à la publication des bilans du séjour, au plus deux ans après le dernier contact")
AS_DATA = _("tant que la donnée de référence sert")

classify(
    models.Participant,
    person="pk",
    purpose=TO_LEAVE,
    retention=TWO_YEARS,
    internal=[
        *("structure", "identity_hash", "created_by", "followed_by", "created_at", "version"),
        *("retention_warned_on", "opportunities_forgotten", "anonymised_at"),
    ],
    personal=[
        *("first_name", "last_name", "born_on", "email", "phone", "gender", "education_level", "territory"),
        *("area_code", "area_name", "is_rural", "is_frr", "is_qpv", "notice_given_on", "notice_version"),
        "last_contact_on",
    ],
    emptied=["first_name", "last_name", "email", "phone", "area_code", "area_name", "created_by", "followed_by"],
    generalised=["born_on", "identity_hash"],
)
classify(
    models.Participation,
    person="participant",
    purpose=TO_LEAVE,
    retention=TWO_YEARS,
    internal=[
        *("project", "participant", "attested_by", "registered_at", "confirmed_at", "replaced_by"),
        *("state_changed_at", "state_changed_by"),
    ],
    personal=[
        *("state", "first_time_abroad", "attested_on", "passport_verdict", "passport_expires_on"),
        *("authorisation_checked_on", "insurance_checked_on", "departed_on", "returned_on"),
        *("authorisation_expires_on", "insurance_expires_on", "prepared_on"),
        *("interruption_reason", "withdrawn_at", "withdrawal_reason"),
    ],
)
classify(
    models.ProfessionalParticipation,
    purpose=TO_LEAVE,
    retention=TWO_YEARS,
    internal=["project", "structure", "user", "duty", "state", "added_at", "added_by"],
    personal=[
        *("first_name", "last_name", "job_title", "phone"),
        *("starts_on", "ends_on", "departed_on", "returned_on"),
    ],
)
classify(
    models.OpportunityProfile,
    person="participant",
    purpose=_("compter qui part, et appliquer la priorité des places"),
    retention=WITH_REPORTS,
    internal=["participant", "recorded_at", "recorded_by"],
    sensitive=["codes", "is_declined"],
)
classify(
    models.OpportunityRight,
    purpose=TO_RESPECT,
    retention=_("tant que la structure est active"),
    internal=["structure", "user", "granted_at", "granted_by", "revoked_at"],
)
classify(
    models.ConsentText,
    purpose=TO_RESPECT,
    retention=AS_DATA,
    public=["purpose", "shore", "version", "body", "lasts_months", "published_on"],
)
classify(
    models.PersonConsent,
    person="participant",
    purpose=TO_RESPECT,
    retention=TWO_YEARS,
    internal=["participant", "recorded_by"],
    personal=["purpose", "is_given", "text", "answered_on", "ended_on", "expires_on", "source"],
    is_deleted=True,
)
classify(
    models.ReportPhoto,
    purpose=TO_SHOW,
    retention=WHILE_AGREED,
    internal=["project", "file", "shows", "added_at", "added_by"],
    personal=["alternative"],
    is_deleted=True,
)
classify(
    models.PhotoPerson,
    person="participant",
    purpose=TO_SHOW,
    retention=WHILE_AGREED,
    internal=["participant"],
    personal=["photo"],
    is_deleted=True,
)
classify(
    models.Testimony,
    person="participant",
    purpose=TO_SHOW,
    retention=WHILE_AGREED,
    internal=["project", "participant", "added_by"],
    personal=["words", "added_at"],
    is_deleted=True,
)
classify(
    models.Situation,
    person="participation__participant",
    purpose=TO_COUNT,
    retention=TWO_YEARS,
    internal=["participation", "recorded_at", "recorded_by"],
    personal=["moment", "category", "observed_on"],
)
classify(
    models.SelfAssessment,
    person="participation__participant",
    purpose=TO_COUNT,
    retention=TWO_YEARS,
    internal=["participation", "recorded_by"],
    personal=["moment", "autonomy", "confidence", "openness", "skills", "future", "answered_on"],
)
classify(
    models.ReturnStep,
    person="participation__participant",
    purpose=_("accompagner la personne à son retour"),
    retention=TWO_YEARS,
    internal=["participation", "planned_at", "planned_by"],
    personal=["kind", "due_on", "done_on"],
)
classify(
    models.PersonRequest,
    person="participant",
    purpose=TO_RESPECT,
    retention=TWO_YEARS,
    internal=["participant", "created_at", "recorded_by", "handled_by"],
    personal=["kind", "source", "shore", "received_on", "due_on", "state", "words", "answer", "answered_on"],
    emptied=["words", "answer"],
)
classify(
    models.EmergencySheet,
    person="participation__participant",
    purpose=_("prévenir un proche et nourrir sans danger, pendant le séjour"),
    retention=_("trente jours après le retour"),
    internal=["participation", "recorded_at", "recorded_by"],
    sensitive=["contact_name", "contact_phone", "allergies"],
    is_deleted=True,
)
classify(
    models.PaidPerson,
    person="participation__participant",
    purpose=_("verser à la personne sa part de l’aide, quand sa structure le demande"),
    retention=TWO_YEARS,
    internal=["participation", "payee", "asked_at", "asked_by"],
    is_deleted=True,
)
classify(
    models.Erasure,
    purpose=TO_RESPECT,
    retention=_("sans limite : la ligne ne dit pas qui"),
    internal=["participant", "cause", "identity_hash", "erased_at", "erased_by", "counts", "marked_at"],
)
classify(
    models.PeopleImport,
    purpose=_("faire entrer un tableau de personnes dans un groupe"),
    retention=_("un jour"),
    internal=["id", "project", "structure", "columns", "outcome", "created_at", "created_by"],
    sensitive=["table"],
    is_deleted=True,
)
classify(
    models.ColumnMatch,
    purpose=TO_RUN,
    retention=_("tant que la structure est active"),
    internal=["structure", "heading_key", "field"],
)
classify(
    models.EligibilityRule,
    purpose=TO_RUN,
    retention=AS_DATA,
    public=[
        *("programme", "country", "starts_on", "ends_on", "age_min", "age_max", "age_max_ml"),
        *("attestation_months", "passport_months", "papers", "stays_max", "source"),
    ],
)
classify(
    models.PlanningStep,
    purpose=TO_RUN,
    retention=AS_DATA,
    public=["programme", "direction", "label", "details", "days_before", "is_used"],
)
classify(
    models.PreparationSession,
    purpose=TO_LEAVE,
    retention=_("tant que le dossier est gardé"),
    internal=[
        *("project", "phase", "title", "programme", "place", "held_on", "starts_at", "hours"),
        *("version", "created_at", "created_by"),
    ],
)
classify(
    models.Attendance,
    person="participation__participant",
    purpose=TO_LEAVE,
    retention=TWO_YEARS,
    internal=["session", "participation", "marked_at", "marked_by"],
    personal=["status"],
)
classify(models.Delay, purpose=TO_RUN, retention=AS_DATA, public=["code", "count", "unit", "source"])
classify(
    models.SilenceRule,
    purpose=TO_RUN,
    retention=AS_DATA,
    public=["check_in_hours", "alert_hours"],
)
classify(
    models.CheckIn,
    purpose=TO_LEAVE,
    retention=_("tant que le dossier est gardé"),
    internal=["project", "made_at", "made_by"],
)
classify(
    models.Incident,
    purpose=TO_LEAVE,
    retention=_("le récit, un an après le signalement ; la ligne, tant que le dossier est gardé"),
    internal=[
        *("project", "kind", "is_urgent", "happened_on", "told", "told_forgotten_on"),
        *("reported_at", "reported_by"),
    ],
)
