"""What people give to the business export: no name, no birth date, no commune leaves in clear."""

from ofqj_portal.core.business_export import leave_out, register_export
from participants import models

NAMES_A_PERSON = ["first_name", "last_name", "born_on", "area_name", "area_code"]

register_export(models.Participant, key=["structure", "identity_hash"], hashed=[*NAMES_A_PERSON, "identity_hash"])
register_export(models.Participation, key=["project", "participant", "registered_at"])
register_export(
    models.ProfessionalParticipation,
    key=["project", "structure", "last_name", "first_name", "added_at"],
    hashed=["first_name", "last_name"],
)
register_export(models.OpportunityProfile, key=["participant"], hashed=["codes", "is_declined"])
register_export(models.OpportunityRight, key=["structure", "user", "granted_at"])
register_export(models.ConsentText, key=["purpose", "shore", "version"])
register_export(models.Delay, key=["code"])
register_export(models.ReportPhoto, key=["project", "file"], hashed=["alternative"])
register_export(models.PhotoPerson, key=["photo", "participant"])
register_export(models.Testimony, key=["project", "added_at", "participant"], hashed=["words"])
register_export(models.PersonConsent, key=["participant", "purpose", "text", "answered_on", "is_given", "source"])
register_export(models.PersonRequest, key=["participant", "kind", "received_on", "created_at"])
register_export(models.EmergencySheet, key=["participation"])
register_export(models.Erasure, key=["participant"], skip=["counts", "marked_at"], hashed=["identity_hash"])
register_export(models.Situation, key=["participation", "moment"])
register_export(models.SelfAssessment, key=["participation", "moment"])
register_export(models.ReturnStep, key=["participation", "kind"])
register_export(models.EligibilityRule, key=["programme", "country", "starts_on"])
register_export(models.PlanningStep, key=["programme", "direction", "label"])
register_export(models.PreparationSession, key=["project", "held_on", "starts_at", "title"])
register_export(models.Attendance, key=["session", "participation"])
register_export(models.CheckIn, key=["project", "made_at"])
register_export(models.Incident, key=["project", "reported_at", "kind"])
register_export(models.SilenceRule, key=["check_in_hours", "alert_hours"])
register_export(models.PaidPerson, key=["participation"])
register_export(models.ColumnMatch, key=["structure", "heading_key"])
leave_out(models.PeopleImport, "A table on its way in: its people are exported, and it is gone within a day.")
