"""The conditions of a yes: written with it, answered by the carrier, lifted or sent back, late in sight of all."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction

from ofqj_portal.core.errors import WrongState
from ofqj_portal.core.models import OutboxMail
from ofqj_portal.core.money import Money
from partners.enums import Section
from partners.tests.factories import MembershipFactory, member
from projects.enums import DecisionState, ProjectState
from projects.models import Condition, Decision, Project
from projects.periodic import remind_next_steps, tell_of_unmet_conditions
from projects.queries import next_step
from projects.queries.lists import project_list_rows, rows_of
from projects.services.conditions import ConditionRefused, answer_condition
from projects.services.decision import SelfDecision, award_conditionally
from projects.services.decision_changes import answer_conditions, condition_not_met, lift_condition, undo_decision

pytestmark = pytest.mark.django_db
FR = Section.FRANCE
PDF = b"%PDF-1.4\n"


def say_yes(project, by, now, **said):
    facts = {
        "amount": Money(4000, "EUR"),
        "motive": "Bon projet.",
        "conditions": "Assurance\n\n Deux adultes ",
    }
    facts |= {"project": project, "section": FR, "by": by, "now": now} | said
    decision = award_conditionally(**facts)
    Decision.objects.filter(pk=decision.pk).update(announced_at=now)
    Project.objects.filter(pk=project.pk).update(announced_at=now)
    return Decision.objects.get(pk=decision.pk)


@pytest.fixture
def decision(project, decider, now):
    return say_yes(project, decider, now)


@pytest.fixture
def rows(decision):
    return list(Condition.objects.filter(decision=decision).order_by("position"))


def answer(row, by, now, words="Voici.", content=None, name=""):
    return answer_condition(condition=row, answer=words, content=content, name=name, by=by, now=now)


def judge(project, by, now, met=(), missing=None):
    keys = {"met": [row.pk for row in met], "missing": missing or {}}
    return answer_conditions(project=project, section=FR, by=by, now=now, **keys)


def test_each_line_is_a_condition_due_on_the_eve_of_the_departure(rows):
    assert [row.text for row in rows] == ["Assurance", "Deux adultes"]
    assert {row.due_at for row in rows} == {datetime(2026, 5, 3, 21, 59, 59, tzinfo=UTC)}


def test_the_day_is_the_decider_s_choice_between_today_and_the_departure(project, decider, now):
    for day, words in ((date(2026, 3, 19), "date à venir"), (date(2026, 5, 5), "avant le départ")):
        with pytest.raises(ConditionRefused, match=words), transaction.atomic():
            say_yes(project, decider, now, due_on=day)
    say_yes(project, decider, now, due_on=date(2026, 4, 10))
    assert Condition.objects.first().due_at == datetime(2026, 4, 10, 21, 59, 59, tzinfo=UTC)


def test_the_officer_and_the_decider_hear_once_all_is_answered(project, rows, decider, adviser, officer, now):
    Project.objects.filter(pk=project.pk).update(officer=officer)
    answer(rows[0], adviser, now)
    assert not OutboxMail.objects.filter(kind="projects.conditions_answered").exists()
    answer(rows[1], adviser, now, words="", content=PDF, name="liste.pdf")
    told = OutboxMail.objects.filter(kind="projects.conditions_answered").values_list("to_user", flat=True)
    assert set(told) == {officer.pk, decider.pk}
    assert Condition.objects.get(pk=rows[1].pk).piece.file.name == "liste.pdf"


def test_an_answer_says_something_and_comes_while_it_is_waited_for(project, rows, decision, adviser, decider, now):
    with pytest.raises(ConditionRefused, match="quelques mots"):
        answer(rows[0], adviser, now, words=" ")
    Decision.objects.filter(pk=decision.pk).update(announced_at=None)
    with pytest.raises(WrongState):
        answer(rows[0], adviser, now)
    Decision.objects.filter(pk=decision.pk).update(announced_at=now)
    lift_condition(project=project, section=FR, by=decider, now=now)
    with pytest.raises(WrongState):
        answer(rows[0], adviser, now)


def test_lifting_the_last_one_makes_the_yes_plain(project, rows, adviser, decider, now):
    for row in rows:
        answer(row, adviser, now)
    judge(project, decider, now, met=rows[:1])
    assert Project.objects.get(pk=project.pk).state == ProjectState.CONDITIONALLY_ACCEPTED
    judge(project, decider, now, met=rows[1:])
    assert Project.objects.get(pk=project.pk).state == ProjectState.ACCEPTED
    assert Decision.objects.get(project=project).state == DecisionState.YES
    assert OutboxMail.objects.filter(kind="projects.conditions_lifted").exists()


def test_what_is_missing_goes_back_to_the_carrier_with_words(project, rows, adviser, decider, now):
    answer(rows[0], adviser, now)
    later = now + timedelta(hours=1)
    judge(project, decider, later, missing={rows[0].pk: "Le nom de l’assureur"})
    row = Condition.objects.get(pk=rows[0].pk)
    assert (row.is_sent_back, row.is_with_carrier) == (True, True)
    mail = OutboxMail.objects.get(kind="projects.conditions_sent_back")
    assert (mail.to_user_id, "Le nom de l’assureur" in mail.text) == (adviser.pk, True)
    answer(row, adviser, later + timedelta(hours=1))
    assert not Condition.objects.get(pk=row.pk).is_with_carrier


def test_an_unanswered_condition_is_not_sent_back_nor_one_without_words(project, rows, adviser, decider, now):
    with pytest.raises(ConditionRefused, match="pas encore répondu"):
        judge(project, decider, now, missing={rows[0].pk: "Tout"})
    answer(rows[0], adviser, now)
    with pytest.raises(ConditionRefused, match="ce qui manque"):
        judge(project, decider, now, missing={rows[0].pk: " "})
    judge(project, decider, now, met=rows[:1])
    with pytest.raises(WrongState):
        judge(project, decider, now, met=rows[:1])


def test_who_gave_an_opinion_lifts_nothing(project, rows, now):
    reviewer = project.reviews.get().reviewer
    with pytest.raises(SelfDecision):
        judge(project, reviewer, now, met=rows)


def test_a_decision_taken_back_or_turned_into_a_no_drops_its_conditions(project, rows, decider, now):
    undo_decision(project=project, section=FR, reason="Erreur", by=decider, now=now)
    assert not Condition.objects.standing().exists()
    say_yes(project, decider, now)
    condition_not_met(project=project, section=FR, motive="Rien reçu.", by=decider, now=now)
    assert (Condition.objects.standing().count(), Condition.objects.count()) == (0, 4)


def test_who_has_the_ball_follows_the_answers(project, rows, adviser, decider, now):
    def held(user):
        row = rows_of(project_list_rows(user).filter(pk=project.pk), user, now=now)[0]
        step = next_step(Project.objects.get(pk=project.pk), user, now=now)
        return row.is_mine, step.mine, step.what

    assert held(adviser) == (True, True, "Remplir les conditions posées par l’OFQJ")
    assert held(decider)[:2] == (False, False)
    for row in rows:
        answer(row, adviser, now)
    assert held(adviser)[:2] == (False, False)
    assert held(decider) == (True, True, "Lire les réponses aux conditions, puis les lever")


def test_the_carrier_is_reminded_before_the_day_and_the_decider_told_after_it(project, rows, adviser, decider):
    due_at = rows[0].due_at

    def left(at):
        before = set(OutboxMail.objects.values_list("pk", flat=True))
        remind_next_steps(at)
        tell_of_unmet_conditions(at)
        return sorted(OutboxMail.objects.exclude(pk__in=before).values_list("kind", "to_user"))

    assert left(due_at - timedelta(days=20)) == []
    assert left(due_at - timedelta(days=6)) == [("projects.next_step", adviser.pk)]
    assert left(due_at - timedelta(days=5)) == []
    late = left(due_at + timedelta(hours=2))
    assert late == [("projects.conditions_late", decider.pk), ("projects.next_step", adviser.pk)]
    assert left(due_at + timedelta(hours=20)) == []


def test_nobody_is_reminded_of_what_is_answered(rows, adviser, now):
    for row in rows:
        answer(row, adviser, now)
    remind_next_steps(rows[0].due_at + timedelta(days=2))
    tell_of_unmet_conditions(rows[0].due_at + timedelta(days=2))
    assert not OutboxMail.objects.filter(kind__in=["projects.next_step", "projects.conditions_late"]).exists()


@pytest.mark.parametrize(
    ("fields", "name"),
    [
        ({"text": ""}, "condition_is_written"),
        ({"answered_at": datetime(2026, 3, 20, tzinfo=UTC)}, "condition_answered_with_something"),
        ({"sent_back_at": datetime(2026, 3, 20, tzinfo=UTC)}, "condition_sent_back_with_words"),
        ({"lifted_at": datetime(2026, 3, 20, tzinfo=UTC)}, "condition_lifted_by_somebody"),
        ({"position": 2}, "condition_has_its_rank"),
    ],
)
def test_the_database_holds_a_condition_to_its_shape(rows, fields, name):
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        Condition.objects.filter(pk=rows[0].pk).update(**fields)


def test_an_adviser_answers_on_her_page_and_the_decider_lifts_on_hers(client, project, rows, adviser, decider, now):
    client.force_login(adviser)
    page = client.get(f"/projets/{project.number}/decision/").content.decode()
    assert page.count("À remplir avant\N{NO-BREAK SPACE}:") == 2
    url = f"/projets/{project.number}/conditions/{rows[0].pk}/"
    assert client.post(url, {"answer": ""}).status_code == 200
    for row in rows:
        sent = client.post(f"/projets/{project.number}/conditions/{row.pk}/", {"answer": "C’est fait."})
        assert sent.status_code == 302
    client.force_login(decider)
    assert "réponses à lire" in client.get("/decisions/").content.decode()


def test_a_host_and_a_stranger_answer_no_condition(client, project, rows):
    url = f"/projets/{project.number}/conditions/{rows[0].pk}/"
    client.force_login(member(project.structures.get(side="host").structure))
    assert client.post(url, {"answer": "x"}).status_code == 403
    client.force_login(MembershipFactory().user)
    assert client.get(url).status_code == 404
