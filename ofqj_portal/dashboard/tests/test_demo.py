"""The demo as its visitors find it: every state, every account, no broken truth."""

from datetime import date, timedelta

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client
from django.urls import reverse

from ofqj_portal.accounts.models import User
from ofqj_portal.core import calendar, invariants
from ofqj_portal.core.files import read
from ofqj_portal.core.journal import history_of
from ofqj_portal.core.journal_check import verify
from ofqj_portal.core.links import find_link
from ofqj_portal.core.models import Job, OutboxMail
from ofqj_portal.dashboard.demo.convention import SEATS
from ofqj_portal.dashboard.demo.people import ACCOUNTS
from ofqj_portal.dashboard.demo.scale.grow import grow
from ofqj_portal.dashboard.demo.scenarios import read_scenarios
from ofqj_portal.dashboard.demo.story import STAGES
from participants.models import Attendance, CheckIn, Incident, Participant, ReturnStep, SelfAssessment
from participants.models.participant import identity_hash_of
from partners.models import Structure
from projects.enums import ProjectState
from projects.models import ChangeRequest, Decision, Envelope, GrantAgreement, Piece, Project
from projects.queries.hosting_links import HOSTING_LINK, row_of

# What the demo's own day sends: the accord that each signatory is asked for, the meeting ahead, a host's invitation.
STILL_WAITED_FOR = sorted([
    *(("conventions.accord_asked", f"signature-{party}{section}@demo.ofqj.test") for _account, party, section in SEATS),
    *(("conventions.meeting_invitation", f"{account}@demo.ofqj.test") for account, _party, _section in SEATS),
    ("projects.host_invited_by_link", "mobilite@structureqc13.test"),
    ("partners.agreement_to_confirm", "responsable-fr@demo.ofqj.test"),
    ("partners.invited_to_structure", "ines@demo.ofqj.test"),
    ("partners.join_asked", "responsable-fr@demo.ofqj.test"),
])  # fmt: skip
OPEN_TO_ALL = ("/", "/appels/", "/structures/", "/bilans/", "/compte/")


def test_every_scenario_stops_at_a_stage_of_the_story():
    assert {scenario.until for scenario in read_scenarios(date(2026, 11, 22))} == set(STAGES)


def test_a_seed_made_early_in_the_year_leaves_out_what_could_not_have_happened_yet():
    scenarios = read_scenarios(date(2027, 3, 1))
    closed = [scenario for scenario in scenarios if scenario.until == "closed"]
    assert all(scenario.returns_on < date(2027, 3, 1) for scenario in closed)


@pytest.mark.slow
@pytest.mark.django_db
def test_the_demo_shows_every_state_opens_for_everybody_and_breaks_no_truth():
    call_command("seed", verbosity=0)
    assert set(Project.objects.values_list("state", flat=True)) == set(ProjectState.values)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS journal_queue IMMEDIATE")  # queued first, as at the commit
    connection.check_constraints()  # what waits for the commit, like the journal's chain, is done now
    assert [label for label, is_true, _count in invariants.check() if not is_true] == []
    space = OutboxMail.objects.get(kind="participants.space_opened")
    assert Client().get(reverse("participants:space", args=[space.secret])).status_code == 200
    still = OutboxMail.objects.exclude(pk=space.pk)
    assert sorted(still.values_list("kind", "to_email")) == STILL_WAITED_FOR
    invitation = OutboxMail.objects.get(kind="projects.host_invited_by_link")
    assert row_of(find_link(invitation.secret, HOSTING_LINK)).project.title == "Coopérer au Nord"
    answered = Decision.objects.exclude(state="pending")
    assert not answered.filter(announced_at=None).exists()
    letters = Job.objects.filter(kind="projects.make_letters").values_list("args__project", flat=True)
    assert sorted(letters) == sorted(set(answered.values_list("project", flat=True)))
    assert [line for project in Project.objects.all() for line in _out_of_place(project)] == []
    assert set(ChangeRequest.objects.values_list("state", flat=True)) == {"asked", "noted"}
    assert Attendance.objects.filter(session__phase="preparation").exists()
    assert (Incident.objects.count(), CheckIn.objects.exists()) == (1, True)
    assert {row.moment for row in SelfAssessment.objects.all()} == {"before", "return"}
    assert ReturnStep.objects.filter(done_on=None).exists()
    adviser = User.objects.get(email="conseiller-fr@demo.ofqj.test")
    assert Project.objects.listed_to(adviser).count() >= 3
    tight = Envelope.objects.get(call__code=f"francophonie-{calendar.today().year}")
    assert tight.left.amount * 10 < tight.total_amount
    for account in ACCOUNTS:
        _visit_as(account)
    for scale, refusal in ((1, "n’est pas vide"), (2, "n’est pas vide"), (0, "L’échelle va de 1")):
        with pytest.raises(CommandError, match=refusal):
            call_command("seed", scale=scale)
    _grow_and_look()


def _grow_and_look() -> None:
    """Copy the whole demo in bulk: twice its directory, four times its dossiers, and no truth broken."""
    structures, envelope = Structure.objects.count(), Envelope.objects.filter(call__code__startswith="sejours").first()
    paid, people = envelope.paid_amount, Participant.objects.count()
    plan = grow(scale=2, seed=1, today=calendar.today(), say=str, directories=2)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS journal_queue IMMEDIATE")
    connection.check_constraints()
    assert [label for label, is_true, _count in invariants.check() if not is_true] == []
    assert verify() == []
    assert 180 <= Project.objects.count() <= 220
    assert Structure.objects.count() == structures + len(plan.structures)
    assert Participant.objects.count() > 2.5 * people
    envelope.refresh_from_db()
    assert envelope.paid_amount == paid * 3  # the first dossiers, those of a whole copy, those that are over
    earlier = Project.objects.filter(call__code=f"sejours-{calendar.today().year - 4}").first()
    assert earlier.number.startswith(f"OFQJ-{earlier.created_at.year}-")
    assert history_of(earlier)[0].at.year <= calendar.today().year - 3
    piece = Piece.objects.latest("pk")
    assert (piece.file.attached_key, len(read(piece.file))) == (str(piece.project_id), piece.file.size)
    agreement = GrantAgreement.objects.latest("pk")
    assert agreement.decision.project.number in agreement.text
    person = Participant.objects.latest("pk")
    assert person.identity_hash == identity_hash_of(person.first_name, person.last_name, person.born_on)


def _out_of_place(project: Project) -> list[str]:
    """List what the history of a dossier tells at another instant than its own, or after what came later."""
    lines = list(reversed(history_of(project)))
    told = [line.at for line in lines]
    end = project.closed_at or calendar.now()
    return [
        f"{project} : {line.label} le {line.at}"
        for line, before in zip(lines, [project.created_at, *told], strict=False)
        if not before <= line.at <= end + timedelta(days=10)
    ]


def _visit_as(account: str) -> None:
    client = Client()
    client.force_login(User.objects.get(email=f"{account}@demo.ofqj.test"))
    answers = {path: client.get(path).status_code for path in OPEN_TO_ALL}
    assert answers == dict.fromkeys(OPEN_TO_ALL, 200), account
