"""What the young people of the demo live: sessions, a stay that is watched over, what they say before and after."""

from datetime import date, time, timedelta
from decimal import Decimal

from ofqj_portal.dashboard.demo.cast import Chapter
from participants.data_enums import Purpose
from participants.enums import AssessmentMoment, AttendanceStatus, IncidentKind, ReturnStepKind, Statement
from participants.models import Participation, PreparationSession
from participants.queries.return_plan import plan_mark
from participants.services.consent import answer_consents
from participants.services.outcome import record_assessment
from participants.services.preparation import SessionPlan, mark_attendance, plan_sessions
from participants.services.return_plan import PlannedReturn, write_return_plan
from participants.services.safety import check_in, report_incident
from participants.services.space import send_space_link
from projects.enums import Programme

SESSIONS = (
    (33, "Le projet et les règles de vie", "Chacun dit ce qu’il attend du séjour ; le groupe écrit ses règles."),
    (19, "Vivre au Québec, vivre en France", "La vie de tous les jours, l’argent, le téléphone, les urgences."),
    (8, "Les papiers et les bagages", "Passeport, autorisation de voyage, assurance ; ce qu’on emporte."),
)
WEEKS = 5
INCIDENT = "Un téléphone oublié dans l’autocar ; le transporteur le rapporte demain. Personne n’est blessé."
#: How people place themselves on the five sentences, before and after, in turn.
BEFORE, AFTER = (2, 1, 2, 3, 2), (3, 3, 2, 4, 3)


def prepare(chapter: Chapter, day: date) -> None:
    """Write the sessions down on `day`, and who was at those that have been held: one person in seven was not."""
    with chapter.on(day, 8) as now:
        said = {"project": chapter.project, "by": chapter.adviser, "now": now}
        for plan, until in _plans(chapter):
            plan_sessions(plan=plan, until=until, **said)
        people = Participation.objects.filter(project=chapter.project, state__in=("registered", "confirmed"))
        keys = list(people.order_by("pk").values_list("pk", flat=True))
        held = PreparationSession.objects.filter(project=chapter.project, held_on__lte=now.date())
        for number, session in enumerate(held):
            marks = {pk: _was_there(rank + number) for rank, pk in enumerate(keys)}
            mark_attendance(session=session, marks=marks, version=1, by=chapter.adviser, now=now)


def watch(chapter: Chapter) -> None:
    """Have the leader say each evening that everybody is well, until yesterday, and tell of one incident."""
    leader = chapter.cast.users["accompagnateur-fr" if chapter.is_french else "accompagnateur-qc"]
    day = chapter.scenario.departs_on + timedelta(days=1)
    if chapter.is_french:
        with chapter.on(day, 15) as now:
            said = {"kind": IncidentKind.LOST, "is_urgent": False, "happened_on": day, "told": INCIDENT}
            report_incident(project=chapter.project, by=leader, now=now, **said)
    while day < chapter.cast.anchor:
        with chapter.on(day, 18) as now:
            check_in(project=chapter.project, by=leader, now=now)
        day += timedelta(days=1)


def look_back(chapter: Chapter, people: list[int]) -> None:
    """Have two people in three answer the questionnaire before and at the return, and plan what comes next."""
    rows = Participation.objects.filter(pk__in=people).select_related("participant").order_by("pk")
    for rank, row in enumerate(rows):
        if rank % 3:
            _answer(chapter, row, AssessmentMoment.BEFORE, BEFORE, chapter.scenario.departs_on - timedelta(days=8))
            _answer(chapter, row, AssessmentMoment.RETURN, AFTER, chapter.scenario.returns_on)
            _plan_return(chapter, row)


def open_a_space(chapter: Chapter) -> None:
    """Send one person of the group the link to her own space, at the present instant: its mail waits to be read."""
    row = Participation.objects.filter(project=chapter.project).select_related("participant").order_by("pk")[0]
    send_space_link(participant=row.participant, by=chapter.adviser)


def _plans(chapter: Chapter) -> list[tuple[SessionPlan, date | None]]:
    departs_on, place = chapter.scenario.departs_on, chapter.carrier.commune
    if chapter.call.programme != Programme.CHANTIER:
        return [
            (
                SessionPlan(
                    "preparation", title, departs_on - timedelta(days=ahead), time(9), Decimal(6), words, place
                ),
                None,
            )
            for ahead, title, words in SESSIONS
        ]
    monday = departs_on - timedelta(days=departs_on.weekday() + 7 * WEEKS)
    words = "Ateliers, langue et démarches ; l’après-midi en petits groupes."
    plan = SessionPlan("preparation", "Journée de préparation", monday, time(9), Decimal(4), words, place)
    return [(plan, monday + timedelta(days=7 * WEEKS - 3))]


def _was_there(rank: int) -> AttendanceStatus:
    return AttendanceStatus.EXCUSED if rank % 7 == 6 else AttendanceStatus.PRESENT


def _answer(chapter: Chapter, row: Participation, moment: str, scale: tuple[int, ...], day: date) -> None:
    turned = scale[row.pk % 5 :] + scale[: row.pk % 5]
    with chapter.on(day, 17) as now:
        if moment == AssessmentMoment.BEFORE:
            agreed = {"participant": row.participant, "answers": {Purpose.QUESTIONNAIRE: True}}
            answer_consents(**agreed, answered_on=now.date(), by=chapter.adviser)
        answers = dict(zip(Statement, turned, strict=True))
        said = {"moment": moment, "answers": answers, "answered_on": now.date()}
        record_assessment(participation=row, by=chapter.adviser, now=now, **said)


def _plan_return(chapter: Chapter, row: Participation) -> None:
    back = chapter.scenario.returns_on
    steps = {
        ReturnStepKind.TALK: PlannedReturn(back + timedelta(days=7), back + timedelta(days=6)),
        ReturnStepKind.WORK: PlannedReturn(back + timedelta(days=60)),
    }
    with chapter.on(back + timedelta(days=8), 11) as now:
        write_return_plan(participation=row, steps=steps, seen=plan_mark({}), by=chapter.adviser, now=now)
