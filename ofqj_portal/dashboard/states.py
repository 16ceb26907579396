"""The states of every machine as a French page, generated from the transition tables of the code."""

from collections.abc import Iterable, Mapping

from django.utils import translation

from conventions import workflow as conventions_workflow
from conventions.enums import AmendmentState, ConsultationState, DataRequestState, NoticeState, PlanState, ReportState
from participants import workflow as participants_workflow
from participants.data_enums import RequestState
from participants.enums import ParticipationState, ProfessionalState
from projects import workflow as projects_workflow
from projects.enums import (
    AdviceState,
    AgreementState,
    ChangeState,
    DecisionState,
    ExternalState,
    LineOutcome,
    ProjectState,
    RecoveryState,
    RunState,
)

HEAD = """# Les états

Cette page est engendrée des tables du code par `manage.py document_states` ; un test la compare au code.
La base de données refuse tout passage qui n’y figure pas.
"""

Moves = Mapping[str, Iterable[str]]


def machines() -> list[tuple[str, type, Moves]]:
    """List each machine: its French name, its states, and where each may go."""
    projects, conventions = projects_workflow.NEXT_STATES, conventions_workflow.NEXT_STATES
    participants = participants_workflow.NEXT_STATES
    return [
        ("Le dossier", ProjectState, projects[projects_workflow.PROJECT]),
        ("La décision d’une section", DecisionState, projects[projects_workflow.DECISION]),
        ("Le changement demandé après l’accord", ChangeState, projects[projects_workflow.CHANGE]),
        ("La convention de subvention", AgreementState, projects[projects_workflow.AGREEMENT]),
        ("Le trop-perçu", RecoveryState, projects[projects_workflow.RECOVERY]),
        ("L’ordre de paiement", RunState, projects[projects_workflow.PAYMENT_RUN]),
        ("La ligne d’un ordre de paiement", LineOutcome, projects[projects_workflow.PAYMENT_LINE]),
        ("L’avis demandé à l’extérieur", ExternalState, projects[projects_workflow.EXTERNAL_OPINION]),
        ("La demande de conseil", AdviceState, projects[projects_workflow.ADVICE]),
        ("La participation d’un jeune", ParticipationState, participants["participation"]),
        ("La mission d’un professionnel", ProfessionalState, participants["professional"]),
        ("La demande d’une personne", RequestState, participants["person_request"]),
        ("Le plan d’action", PlanState, conventions[conventions_workflow.PLAN]),
        ("Le bilan annuel", ReportState, conventions[conventions_workflow.REPORT]),
        ("L’avenant", AmendmentState, conventions[conventions_workflow.AMENDMENT]),
        ("Le préavis ou la mise en demeure", NoticeState, conventions[conventions_workflow.NOTICE]),
        ("La demande de données", DataRequestState, conventions[conventions_workflow.DATA_REQUEST]),
        ("La consultation écrite", ConsultationState, conventions[conventions_workflow.CONSULTATION]),
    ]


def page() -> str:
    """Write the whole page in Markdown."""
    with translation.override("fr"):
        return "\n".join([HEAD, *(_section(*machine) for machine in machines())])


def _section(title: str, states: type, moves: Moves) -> str:
    rows = [f"| {state.label} | `{state.value}` | {_targets(states, moves.get(state, ()))} |" for state in states]
    return "\n".join([f"## {title}\n", "| État | Dans le code | Peut devenir |", "|---|---|---|", *rows, ""])


def _targets(states: type, moves: Iterable[str]) -> str:
    names = [str(state.label) for state in states if state in set(moves)]
    return ", ".join(names) or "— (fin)"
