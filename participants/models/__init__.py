from participants.models.consent import PersonConsent
from participants.models.opportunity import OpportunityProfile, OpportunityRight
from participants.models.outcome import SelfAssessment, Situation
from participants.models.participant import Participant
from participants.models.participation import Participation
from participants.models.people_import import ColumnMatch, PeopleImport
from participants.models.professional import ProfessionalParticipation

__all__ = [
    "ColumnMatch",
    "OpportunityProfile",
    "OpportunityRight",
    "Participant",
    "Participation",
    "PeopleImport",
    "PersonConsent",
    "ProfessionalParticipation",
    "SelfAssessment",
    "Situation",
]
