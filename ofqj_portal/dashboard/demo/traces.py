"""What people leave around the dossiers: notes, labels, a view, a meeting, bookings, changes, money asked back."""

from datetime import timedelta
from decimal import Decimal

from django.http import QueryDict

from ofqj_portal.core import calendar
from ofqj_portal.core.jobs import enqueue
from ofqj_portal.dashboard.demo.cast import Cast, Chapter
from ofqj_portal.notifications.services.saved_views import save_view
from partners.enums import Section
from projects.enums import BookingKind, BookingState, BudgetSide, DecisionState
from projects.models import Project, Recovery
from projects.services.bookings import save_booking
from projects.services.changes import ask_change
from projects.services.recovery import LETTER_JOB, send_recovery
from projects.services.session import Tried, keep_trials, open_session
from projects.services.team import label_project, write_note

QUEUE = "queue"

NOTE = "Appelée ce matin : l’hébergement est sûr, le second accompagnateur reste à nommer."
LABEL = "À voir en équipe"
LATER = "Le festival qui nous accueille est reporté d’une semaine ; notre partenaire nous garde les mêmes lits."
CHEAPER, A_LITTLE = "Les billets coûtent un peu moins que prévu : nous renforçons les repas.", Decimal(60)
MOTIVE = "Le plan est solide ; le transport est pris en charge par la région."


def leave_notes(chapter: Chapter) -> None:
    """Have the officer of a dossier under review write to her team, and put a label on it."""
    section, day = chapter.sections[0], chapter.filed_on + timedelta(days=3)
    facts = {"project": chapter.project, "section": section, "by": chapter.cast.officer(section)}
    with chapter.on(day, 11) as now:
        write_note(body=NOTE, now=now, **facts)
        label_project(labels=[], new=LABEL, now=now, **facts)


def note_bookings(chapter: Chapter) -> None:
    """Note the flight that is booked and the lodging that is held for a group that leaves soon."""
    days = {"starts_on": chapter.scenario.departs_on, "ends_on": chapter.scenario.returns_on}
    flight = {"kind": BookingKind.TRAVEL, "state": BookingState.BOOKED, "provider": "Compagnie d’essai"}
    beds = {"kind": BookingKind.LODGING, "state": BookingState.OPTION, "provider": "Auberge du canal"}
    with chapter.on(chapter.decided_on, 14) as now:
        for values in (flight | days | {"reference": "ESSAI42"}, beds | days):
            save_booking(project=chapter.project, booking=None, values=values, by=chapter.adviser, now=now)


def ask_to_leave_later(chapter: Chapter) -> None:
    """Have the carrier ask, today, to leave nine days later: it waits for the OFQJ's word."""
    later = {name: getattr(chapter.scenario, name) + timedelta(days=9) for name in ("departs_on", "returns_on")}
    day = chapter.cast.anchor
    with chapter.on(day) as now:
        ask_change(project=chapter.project, proposed=later, reason=LATER, on=day, by=chapter.adviser, now=now)


def move_a_little_money(chapter: Chapter) -> None:
    """Have the carrier move a little money from one charge to the next: within the call's bound, it is simply noted."""
    first, second = chapter.project.budget_lines.filter(side=BudgetSide.CHARGE).order_by("pk")[:2]
    moved = {first.pk: first.amount - A_LITTLE, second.pk: second.amount + A_LITTLE}
    facts = {"project": chapter.project, "proposed": {"budget": moved}, "reason": CHEAPER, "by": chapter.adviser}
    with chapter.on(chapter.decided_on, 15) as now:
        ask_change(on=now.date(), now=now, **facts)


def ask_money_back(chapter: Chapter) -> None:
    """Ask for what was paid above what is due, where fewer left than planned; its letter is made with the others."""
    day = chapter.scenario.departs_on + timedelta(days=1)
    for recovery in Recovery.objects.open().filter(grant__decision__project=chapter.project):
        with chapter.on(day, 11) as now:
            send_recovery(recovery=recovery, due_on=day + timedelta(days=60), by=chapter.cast.users["finance"], now=now)
        letter = {"args": {"recovery": recovery.pk}, "unique_key": f"recovery:{recovery.pk}"}
        enqueue(LETTER_JOB, **letter, run_after=chapter.cast.next_letter())


def keep_a_view(cast: Cast) -> None:
    """Keep the officer's own view of her queue: what is hers and under review."""
    query = QueryDict(mutable=True)
    query["state"] = "under_review"
    facts = {"circle": "", "is_default": False, "by": cast.officer(Section.FRANCE), "now": calendar.now()}
    save_view(page=QUEUE, name="En instruction", query=query.urlencode(), **facts)


def try_in_a_meeting(cast: Cast) -> None:
    """Leave a decision session open, where the dossiers with an opinion have an answer on trial."""
    decider, now = cast.decider(Section.FRANCE), calendar.now()
    waiting = Project.objects.filter(state="under_review", reviews__isnull=False, aid_requests__section=Section.FRANCE)
    first = waiting.order_by("pk").first()
    if first is None:
        return
    session = open_session(call=first.call, section=Section.FRANCE, by=decider, now=now)
    amount = first.aid_requests.get(section=Section.FRANCE).requested
    tried = {first.pk: Tried(DecisionState.YES, amount, MOTIVE)}
    keep_trials(session=session, tried=tried, seen=session.version, by=decider, now=now)
