"""What changes after the answer: asked, noted, granted, refused, sent back, dropped; and what follows."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from ofqj_portal.core import calendar
from ofqj_portal.core.errors import EditedMeanwhile, WrongState
from ofqj_portal.core.models import Job, JournalEntry, OutboxMail
from ofqj_portal.core.versions import versions_of
from partners.tests.factories import MembershipFactory, StructureFactory, member
from projects.enums import CHANGEABLE, BudgetSide, ChangeState, ProjectState
from projects.models import BudgetLine, ChangeRequest, Envelope, Grant, Project
from projects.ports import GroupFacts
from projects.queries.next_step import next_step
from projects.services import change_followers
from projects.services.cancellation import cancel_project
from projects.services.changes import AnswerUnexplained, ChangeRefused, answer_change, ask_change, drop_change
from projects.services.messages import Upload
from projects.services.stay import record_departure
from projects.tests.factories import ChangeRequestFactory, ProjectFactory
from projects.tests.money_factories import awarded

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 4, 2, 9, 0, tzinfo=UTC)
TODAY = NOW.date()
LATER = {"departs_on": date(2026, 5, 11), "returns_on": date(2026, 5, 22)}
LETTER = Upload("lettre.pdf", b"%PDF-1.4\n")


@pytest.fixture
def accepted():
    project = ProjectFactory(accepted=True)
    awarded(project, amount="4000.00")
    return project


@pytest.fixture
def carrier(accepted):
    return member(accepted.carrier)


@pytest.fixture
def officer(accepted):
    return MembershipFactory(officer_fr=True).user


def ask(project, by, proposed, **more):
    facts = {"reason": "Le vol est annulé.", "on": TODAY, "now": NOW} | more
    return ask_change(project=project, proposed=proposed, by=by, **facts)


def grant(change, by, now=NOW):
    return answer_change(change=change, outcome=ChangeState.GRANTED, motive="", by=by, now=now)


def lines_of(project):
    charge = project.budget_lines.get(side=BudgetSide.CHARGE)
    return charge, project.budget_lines.get(side=BudgetSide.INCOME)


def moved(project, more):
    charge, income = lines_of(project)
    return {"budget": {line.pk: line.amount + Decimal(more) for line in (charge, income)}}


# ---- asking ---------------------------------------------------------------------------------------------------------


def test_new_dates_wait_for_the_ofqj_and_change_nothing_meanwhile(accepted, carrier, officer):
    change = ask(accepted, carrier, LATER | {"places": 8})
    accepted.refresh_from_db()
    assert (change.state, change.proposed) == ("asked", {"departs_on": "2026-05-11", "returns_on": "2026-05-22"})
    assert (accepted.departs_on, accepted.state) == (date(2026, 5, 4), ProjectState.ACCEPTED)
    assert [mail.to_user_id for mail in OutboxMail.objects.filter(kind="projects.change_asked")] == [officer.pk]
    assert JournalEntry.objects.filter(verb="project.change_asked").count() == 1


def test_who_has_the_ball_follows_the_circuit(accepted, carrier, officer):
    change = ask(accepted, carrier, LATER)
    step = next_step(accepted, officer, now=NOW)
    assert (step.what, step.mine) == ("Répondre au changement que la structure demande", True)
    assert next_step(accepted, carrier, now=NOW).who == "OFQJ France"
    answer_change(change=change, outcome=ChangeState.SENT_BACK, motive="Et les billets ?", by=officer, now=NOW)
    step = next_step(accepted, carrier, now=NOW)
    assert (step.what, step.mine) == ("Revoir le changement demandé", True)
    at_the_door = datetime(2026, 5, 4, 9, 0, tzinfo=UTC)
    assert next_step(accepted, carrier, now=at_the_door).what == "Noter qui est vraiment parti"


@pytest.mark.parametrize(("more", "state"), [("800", ChangeState.NOTED), ("800.01", ChangeState.ASKED)])
def test_a_budget_moved_within_the_calls_threshold_is_simply_noted(accepted, carrier, more, state):
    # 20 % of 4 000 € of incomes is what moves without a word
    change = ask(accepted, carrier, moved(accepted, more))
    written = BudgetLine.objects.get(pk=lines_of(accepted)[0].pk).amount
    assert change.state == state
    assert written == (Decimal("8800.00") if state == ChangeState.NOTED else Decimal("8000.00"))


def test_the_thresholds_are_the_calls(accepted, carrier):
    Project.objects.filter(pk=accepted.pk).update(rules=accepted.rules | {"change_days": 7, "change_places": 1})
    change = ask(accepted, carrier, LATER | {"places": 7})
    accepted.refresh_from_db()
    assert (change.state, accepted.departs_on, accepted.places) == ("noted", date(2026, 5, 11), 7)


@pytest.mark.parametrize(
    ("proposed", "words"),
    [
        ({}, "Rien ne change"),
        ({"places": 8, "departs_on": date(2026, 5, 4)}, "Rien ne change"),
        ({"departs_on": date(2026, 4, 2)}, "est passée"),
        ({"departs_on": date(2026, 6, 4)}, "Le retour vient après le départ"),
        ({"places": 1}, "au moins 2 personnes"),
    ],
)
def test_what_does_not_hold_is_refused_and_nothing_is_kept(accepted, carrier, proposed, words):
    with pytest.raises(ChangeRefused, match=words):
        ask(accepted, carrier, proposed)
    assert not ChangeRequest.objects.exists()


def test_a_change_says_why(accepted, carrier):
    with pytest.raises(ChangeRefused, match="Dites pourquoi"):
        ask(accepted, carrier, LATER, reason=" ")


def test_a_budget_stays_balanced(accepted, carrier):
    charge, _income = lines_of(accepted)
    with pytest.raises(ChangeRefused, match="plus équilibré"):
        ask(accepted, carrier, {"budget": {charge.pk: Decimal("9000.00")}})


def test_a_second_change_waits_for_the_answer_to_the_first(accepted, carrier):
    ask(accepted, carrier, LATER)
    with pytest.raises(WrongState, match="attend déjà"):
        ask(accepted, carrier, {"places": 6})


@pytest.mark.parametrize("state", sorted(set(ProjectState.values) - CHANGEABLE - {"draft"}))
def test_only_an_accepted_dossier_changes_this_way(state, carrier):
    project = ProjectFactory(state=state)
    with pytest.raises(WrongState):
        ask(project, carrier, {"places": 6})


def test_an_answer_that_was_not_told_yet_is_not_changed(accepted, carrier):
    Project.objects.filter(pk=accepted.pk).update(announced_at=calendar.real_now() + timedelta(minutes=5))
    with pytest.raises(WrongState):
        ask(accepted, carrier, LATER)


def test_during_the_stay_only_the_return_and_the_budget_change(carrier):
    project = ProjectFactory(ongoing=True)
    on = date(2026, 5, 10)
    with pytest.raises(ChangeRefused, match="seuls le retour et le budget"):
        ask(project, carrier, {"places": 6}, on=on)
    with pytest.raises(ChangeRefused, match="date de retour est passée"):
        ask(project, carrier, {"returns_on": date(2026, 5, 9)}, on=on)
    assert ask(project, carrier, {"returns_on": date(2026, 5, 17)}, on=on).state == "asked"


# ---- the answer -----------------------------------------------------------------------------------------------------


def test_granted_dates_are_written_and_the_group_is_told(accepted, carrier, officer):
    grant(ask(accepted, carrier, LATER), officer)
    accepted.refresh_from_db()
    job = Job.objects.get(kind="participants.follow_project")
    assert (accepted.departs_on, accepted.returns_on) == (date(2026, 5, 11), date(2026, 5, 22))
    assert job.args == {"project": accepted.pk, "was": ["2026-05-04", "2026-05-15"]}
    assert versions_of(accepted).last().note == "Changement accepté"
    assert {mail.to_user_id for mail in OutboxMail.objects.filter(kind="projects.change_answered")} == {carrier.pk}


def test_fewer_places_bring_the_aid_down_and_never_up_again(accepted, carrier, officer):
    grant(ask(accepted, carrier, {"places": 6}), officer)
    assert (Grant.objects.get().due_amount, Envelope.objects.get().committed_amount) == (Decimal(3000), Decimal(3000))
    later = NOW + timedelta(days=1)
    grant(ask(accepted, carrier, {"places": 8}, now=later), officer, now=later)
    accepted.refresh_from_db()
    assert (accepted.places, Grant.objects.get().due_amount) == (8, Decimal(3000))


def test_the_departure_counts_on_what_was_decided_not_on_the_smaller_group(carrier, officer):
    """In another currency than the scale, the aid is a share of the places it was decided for."""
    project = ProjectFactory(accepted=True, call__currency="CAD")
    awarded(project, amount="4000.00")
    grant(ask(project, carrier, {"places": 6}), officer)
    grants = Grant.objects.filter(decision__project=project)
    assert grants.get().due_amount == Decimal("3000.00")
    facts = GroupFacts(departed=5)
    left = datetime(2026, 5, 4, 15, 0, tzinfo=UTC)
    record_departure(project=project, facts=facts, departed_on=date(2026, 5, 4), by=carrier, now=left)
    assert grants.get().due_amount == Decimal("2500.00")


def test_one_host_leaves_and_another_joins_on_its_letter(accepted, carrier, officer):
    old, new = accepted.structures.get(is_lead=False).structure, StructureFactory(cje=True)
    arriving = member(new)
    swap = {"partner": {"leaves": old.pk, "joins": new.pk}}
    with pytest.raises(ChangeRefused, match="lettre d’engagement"):
        ask(accepted, carrier, swap)
    change = ask(accepted, carrier, swap, upload=LETTER)
    grant(change, officer)
    rows = list(accepted.structures.filter(side="host").values_list("structure", "state"))
    assert (rows, change.letter.kind) == ([(new.pk, "confirmed")], "projects.change_letter")
    assert OutboxMail.objects.get(kind="projects.joined_by_change").to_user_id == arriving.pk


def test_a_project_keeps_a_partner(accepted, carrier):
    old = accepted.structures.get(is_lead=False).structure
    with pytest.raises(ChangeRefused, match="garde au moins un partenaire"):
        ask(accepted, carrier, {"partner": {"leaves": old.pk, "joins": None}})


@pytest.mark.parametrize("answer", [ChangeState.REFUSED, ChangeState.SENT_BACK])
def test_a_no_says_why_and_leaves_the_dossier_as_it_is(accepted, carrier, officer, answer):
    change = ask(accepted, carrier, LATER)
    with pytest.raises(AnswerUnexplained):
        answer_change(change=change, outcome=answer, motive=" ", by=officer, now=NOW)
    answered = answer_change(change=change, outcome=answer, motive="Trop tard.", by=officer, now=NOW)
    accepted.refresh_from_db()
    assert (answered.state, answered.is_open) == (answer, answer == ChangeState.SENT_BACK)
    assert accepted.departs_on == date(2026, 5, 4)


def test_what_was_sent_back_is_asked_again_in_the_same_request(accepted, carrier, officer):
    change = ask(accepted, carrier, LATER)
    answer_change(change=change, outcome=ChangeState.SENT_BACK, motive="Moins loin.", by=officer, now=NOW)
    again = ask(accepted, carrier, {"places": 6}, reason="Deux de moins.")
    assert (again.pk, again.state, again.proposed) == (change.pk, "asked", {"places": 6})


def test_an_answer_is_given_once(accepted, carrier, officer):
    change = grant(ask(accepted, carrier, LATER), officer)
    with pytest.raises(WrongState):
        grant(change, officer)


def test_a_dossier_that_is_no_longer_what_the_carrier_saw_is_not_changed(accepted, carrier, officer):
    change = ask(accepted, carrier, LATER)
    Project.objects.filter(pk=accepted.pk).update(returns_on=date(2026, 5, 16))
    with pytest.raises(EditedMeanwhile):
        grant(change, officer)
    change.refresh_from_db()
    assert change.state == ChangeState.ASKED


def test_once_the_group_has_left_what_concerns_its_departure_is_not_granted(accepted, carrier, officer):
    change = ask(accepted, carrier, LATER)
    left = datetime(2026, 5, 4, 15, 0, tzinfo=UTC)
    record_departure(project=accepted, facts=GroupFacts(departed=8), departed_on=date(2026, 5, 4), by=carrier, now=left)
    with pytest.raises(WrongState, match="Le groupe est parti"):
        grant(change, officer, now=left)


def test_a_carrier_gives_its_request_up(accepted, carrier):
    change = drop_change(change=ask(accepted, carrier, LATER), by=carrier, now=NOW)
    assert change.state == ChangeState.DROPPED
    with pytest.raises(WrongState):
        drop_change(change=change, by=carrier, now=NOW)


def test_a_cancelled_project_drops_what_was_asked(accepted, carrier):
    change = ask(accepted, carrier, LATER)
    cancel_project(project=accepted, reason="Plus de lieu.", on=TODAY, by=carrier, now=NOW)
    change.refresh_from_db()
    assert change.state == ChangeState.DROPPED


def test_who_follows_changes_hears_of_those_that_are_applied(accepted, carrier, officer, monkeypatch):
    heard = []
    monkeypatch.setattr(change_followers, "_followers", [])
    change_followers.follows_changes(lambda change, by, now: heard.append((change.fields, change.project.departs_on)))
    change = ask(accepted, carrier, LATER)
    assert heard == []
    grant(change, officer)
    assert heard == [(["departs_on", "returns_on"], date(2026, 5, 11))]


# ---- what the database refuses --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "broken",
    [
        {"state": "granted", "ended_at": None},
        {"state": "refused", "ended_at": NOW, "motive": ""},
        {"proposed": {}},
        {"reason": ""},
    ],
)
def test_the_database_refuses_half_a_change(accepted, broken):
    with pytest.raises(IntegrityError), transaction.atomic():
        ChangeRequestFactory(project=accepted, **broken)


def test_the_database_refuses_two_open_changes_and_a_move_that_is_not_one(accepted):
    change = ChangeRequestFactory(project=accepted)
    with pytest.raises(IntegrityError), transaction.atomic():
        ChangeRequestFactory(project=accepted)
    with pytest.raises(IntegrityError), transaction.atomic():
        ChangeRequest.objects.filter(pk=change.pk).update(state=ChangeState.NOTED, ended_at=NOW)
