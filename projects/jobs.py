"""What dossiers do in the background."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from ofqj_portal.core import calendar
from ofqj_portal.core.jobs import Progress, handles
from ofqj_portal.core.models import Job
from ofqj_portal.core.shores import Shore, reading_as
from projects.documents.decision_letter import DecisionLetter
from projects.models import Decision, Project
from projects.services.announcement import (
    announce_decisions,
    decisions_to_announce,
    keep_letters,
    letters_to_make,
)


@handles("projects.announce_decisions", queue="papers", title=_("Courriers de décision"))
def announce(job: Job, progress: Progress) -> None:
    """Make the letters of a decided dossier and mail them; nothing if a decision was taken back meanwhile."""
    project = Project.objects.get(pk=job.args["project"])
    planned_at = datetime.fromisoformat(job.args["announced_at"])
    letters = _lay_out(decisions_to_announce(project, planned_at), progress)
    announce_decisions(project=project, planned_at=planned_at, letters=letters, now=calendar.real_now())


@handles("projects.make_letters", queue="papers", title=_("Courriers de décision"))
def make_letters(job: Job, progress: Progress) -> None:
    """Make the letters of answers that were announced without them; no mail leaves again."""
    project = Project.objects.get(pk=job.args["project"])
    keep_letters(project=project, letters=_lay_out(letters_to_make(project), progress), now=calendar.now())


def _lay_out(decisions: list[Decision], progress: Progress) -> dict[int, bytes]:
    letters = {}
    for place, decision in enumerate(decisions):
        progress(place, len(decisions), decision.get_section_display())
        letters[decision.pk] = letter_pdf(decision)
    return letters


def letter_pdf(decision: Decision) -> bytes:
    """Lay the letter of a decision out, in the words of the carrier's shore."""
    from ofqj_portal.core.pdf import render_pdf

    shore = Shore.FRANCE if decision.project.carrier.is_french else Shore.QUEBEC
    with reading_as(shore):
        letter = DecisionLetter.of(decision, written_at=decision.decided_at)
        return render_pdf(
            "papers/decision_letter.html",
            {"letter": letter},
            title=f"{letter.subject} · {letter.reference}",
            created_at=decision.decided_at,
        )
