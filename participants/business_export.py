"""What groups give to the business export: a person comes out by a hash, never by name."""

from ofqj_portal.core.business_export import register_export
from participants import models

register_export(
    models.Participant, key=["structure", "identity_hash"], hashed=["first_name", "last_name", "born_on", "area_name"]
)
register_export(models.Participation, key=["project", "participant", "registered_at"])
register_export(models.OpportunityProfile, key=["participant"], hashed=["codes"])
register_export(models.OpportunityRight, key=["structure", "user", "granted_at"])
register_export(models.PersonConsent, key=["participant", "purpose", "answered_on"])
register_export(
    models.ProfessionalParticipation,
    key=["project", "structure", "last_name", "first_name", "added_at"],
    hashed=["first_name", "last_name"],
)
register_export(models.Situation, key=["participation", "moment"])
register_export(models.SelfAssessment, key=["participation", "moment"])
