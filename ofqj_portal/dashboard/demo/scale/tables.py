"""Which tables grow with the base, in the order in which their rows must be written, and what a copy says anew.

A copied row is its model's row with other keys: `c` is the copy, `s` the row it comes from. What a copy says anew is
SQL, where "{column}" stands for what the copy says of another column. Dates go back by the years of the copy; files
are left out but for the pieces.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from django.apps import apps
from django.db import models

# The three ways to copy: the directory again, the calls of earlier years, the dossiers with their groups.
DIRECTORY, CALLS, DOSSIERS = "directory", "calls", "dossiers"
#: How many years lie between a call and its copy: the demo's two past years become the two before them.
YEARS_BACK = 2

_OTHER_REF = "CASE WHEN c.directory > 0 THEN md5(s.payee_ref::text || '/' || c.directory)::uuid ELSE s.payee_ref END"
#: The key of the copy of a piece's file, which `papers` writes.
PIECE_FILE = "md5(s.file_id::text || '/' || c.dossiers)::uuid"


def older(column: str) -> str:
    """Return the SQL of a text whose year goes back with its copy."""
    year = f"(substring({column} from '[0-9]{{4}}')::int - {YEARS_BACK} * c.calls)::text"
    return f"regexp_replace({column}, '[0-9]{{4}}', {year})"


def person(column: str) -> str:
    """Return the SQL of what `people` invented for one column of a participant."""
    return f"(SELECT p.{column} FROM scale_person p WHERE p.dossiers = c.dossiers AND p.id = s.id)"


def structure(column: str) -> str:
    """Return the SQL of what `directory` invented for one column of a structure."""
    return f"(SELECT n.{column} FROM scale_structure n WHERE n.directory = c.directory AND n.id = s.id)"


@dataclass(frozen=True)
class Table:
    """One table to copy: its model, the way it is copied, how its rows reach their dossier, what a copy says anew."""

    label: str
    way: str
    to_project: str = ""
    says: Mapping[str, str] = field(default_factory=dict)

    @property
    def model(self) -> type[models.Model]:
        return apps.get_model(self.label)


_NUMBER = "(SELECT n.number FROM scale_number n WHERE n.dossiers = c.dossiers AND n.id = s.id)"
_TEXT = (
    "replace(s.text, (SELECT p.number FROM projects_project p JOIN projects_decision d ON d.project_id = p.id"
    " WHERE d.id = s.decision_id), (SELECT n.number FROM scale_number n JOIN projects_decision d ON d.project_id = n.id"
    " WHERE n.dossiers = c.dossiers AND d.id = s.decision_id))"
)


def _of_the_project(*labels: str, to_project: str = "project", **says: str) -> tuple[Table, ...]:
    return tuple(Table(label, DOSSIERS, to_project, says) for label in labels)


TABLES = (
    Table("accounts.User", DIRECTORY, says={"email": "replace(s.email, '@', '.' || (c.directory + 1) || '@')"}),
    Table(
        "partners.Structure",
        DIRECTORY,
        says={"name": "s.name || ' ' || (c.directory + 1)", "service_public_id": "''", "rna": "''"}
        | {column: structure(column) for column in ("siret", "neq", "imilo_code")},
    ),
    Table("partners.Contact", DIRECTORY),
    Table("partners.Membership", DIRECTORY),
    Table("partners.Agreement", DIRECTORY),
    Table("participants.OpportunityRight", DIRECTORY),
    Table("projects.AccountingRecord", DIRECTORY, says={"payee_ref": _OTHER_REF}),
    Table("projects.Call", CALLS, says={"code": older("s.code"), "title": older("s.title")}),
    Table("projects.Envelope", CALLS, says={"committed_amount": "0", "paid_amount": "0"}),
    Table("projects.InstalmentTerm", CALLS),
    Table("projects.Project", DOSSIERS, "pk", {"number": _NUMBER, "title": "s.title || ' ' || (c.dossiers + 1)"}),
    *_of_the_project("projects.ProjectStructure", "projects.Phase", "projects.BudgetLine", "projects.AidRequest"),
    *_of_the_project("projects.AidExtra", "projects.Booking", "projects.Message"),
    Table("projects.MessageReading", DOSSIERS, "message__project"),
    *_of_the_project("projects.Piece", file_id=PIECE_FILE),
    *_of_the_project("projects.InformationRequest", "projects.Review", "projects.ExternalOpinion"),
    *_of_the_project("projects.InternalNote", "projects.ProjectLabel", "projects.FilingProof"),
    *_of_the_project("projects.ProjectReport", "projects.Decision"),
    Table("projects.Condition", DOSSIERS, "decision__project"),
    Table("projects.AwardCut", DOSSIERS, "decision__project"),
    Table("projects.Grant", DOSSIERS, "decision__project"),
    Table(
        "projects.GrantAgreement",
        DOSSIERS,
        "decision__project",
        {"text": _TEXT, "text_sha256": f"encode(sha256(convert_to({_TEXT}, 'UTF8')), 'hex')"},
    ),
    Table(
        "projects.AgreementSignature",
        DOSSIERS,
        "agreement__decision__project",
        {"text_sha256": "(SELECT a.text_sha256 FROM projects_grantagreement a WHERE a.id = {agreement_id})"},
    ),
    Table("projects.Instalment", DOSSIERS, "grant__decision__project"),
    Table("projects.Payment", DOSSIERS, "grant__decision__project", {"payee_ref": _OTHER_REF}),
    Table("projects.BankDetails", DOSSIERS, "grant__decision__project"),
    Table("projects.FrozenRate", DOSSIERS, "decision__project"),
    Table("projects.Recovery", DOSSIERS, "grant__decision__project"),
    Table("projects.RecoveryReceipt", DOSSIERS, "recovery__grant__decision__project"),
    Table(
        "participants.Participant",
        DOSSIERS,
        "participations__project",
        {column: person(column) for column in ("first_name", "last_name", "identity_hash")},
    ),
    Table("participants.OpportunityProfile", DOSSIERS, "participant__participations__project"),
    Table("participants.PersonConsent", DOSSIERS, "participant__participations__project"),
    *_of_the_project("participants.Testimony", "participants.Participation"),
    Table("participants.Situation", DOSSIERS, "participation__project"),
    Table("participants.SelfAssessment", DOSSIERS, "participation__project"),
    Table("participants.EmergencySheet", DOSSIERS, "participation__project"),
    Table("participants.ReturnStep", DOSSIERS, "participation__project"),
    *_of_the_project("participants.PreparationSession"),
    Table("participants.Attendance", DOSSIERS, "session__project"),
    *_of_the_project("participants.ProfessionalParticipation", "participants.CheckIn", "participants.Incident"),
)
# After all others: each of its rows makes the database write the envelope again.
LEDGER = Table("projects.LedgerEntry", DOSSIERS, "decision__project")
