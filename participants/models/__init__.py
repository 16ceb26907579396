from participants.models.album import PhotoPerson, ReportPhoto, Testimony
from participants.models.consent import ConsentText, PersonConsent
from participants.models.delay import Delay
from participants.models.emergency import EmergencySheet
from participants.models.erasure import Erasure
from participants.models.opportunity import OpportunityProfile, OpportunityRight
from participants.models.outcome import SelfAssessment, Situation
from participants.models.paid_person import PaidPerson
from participants.models.participant import Participant
from participants.models.participation import Participation
from participants.models.people_import import ColumnMatch, PeopleImport
from participants.models.planning import PlanningStep
from participants.models.preparation import Attendance, PreparationSession
from participants.models.professional import ProfessionalParticipation
from participants.models.request import PersonRequest
from participants.models.return_plan import ReturnStep
from participants.models.rule import EligibilityRule
from participants.models.safety import CheckIn, Incident, SilenceRule

__all__ = [
    "Attendance",
    "CheckIn",
    "ColumnMatch",
    "ConsentText",
    "Delay",
    "EligibilityRule",
    "EmergencySheet",
    "Erasure",
    "Incident",
    "OpportunityProfile",
    "OpportunityRight",
    "PaidPerson",
    "Participant",
    "Participation",
    "PeopleImport",
    "PersonConsent",
    "PersonRequest",
    "PhotoPerson",
    "PlanningStep",
    "PreparationSession",
    "ProfessionalParticipation",
    "ReportPhoto",
    "ReturnStep",
    "SelfAssessment",
    "SilenceRule",
    "Situation",
    "Testimony",
]
