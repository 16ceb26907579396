"""One dossier for each state of the workflow, so that the pages of the world's dossier can be asked of it too."""

from datetime import time, timedelta

from ofqj_portal.core import calendar, files
from ofqj_portal.dashboard.tests.access_objects import Subjects, Tenant
from participants.models import PreparationSession
from participants.tests.factories import ParticipantFactory, ParticipationFactory, ProfessionalFactory
from partners.enums import Section
from projects.enums import (
    AFTER_DEPARTURE,
    CHANGEABLE,
    DECIDED_YES,
    ChangeState,
    DecisionState,
    PieceCategory,
    ProjectState,
)
from projects.models import Booking, Call, Piece, ProjectReport
from projects.tests.factories import ChangeRequestFactory, InformationRequestFactory, ProjectFactory
from projects.tests.message_factories import written_by
from projects.tests.money_factories import ConditionFactory, ReviewFactory, awarded

STATES = tuple(ProjectState)


def dossier_in(state: ProjectState, tenant: Tenant, call: Call) -> Subjects:
    """Write a dossier in `state` with what usually comes along, and give it in the place of every other dossier."""
    today = calendar.today()
    stay = {"departs_on": today, "returns_on": today + timedelta(days=9), "returned_on": None}
    if state == ProjectState.ACCEPTED or state not in AFTER_DEPARTURE:
        stay.pop("returned_on")
    else:
        stay = {"departs_on": today - timedelta(days=20), "returns_on": today - timedelta(days=10)}
    condition = None
    number = f"OFQJ-2021-{STATES.index(state) + 1:04d}"
    who = {"carrier": tenant.carrier, "host": tenant.host, "call": call, "title": f"Projet {tenant.canary}"}
    project = ProjectFactory(number=number, state=state, **who, **stay)
    if state == ProjectState.INCOMPLETE:
        InformationRequestFactory(project=project)
    if state == ProjectState.UNDER_REVIEW:
        ReviewFactory(project=project)
    if state == ProjectState.REPORT_SUBMITTED:
        handed_in = {"started_at": calendar.now(), "submitted_at": calendar.now(), "submitted_by": tenant.adviser}
        ProjectReport.objects.create(project=project, **handed_in)
    if state in DECIDED_YES | AFTER_DEPARTURE:
        conditional = state in {ProjectState.CONDITIONALLY_ACCEPTED, ProjectState.PARTIALLY_ACCEPTED}
        said = {"state": DecisionState.CONDITIONAL_YES, "motive": "Assurance.", "conditions": "Joignez l’assurance."}
        decision = awarded(project, amount="100.00", **(said if conditional else {}))
        if conditional:
            condition = ConditionFactory(decision=decision)
    person = ParticipantFactory(structure=tenant.carrier, last_name=f"Nom {tenant.canary} {state}")
    step = {"departed": state in AFTER_DEPARTURE, "confirmed": state == ProjectState.ACCEPTED}
    traits = {name: True for name, holds in step.items() if holds}
    row = ParticipationFactory(project=project, participant=person, **traits)
    leader = ProfessionalFactory(project=project, structure=tenant.carrier)
    added = {"added_at": calendar.now(), "added_by": tenant.adviser}
    kept = {"kind": "projects.piece", "name": "piece.pdf", "attached_to": project}
    file = files.store(tenant.pdf, by=tenant.adviser, now=calendar.now(), **kept)
    piece = Piece.objects.create(project=project, category=PieceCategory.OTHER, file=file, **added)
    said = {"title": f"Séance {tenant.canary}", "held_on": today, "starts_at": time(9), "hours": 3}
    session = PreparationSession.objects.create(project=project, created_at=calendar.now(), **said)
    booking = Booking.objects.create(project=project, kind="lodging", currency="EUR", note=tenant.canary)
    message = written_by(tenant.adviser, project, tenant.canary)
    # where a dossier may change, its carrier takes the request up again; anywhere else it is over
    over = {} if state in CHANGEABLE else {"state": ChangeState.DROPPED, "ended_at": calendar.now()}
    change = ChangeRequestFactory(project=project, sent_back=not over, asked_by=tenant.adviser, **over)
    group, one = {"number": number}, {"number": number, "pk": row.pk}
    partner = {"number": number, "pk": project.structures.get(is_lead=False).pk}
    return {
        **dict.fromkeys(("project", "group", "group_away", "draft", "album"), group),
        **dict.fromkeys(("submitted_project", "withdrawn_project", "incomplete_project"), group),
        **dict.fromkeys(("participation", "participation_away"), one),
        "participation_moment": one | {"moment": "before"},
        "professional": {"number": number, "pk": leader.pk},
        "session": {"number": number, "pk": session.pk},
        "share": {"number": number, "section": Section.FRANCE},
        "message": {"number": number, "pk": message.pk},
        "change": {"number": number, "pk": change.pk},
        "condition": {"number": number, "pk": condition.pk if condition else 0},
        "draft_section": {"number": number, "slug": "projet"},
        "draft_partner": partner,
        "draft_invited": partner,
        "draft_booking": {"number": number, "pk": booking.pk},
        "draft_piece": {"number": number, "pk": piece.pk},
    }
