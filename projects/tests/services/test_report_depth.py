"""What a report owes to its call: words for each line that strays, named points alone once sent back, and its days."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from ofqj_portal.core.errors import WrongState
from ofqj_portal.core.models import OutboxMail
from partners.tests.factories import MembershipFactory, member
from projects.enums import BudgetSide, ProjectState
from projects.models import Project, ProjectReport
from projects.ports import GroupFacts
from projects.queries.report_content import changes_since_sent_back, missing_in, open_points, points_of
from projects.queries.reports import reached_of
from projects.services.reminder import remind_report
from projects.services.report import ReportUnfinished, save_report, send_report_back, start_report, submit_report
from projects.services.report_late import CompletionUnexplained, complete_late_report
from projects.services.review import ConflictOfInterest
from projects.tests.factories import CallFactory, ProjectFactory

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 6, 10, 9, 0, tzinfo=UTC)
TEXTS = {"reached_aims": "Six jeunes sur huit.", "partner": "Trois ateliers.", "practices": "Un carnet à deux."}
VERY_LATE = date(2026, 10, 13)  # due on 14 July, 90 days more


@pytest.fixture
def project():
    return ProjectFactory(report_due=True)


@pytest.fixture
def adviser(project):
    return member(project.carrier)


@pytest.fixture
def officer():
    return MembershipFactory(officer_fr=True).user


def planned(project):
    return {line.pk: line.amount for line in project.budget_lines.all()}


def save(project, by, **changes):
    start_report(project=project, facts=GroupFacts(departed=8, returned=7), by=by, now=NOW)
    version = ProjectReport.objects.get(project=project).version
    facts = {"texts": TEXTS, "actual_amounts": planned(project), "version": version} | changes
    return save_report(project=project, by=by, now=NOW, **facts)


def sent_back(project, adviser, officer, points):
    save(project, adviser)
    submit_report(project=project, by=adviser, now=NOW)
    words = {"points": points, "reason": "Détaillez.", "due_on": date(2026, 6, 30)}
    return send_report_back(project=project, by=officer, now=NOW, **words)


def test_a_line_that_strays_beyond_the_threshold_asks_for_words(project, adviser):
    charge = project.budget_lines.get(side=BudgetSide.CHARGE)
    amounts = planned(project)
    report = save(project, adviser, actual_amounts=amounts | {charge.pk: Decimal("8800.00")})
    assert missing_in(project, report) == []
    strayed = amounts | {charge.pk: Decimal("8800.01")}
    report = save(project, adviser, actual_amounts=strayed)
    assert missing_in(project, report) == [f"ce qui explique l’écart de «\u00a0{charge.words}\u00a0»"]
    with pytest.raises(ReportUnfinished):
        submit_report(project=project, by=adviser, now=NOW)
    save(project, adviser, actual_amounts=strayed, reasons={charge.pk: "Le vol a augmenté."})
    submit_report(project=project, by=adviser, now=NOW)
    charge.refresh_from_db()
    assert charge.actual_reason == "Le vol a augmenté."


def test_the_threshold_is_the_calls(project, adviser):
    Project.objects.filter(pk=project.pk).update(rules=project.rules | {"report_line_pct": 50})
    project.refresh_from_db()
    charge = project.budget_lines.get(side=BudgetSide.CHARGE)
    report = save(project, adviser, actual_amounts=planned(project) | {charge.pk: Decimal("11000.00")})
    assert missing_in(project, report) == []


def test_only_the_named_points_re_open(project, adviser, officer):
    sent_back(project, adviser, officer, ["partner"])
    project.refresh_from_db()
    charge = project.budget_lines.get(side=BudgetSide.CHARGE)
    written = {"texts": dict.fromkeys(TEXTS, "Autre"), "actual_amounts": {charge.pk: Decimal("1.00")}, "hours_done": 3}
    report = save_report(project=project, version=2, by=adviser, now=NOW, **written)
    charge.refresh_from_db()
    assert open_points(project, report) == {"partner"}
    assert (report.partner, report.reached_aims, report.hours_done) == ("Autre", "Six jeunes sur huit.", None)
    assert charge.actual_amount == Decimal("8000.00")


def test_the_ofqj_reads_what_changed_since_it_sent_the_report_back(project, adviser, officer):
    report = sent_back(project, adviser, officer, ["partner"])
    project.refresh_from_db()
    save_report(project=project, texts={"partner": "Cinq ateliers."}, actual_amounts={}, version=2, by=adviser, now=NOW)
    submit_report(project=project, by=adviser, now=NOW)
    changes = [(row.label, row.before, row.after) for row in changes_since_sent_back(report)]
    assert changes == [("Travail avec le partenaire", "Trois ateliers.", "Cinq ateliers.")]


def test_a_mission_says_what_it_brought_back_and_counts_no_hours(adviser):
    mission = ProjectFactory(report_due=True, call=CallFactory(always_open=True, cross_mission=True))
    assert "brought_back" in points_of(mission)
    assert "hours" not in points_of(mission)
    report = save(mission, member(mission.carrier))
    assert missing_in(mission, report) == ["pratiques rapportées"]


def test_what_was_reached_stands_beside_what_was_planned(project, adviser):
    report = save(project, adviser, hours_done=15)
    assert [(row.planned, row.reached) for row in reached_of(project, report)] == [
        ("8", "8"),
        ("8", "7"),
        ("12", "12"),
        ("18", "15"),
    ]


def test_the_reminders_leave_on_the_days_the_call_says(project, adviser):
    Project.objects.filter(pk=project.pk).update(rules=project.rules | {"report_reminder_days": [10, 60]})
    project.refresh_from_db()
    steps = []
    for days in (9, 10, 59, 60, 75):
        steps.append(remind_report(project=project, now=NOW.replace(month=5, day=15) + timedelta(days=days)))
    assert steps == [0, 1, 0, 1, 0]


# ---- completed by the OFQJ ------------------------------------------------------------------------------------------


def complete(project, by, **changes):
    facts = {"texts": TEXTS, "actual_amounts": planned(project), "version": 1, "why": "La structure a fermé."}
    return complete_late_report(project=project, by=by, now=NOW, **({"on": VERY_LATE} | facts | changes))


def test_a_report_left_for_very_long_is_completed_and_marked_as_such(project, adviser, officer):
    report = complete(project, officer)
    project.refresh_from_db()
    assert (project.state, report.submitted_by) == (ProjectState.REPORT_SUBMITTED, officer)
    assert (report.completed_by_ofqj, report.completed_reason) == (True, "La structure a fermé.")
    assert OutboxMail.objects.get(kind="projects.report_completed").to_user_id == adviser.pk


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({"on": VERY_LATE - timedelta(days=1)}, WrongState),
        ({"why": " "}, CompletionUnexplained),
        ({"texts": {}}, ReportUnfinished),
    ],
)
def test_a_report_is_completed_only_when_very_late_with_words_and_whole(project, officer, changes, refusal):
    with pytest.raises(refusal):
        complete(project, officer, **changes)
    project.refresh_from_db()
    assert project.state == ProjectState.REPORT_DUE
    assert not ProjectReport.objects.filter(submitted_at__isnull=False).exists()


def test_who_has_a_tie_completes_nothing(project, officer):
    MembershipFactory(structure=project.carrier, role="adviser", user=officer)
    with pytest.raises(ConflictOfInterest):
        complete(project, officer)
