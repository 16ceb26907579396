from participants.models.consent import PersonConsent
from participants.models.opportunity import OpportunityProfile, OpportunityRight
from participants.models.outcome import SelfAssessment, Situation
from participants.models.participant import Participant
from participants.models.participation import Participation
from participants.models.professional import ProfessionalParticipation

__all__ = [
    "OpportunityProfile",
    "OpportunityRight",
    "Participant",
    "Participation",
    "PersonConsent",
    "ProfessionalParticipation",
    "SelfAssessment",
    "Situation",
]
