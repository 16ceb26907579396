"""Every outcome of the project report, from the return to the closure."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from ofqj_portal.core.errors import EditedMeanwhile, WrongState
from ofqj_portal.core.models import OutboxMail
from partners.tests.factories import MembershipFactory, member
from projects.enums import OWES_REPORT, ProjectState
from projects.models import ProjectReport
from projects.ports import GroupFacts
from projects.queries.reports import overdue_reports, reports_to_remind
from projects.services.reminder import remind_report
from projects.services.report import (
    NamePoints,
    ReportUnfinished,
    close_project,
    save_report,
    send_report_back,
    start_report,
    submit_report,
)
from projects.tests.factories import ProjectFactory

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 6, 10, 9, 0, tzinfo=UTC)
TEXTS = {
    "reached_aims": "Six jeunes sur huit ont un projet.",
    "partner": "Le CJE a ouvert trois ateliers.",
    "difficulties": "",
    "practices": "Un carnet de bord à deux.",
}
STATES = sorted(set(ProjectState.values) - {"draft"})


@pytest.fixture
def project():
    return ProjectFactory(report_due=True)


@pytest.fixture
def adviser(project):
    return member(project.carrier)


@pytest.fixture
def officer():
    return MembershipFactory(officer_fr=True).user


def write(project, by, *, version=1, texts=TEXTS, amount="7900.00"):
    start_report(project=project, facts=GroupFacts(departed=8, returned=8), by=by, now=NOW)
    amounts = {line.pk: Decimal(amount) for line in project.budget_lines.all()}
    said = {"actual_amounts": amounts, "reasons": dict.fromkeys(amounts, "La Région a donné plus.")}
    return save_report(project=project, texts=texts, version=version, by=by, now=NOW, **said)


def hand_in(project, by):
    write(project, by)
    submit_report(project=project, by=by, now=NOW)
    project.refresh_from_db()
    return project


def test_starting_twice_keeps_what_was_written(project, adviser):
    write(project, adviser)
    report = start_report(project=project, facts=GroupFacts(departed=8, returned=7), by=adviser, now=NOW)
    assert (report.returned_count, report.partner) == (7, "Le CJE a ouvert trois ateliers.")


def test_a_report_is_saved_with_the_real_amount_of_each_line(project, adviser):
    report = write(project, adviser)
    assert (report.version, report.reached_aims) == (2, "Six jeunes sur huit ont un projet.")
    assert set(project.budget_lines.values_list("actual_amount", flat=True)) == {Decimal("7900.00")}


def test_a_line_of_another_dossier_is_left_alone(project, adviser):
    other = ProjectFactory(report_due=True).budget_lines.first()
    start_report(project=project, facts=GroupFacts(), by=adviser, now=NOW)
    amounts = {other.pk: Decimal("1.00")}
    save_report(project=project, texts=TEXTS, actual_amounts=amounts, version=1, by=adviser, now=NOW)
    other.refresh_from_db()
    assert other.actual_amount is None


def test_the_second_of_two_writers_overwrites_nothing(project, adviser):
    write(project, adviser)
    with pytest.raises(EditedMeanwhile, match="pendant que vous écriviez"):
        write(project, adviser, version=1, texts=TEXTS | {"partner": "Autre récit."})
    assert ProjectReport.objects.get().partner == "Le CJE a ouvert trois ateliers."


def test_a_report_is_handed_in(project, adviser):
    assert hand_in(project, adviser).state == ProjectState.REPORT_SUBMITTED
    report = ProjectReport.objects.get()
    assert (report.submitted_at, report.submitted_by) == (NOW, adviser)


def test_an_unfinished_report_says_all_that_is_missing(project, adviser):
    start_report(project=project, facts=GroupFacts(), by=adviser, now=NOW)
    with pytest.raises(ReportUnfinished) as refusal:
        submit_report(project=project, by=adviser, now=NOW)
    assert refusal.value.missing == [
        "objectifs atteints",
        "travail avec le partenaire",
        "pratiques à partager",
        "le montant réel de chaque ligne du budget",
    ]
    project.refresh_from_db()
    assert project.state == ProjectState.REPORT_DUE


def test_a_report_that_was_never_begun_is_not_handed_in(project, adviser):
    with pytest.raises(ReportUnfinished, match="le bilan lui-même"):
        submit_report(project=project, by=adviser, now=NOW)


@pytest.mark.parametrize("state", [state for state in STATES if state not in OWES_REPORT])
def test_a_report_is_written_while_it_is_due(adviser, state):
    project = ProjectFactory(**{state: True})
    with pytest.raises(WrongState, match="Aucun bilan n’est attendu"):
        start_report(project=project, facts=GroupFacts(), by=adviser, now=NOW)
    with pytest.raises(WrongState, match="Aucun bilan n’est attendu"):
        save_report(project=project, texts=TEXTS, actual_amounts={}, version=1, by=adviser, now=NOW)
    with pytest.raises(WrongState, match="Aucun bilan n’est attendu"):
        submit_report(project=project, by=adviser, now=NOW)


def send_back(project, by, **changes):
    words = {"points": ["budget"], "reason": "Joignez le détail des vols.", "due_on": date(2026, 6, 30)}
    return send_report_back(project=project, by=by, now=NOW, **(words | changes))


def test_a_report_is_sent_back_on_named_points(project, adviser, officer):
    send_back(hand_in(project, adviser), officer)
    project.refresh_from_db()
    assert (project.state, project.report_due_on) == (ProjectState.REPORT_INCOMPLETE, date(2026, 6, 30))
    mail = OutboxMail.objects.get(kind="projects.report_sent_back")
    assert mail.to_email == adviser.email
    assert "- Budget réalisé" in mail.text
    assert "Joignez le détail des vols." in mail.text


def test_a_report_that_was_sent_back_is_handed_in_again(project, adviser, officer):
    send_back(hand_in(project, adviser), officer)
    submit_report(project=project, by=adviser, now=NOW)
    project.refresh_from_db()
    assert project.state == ProjectState.REPORT_SUBMITTED
    assert ProjectReport.objects.get().points == []


@pytest.mark.parametrize(
    "changes", [{"points": []}, {"points": ["salaires"]}, {"reason": " "}, {"due_on": date(2026, 6, 10)}]
)
def test_a_report_is_sent_back_with_points_words_and_time(project, adviser, officer, changes):
    with pytest.raises(NamePoints):
        send_back(hand_in(project, adviser), officer, **changes)
    project.refresh_from_db()
    assert project.state == ProjectState.REPORT_SUBMITTED


def test_a_report_that_is_accepted_closes_the_dossier(project, adviser, officer):
    close_project(project=hand_in(project, adviser), by=officer, now=NOW)
    project.refresh_from_db()
    assert (project.state, project.closed_at) == (ProjectState.CLOSED, NOW)
    assert OutboxMail.objects.get(kind="projects.report_closed").to_email == adviser.email


@pytest.mark.parametrize("state", [state for state in STATES if state != "report_submitted"])
def test_only_a_report_that_was_handed_in_is_judged(officer, state):
    project = ProjectFactory(**{state: True})
    with pytest.raises(WrongState, match="n’attend pas de lecture"):
        send_back(project, officer)
    with pytest.raises(WrongState, match="n’attend pas de lecture"):
        close_project(project=project, by=officer, now=NOW)


# ---- late -----------------------------------------------------------------------------------------------------------


def test_a_report_is_overdue_the_day_after_its_due_date(project):
    ours = [project.carrier_id]
    assert list(overdue_reports(ours, date(2026, 7, 14))) == []
    assert list(overdue_reports(ours, date(2026, 7, 15))) == [project]
    assert list(overdue_reports([project.carrier_id + 1], date(2026, 7, 15))) == []


@pytest.mark.parametrize(
    ("day", "subjects"),
    [
        (datetime(2026, 6, 13, 5, tzinfo=UTC), []),
        (datetime(2026, 6, 14, 5, tzinfo=UTC), ["Le bilan de « {} » est attendu"]),
        (datetime(2026, 7, 29, 5, tzinfo=UTC), ["Le bilan de « {} » est en retard"]),
    ],
)
def test_reminders_leave_thirty_and_seventy_five_days_after_the_return(project, adviser, day, subjects):
    for _again in range(2):
        for row in reports_to_remind(day.date()):
            remind_report(project=row, now=day)
    sent = OutboxMail.objects.filter(kind="projects.report_reminder").values_list("subject", flat=True)
    assert list(sent) == [subject.format(project.title) for subject in subjects]


def test_nobody_is_reminded_of_a_report_that_is_in(project, adviser):
    hand_in(project, adviser)
    assert remind_report(project=project, now=datetime(2026, 8, 1, tzinfo=UTC)) == 0
