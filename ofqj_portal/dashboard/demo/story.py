"""Replay each dossier of the demo through the services, from its draft to where it stands today."""

from datetime import timedelta

from django.db import transaction

from ofqj_portal.dashboard.demo import agreement, filing, group, journey, review, stay, talk, traces
from ofqj_portal.dashboard.demo.cast import Cast, Chapter, open_chapter
from ofqj_portal.dashboard.demo.scenarios import Scenario
from projects.enums import FOR_PROFESSIONALS
from projects.models import Project
from projects.services.submission import withdraw_project

#: Where a dossier may stop; each stage says which chapters it plays.
FILED = ("submitted", "withdrawn", "under_review", "incomplete", "overdue_complements", "reviewed")
ANSWERED = ("refused", "no_action", "conditional", "partial")
GROUPED = ("accepted", "cancelled", "ongoing", "report_due", "report_submitted", "report_incomplete", "closed")
STAGES = ("draft", "invited", *FILED, *ANSWERED, *GROUPED)


@transaction.atomic
def play(scenario: Scenario, cast: Cast) -> Project:
    """Replay one dossier. Raises ValueError for a stage that `STAGES` does not name."""
    if scenario.until not in STAGES:
        raise ValueError(f"{scenario.title}: unknown stage {scenario.until}")
    chapter = open_chapter(scenario, cast)
    filing.draft(chapter)
    if scenario.until == "invited":
        filing.describe(chapter)
        filing.send_link_today(chapter)
    elif scenario.until != "draft":
        filing.complete(chapter)
        filing.file(chapter)
        _play_review(chapter)
    return Project.objects.get(pk=chapter.project.pk)


def _play_review(chapter: Chapter) -> None:
    until = chapter.scenario.until
    if until == "withdrawn":
        with chapter.on(chapter.filed_on + timedelta(days=3)) as now:
            withdraw_project(project=chapter.project, by=chapter.adviser, now=now)
    if until in ("submitted", "withdrawn"):
        return
    review.take(chapter)
    anchor = chapter.cast.anchor
    if until == "incomplete":
        review.ask(chapter, anchor - timedelta(days=1), anchor + timedelta(days=11))
        talk.exchange(chapter, anchor - timedelta(days=1))
    elif until == "overdue_complements":
        review.ask(chapter, chapter.filed_on + timedelta(days=2), anchor - timedelta(days=1))
    elif until == "under_review":
        talk.exchange(chapter, chapter.filed_on + timedelta(days=2))
        review.ask_outside(chapter, chapter.filed_on + timedelta(days=3))
        traces.leave_notes(chapter)
    else:
        review.review(chapter)
        _play_decision(chapter)


def _play_decision(chapter: Chapter) -> None:
    answers = {
        "refused": review.refuse,
        "no_action": review.close_without_action,
        "conditional": review.accept_conditionally,
        "partial": review.accept_in_part,
    }
    until = chapter.scenario.until
    if until in answers:
        answers[until](chapter)
        review.announce(chapter)
        if until == "conditional":
            review.answer_first_condition(chapter)
    elif until in GROUPED:
        review.accept(chapter)
        review.announce(chapter)
        _agree(chapter)
        if until == "accepted":
            traces.note_bookings(chapter)
        elif until == "ongoing" and chapter.is_french:
            traces.move_a_little_money(chapter)
        group.gather(chapter)
        _play_stay(chapter)
        if until == "accepted" and chapter.is_french:
            traces.ask_to_leave_later(chapter)


def _play_today(chapter: Chapter) -> None:
    journey.watch(chapter)
    if chapter.is_french:
        journey.open_a_space(chapter)


def _agree(chapter: Chapter) -> None:
    if chapter.scenario.until == "accepted":
        agreement.leave_to_sign(chapter)
    elif chapter.scenario.until != "cancelled":
        agreement.sign(chapter)


def _play_stay(chapter: Chapter) -> None:
    until = chapter.scenario.until
    if until == "cancelled":
        return stay.cancel(chapter)
    has_group = chapter.call.programme not in FOR_PROFESSIONALS
    if until == "accepted":
        return journey.prepare(chapter, chapter.cast.anchor) if has_group else None
    stay.pay_advance(chapter)
    group.confirm_everybody(chapter)
    if until in ("ongoing", "report_due") and has_group:
        journey.prepare(chapter, chapter.scenario.departs_on)
    people = stay.leave(chapter)
    traces.ask_money_back(chapter)
    if until == "ongoing":
        return _play_today(chapter) if has_group else None
    stay.come_back(chapter, people)
    group.follow_up(chapter, people)
    if until == "report_due" and has_group:
        journey.look_back(chapter, people)
    if until != "report_due":
        stay.write_report(chapter, submit=True)
    if until == "report_incomplete":
        stay.send_back(chapter)
    if until == "closed":
        stay.close(chapter)
    return None
