"""Filing a dossier, taking it back, opening it again, answering the OFQJ: each outcome."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from ofqj_portal.core.errors import WrongState
from ofqj_portal.core.models import Job, JournalEntry, OutboxMail
from ofqj_portal.core.versions import save_version, versions_of
from partners.tests.factories import MembershipFactory, member
from projects.enums import ProjectState
from projects.models import BudgetLine, CallRules, InformationRequest, Project
from projects.queries.snapshot import snapshot
from projects.services.drafting import CallClosed
from projects.services.submission import (
    AnswerIncomplete,
    NotReadyToFile,
    answer_complements,
    reopen_draft,
    submit_project,
    withdraw_project,
)
from projects.tests.factories import CallFactory, InformationRequestFactory, ProjectFactory

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 2, 10, 12, 0, tzinfo=UTC)


def verbs(project: Project) -> list[str]:
    entries = JournalEntry.objects.filter(object_type="projects.project", object_id=str(project.pk))
    return list(entries.order_by("id").values_list("verb", flat=True))


def test_filing_freezes_the_rules_keeps_a_version_and_sends_an_acknowledgement():
    project = ProjectFactory()
    adviser = member(project.carrier, email="adviser@exemple.test")

    filed = submit_project(project=project, by=adviser, now=NOW)

    filed.refresh_from_db()
    assert (filed.state, filed.submitted_at) == (ProjectState.SUBMITTED, NOW)
    kept = CallRules.from_json(filed.rules)
    assert replace(kept, payments=()) == project.call.rules()
    assert [(section, [line.share_pct for line in lines]) for section, lines in kept.payments] == [
        ("fr", [80, None]),
        ("qc", [80, None]),
    ]
    [version] = versions_of(filed)
    assert (version.number, version.data["title"], version.data["places"]) == (1, project.title, 8)
    [mail] = OutboxMail.objects.all()
    assert (mail.to_email, project.number in mail.subject) == ("adviser@exemple.test", True)
    assert verbs(filed) == ["project.submitted"]


def test_a_rule_of_the_call_changed_later_does_not_reach_a_filed_dossier():
    project = ProjectFactory(submitted=True)
    project.call.age_max = 20
    project.call.save()

    assert Project.objects.get(pk=project.pk).call_rules.age_max == 35


def test_everything_that_is_missing_or_broken_is_said_at_once_and_the_draft_stays():
    project = ProjectFactory(bare=True)

    with pytest.raises(NotReadyToFile) as refusal:
        submit_project(project=project, by=member(project.carrier), now=NOW)

    codes = [obstacle.code for obstacle in refusal.value.obstacles]
    assert {"R1", "R4", "R5", "R6", "R8", "R8-part", "R9"} <= set(codes)
    assert {"required:aims", "required:safety", "required:lodging"} <= set(codes)
    assert all(o.sentence and o.fix and o.source and o.url for o in refusal.value.obstacles)
    project.refresh_from_db()
    assert (project.state, versions_of(project).count(), OutboxMail.objects.count()) == (ProjectState.DRAFT, 0, 0)
    assert verbs(project) == []


@pytest.mark.parametrize(
    ("moment", "is_taken"),
    [
        (datetime(2025, 11, 15, 7, 59, 59, tzinfo=UTC), False),
        (datetime(2025, 11, 15, 8, 0, tzinfo=UTC), True),
        (datetime(2026, 2, 15, 22, 59, tzinfo=UTC), True),
        (datetime(2026, 2, 15, 22, 59, 0, 1, tzinfo=UTC), False),
    ],
)
def test_a_call_takes_dossiers_from_its_opening_to_its_closing_instant(moment, is_taken):
    project = ProjectFactory(call=CallFactory())
    adviser = member(project.carrier)

    if is_taken:
        assert submit_project(project=project, by=adviser, now=moment).state == ProjectState.SUBMITTED
    else:
        with pytest.raises(CallClosed):
            submit_project(project=project, by=adviser, now=moment)
        assert Project.objects.get(pk=project.pk).state == ProjectState.DRAFT


def test_filing_twice_is_told_and_leaves_one_of_each():
    project = ProjectFactory()
    adviser = member(project.carrier)
    submit_project(project=project, by=adviser, now=NOW)

    with pytest.raises(WrongState):
        submit_project(project=project, by=adviser, now=NOW)

    assert (versions_of(project).count(), OutboxMail.objects.count()) == (1, 1)


@pytest.mark.parametrize("state", [state for state in ProjectState if state != ProjectState.DRAFT])
def test_only_a_draft_is_filed(state):
    project = ProjectFactory(state=state)

    with pytest.raises(WrongState):
        submit_project(project=project, by=member(project.carrier), now=NOW)

    assert Project.objects.get(pk=project.pk).state == state


WITHDRAWABLE = {"submitted", "under_review", "incomplete", "partially_accepted"}


@pytest.mark.parametrize("state", ProjectState.values)
def test_a_dossier_is_taken_back_until_it_is_answered_for_good(state):
    project = ProjectFactory(state=state)
    adviser = member(project.carrier)

    if state in WITHDRAWABLE:
        withdrawn = withdraw_project(project=project, by=adviser, now=NOW)
        assert (withdrawn.state, withdrawn.withdrawn_at, verbs(project)) == (
            ProjectState.WITHDRAWN,
            NOW,
            ["project.withdrawn"],
        )
    else:
        with pytest.raises(WrongState):
            withdraw_project(project=project, by=adviser, now=NOW)
        assert Project.objects.get(pk=project.pk).state == state


def test_taking_back_a_dossier_drops_what_was_asked_and_tells_its_officer():
    officer = MembershipFactory(officer_fr=True).user
    asked = InformationRequestFactory(project=ProjectFactory(incomplete=True, officer=officer))

    withdraw_project(project=asked.project, by=member(asked.project.carrier), now=NOW)

    asked.refresh_from_db()
    assert asked.dropped_at == NOW
    assert list(OutboxMail.objects.values_list("to_email", flat=True)) == [officer.email]


def test_a_withdrawn_dossier_becomes_a_draft_again_while_its_call_is_open():
    project = ProjectFactory(withdrawn=True)

    again = reopen_draft(project=project, by=member(project.carrier), now=NOW)

    again.refresh_from_db()
    assert (again.state, again.submitted_at, again.rules, again.number) == (
        ProjectState.DRAFT,
        None,
        None,
        project.number,
    )


def test_a_withdrawn_dossier_of_a_closed_call_stays_withdrawn():
    project = ProjectFactory(withdrawn=True, call=CallFactory())

    with pytest.raises(CallClosed):
        reopen_draft(project=project, by=member(project.carrier), now=NOW + timedelta(days=30))


def test_a_dossier_that_is_not_withdrawn_is_not_reopened():
    project = ProjectFactory(refused=True)

    with pytest.raises(WrongState):
        reopen_draft(project=project, by=member(project.carrier), now=NOW)


def test_answering_sends_the_dossier_back_to_review_with_a_new_version():
    officer = MembershipFactory(officer_fr=True).user
    asked = InformationRequestFactory(project=ProjectFactory(incomplete=True, officer=officer))

    project = answer_complements(project=asked.project, answer="Voici.", by=member(asked.project.carrier), now=NOW)

    asked.refresh_from_db()
    assert (project.state, asked.answer, asked.answered_at) == (ProjectState.UNDER_REVIEW, "Voici.", NOW)
    assert versions_of(project).count() == 1
    assert list(OutboxMail.objects.values_list("to_email", flat=True)) == [officer.email]
    assert verbs(project) == ["project.complements_answered"]


@pytest.mark.parametrize(("days", "told"), [(0, 0), (7, 1)])
def test_an_answer_that_moves_the_stay_has_the_group_follow(days, told):
    asked = InformationRequestFactory()
    project, adviser = asked.project, member(asked.project.carrier)
    was = [project.departs_on.isoformat(), project.returns_on.isoformat()]
    save_version(project, data=snapshot(project), by=adviser, now=NOW)
    project.departs_on += timedelta(days=days)
    project.returns_on += timedelta(days=days)
    project.save()

    answer_complements(project=project, answer="", by=adviser, now=NOW)

    followed = [job.args for job in Job.objects.filter(kind="participants.follow_project")]
    assert followed == [{"project": project.pk, "was": was}] * told


def test_a_late_answer_is_taken_like_any_other():
    asked = InformationRequestFactory()
    late = asked.due_at + timedelta(days=40)

    project = answer_complements(project=asked.project, answer="", by=member(asked.project.carrier), now=late)

    assert project.state == ProjectState.UNDER_REVIEW


def test_an_answer_that_leaves_a_named_field_empty_says_which():
    asked = InformationRequestFactory(project=ProjectFactory(incomplete=True, insurance=""))

    with pytest.raises(AnswerIncomplete) as refusal:
        answer_complements(project=asked.project, answer="", by=member(asked.project.carrier), now=NOW)

    assert [obstacle.field for obstacle in refusal.value.obstacles] == ["insurance"]
    assert InformationRequest.objects.open().count() == 1


def test_an_answer_about_the_budget_keeps_the_rules_of_money():
    asked = InformationRequestFactory(fields=["budget"])
    BudgetLine.objects.filter(project=asked.project, side="charge").update(amount=Decimal("9000.00"))

    with pytest.raises(AnswerIncomplete) as refusal:
        answer_complements(project=asked.project, answer="", by=member(asked.project.carrier), now=NOW)

    assert [obstacle.code for obstacle in refusal.value.obstacles] == ["R9"]


def test_nothing_is_answered_when_nothing_is_asked():
    project = ProjectFactory(under_review=True)

    with pytest.raises(WrongState):
        answer_complements(project=project, answer="", by=member(project.carrier), now=NOW)
