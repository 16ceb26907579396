"""What happens in the background: a group follows its project, a person takes her data away."""

from datetime import date, datetime

from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from ofqj_portal.accounts.models import User
from ofqj_portal.core import calendar
from ofqj_portal.core.jobs import Progress, handles
from ofqj_portal.core.models import Job, StoredFile
from ofqj_portal.core.pdf import render_pdf
from ofqj_portal.core.shores import Shore, reading_as
from participants.documents.group_papers import GroupPaper
from participants.documents.holdings import holdings_of
from participants.documents.planning_paper import PlanningPaper
from participants.eligibility import Stay
from participants.enums import GroupPaperKind
from participants.models import Participant, PeopleImport, PersonRequest
from participants.queries.imports import import_note, imported_in_words, paper_note
from participants.queries.space import who_read
from participants.services.follow import follow_project, tell_of_moved_dates
from participants.services.imports import import_people
from participants.services.own_data import keep_own_data, machine_form
from participants.services.paid_person import tell_of_payment
from participants.services.papers import JOB, PLANNING_JOB, keep_paper, printed_project
from participants.services.space import SMS_JOB, deliver_space_sms
from projects.models import Payment, Project


@handles("participants.follow_project", title=_("Mise à jour du groupe d’après le dossier"))
def follow(job: Job, progress: Progress) -> StoredFile | None:
    """Bring the group of args["project"] in line with its dossier; args["was"] are its former days, if they moved."""
    project = Project.objects.select_related("call").get(pk=job.args["project"])
    follow_project(project=project, by=job.owner, now=calendar.now())
    if "was" in job.args:
        tell_of_moved_dates(project=project, was=_stay(job.args["was"]), now=calendar.now())
    return None


@handles("participants.make_own_data", queue="papers", title=_("Préparation des données d’une personne"))
def make_own_data(job: Job, progress: Progress) -> StoredFile | None:
    """Make the files of the request args["request"], in the words of the shore where the person lives."""
    row = PersonRequest.objects.select_related("participant__structure", "participant__territory__parent")
    request = row.get(pk=job.args["request"])
    person, now = request.participant, calendar.now()
    with reading_as(person.shore), timezone.override(person.shore.zone):
        categories = holdings_of(person, calendar.today())
        context = {"categories": categories, "readers": who_read(person), "person": person, "made_at": now}
        title = str(_("Ce que nous savons de vous"))
        paper = render_pdf("papers/own_data.html", context, title=title, created_at=now)
        machine = machine_form(person, categories, calendar.today())
    keep_own_data(request=request, paper=paper, machine=machine, now=now)
    return None


def _stay(days: list[str | None]) -> Stay:
    departs_on, returns_on = (date.fromisoformat(day) if day else None for day in days)
    return Stay(departs_on, returns_on)


@handles(SMS_JOB, title=_("Envoi d’un lien par SMS"))
def send_space_sms(job: Job, progress: Progress) -> None:
    """Send the link to her space to the mobile of the person args["participant"]."""
    person = Participant.objects.select_related("structure", "territory__parent").get(pk=job.args["participant"])
    deliver_space_sms(participant=person, by=User.objects.filter(pk=job.owner_id).first())


@handles("participants.tell_of_share", title=_("Annonce d’un versement à une personne"))
def tell_of_share(job: Job, progress: Progress) -> None:
    """Write to the young person whose share the payment args["payment"] is."""
    tell_of_payment(payment=Payment.objects.get(pk=job.args["payment"]))


@handles("participants.import_people", title=_("Import de personnes"), note=import_note)
def import_table(job: Job, progress: Progress) -> None:
    """Import a table that was read and confirmed, in the name of whoever confirmed it; all of it, or nothing."""
    brought = PeopleImport.objects.select_related("project", "structure").get(pk=job.args["import"])
    progress(0, 1, gettext("Écriture des personnes"))
    done = import_people(
        brought=brought,
        seen=job.args["seen"],
        leave_wrong_rows=job.args["leave_wrong_rows"],
        by=User.objects.get(pk=job.owner_id),
        now=calendar.now(),
        on=calendar.today(),
    )
    progress(1, 1, imported_in_words(vars(done)))


@handles(JOB, queue="papers", title=_("Liste du groupe"), note=paper_note)
def make_paper(job: Job, progress: Progress) -> StoredFile:
    """Lay one list of a group out, in the words of the page it was asked on, for whoever asked and may still see it."""
    owner = User.objects.filter(pk=job.owner_id, is_active=True).first()
    kind, day = GroupPaperKind(job.args["paper"]), job.args["day"]
    with reading_as(Shore(job.args["shore"])):
        project = printed_project(job.args["project"], owner)
        paper = GroupPaper.of(project, kind, date.fromisoformat(day) if day else None)
        content = group_pdf(paper, at=calendar.now())
        return keep_paper(job=job, project=project, kind=kind, content=content, by=owner, now=calendar.now())


@handles(PLANNING_JOB, queue="papers", title=_("Étapes de la préparation"), note=paper_note)
def make_planning(job: Job, progress: Progress) -> StoredFile:
    """Lay out the steps that lead to the departure, for whoever asked and may still see the group."""
    owner = User.objects.filter(pk=job.owner_id, is_active=True).first()
    with reading_as(Shore(job.args["shore"])):
        project = printed_project(job.args["project"], owner)
        content = planning_pdf(PlanningPaper.of(project, calendar.today()), at=calendar.now())
        return keep_paper(job=job, project=project, kind=None, content=content, by=owner, now=calendar.now())


def planning_pdf(paper: PlanningPaper, *, at: datetime) -> bytes:
    """Lay the steps out."""
    title = gettext("Préparer le départ · %s") % paper.number
    return render_pdf("papers/planning.html", {"plan": paper}, title=title, created_at=at)


def group_pdf(paper: GroupPaper, *, at: datetime) -> bytes:
    """Lay one list out."""
    from ofqj_portal.core.pdf import render_pdf

    title = f"{paper.title} · {paper.number}"
    return render_pdf("papers/group_paper.html", {"list": paper}, title=title, created_at=at)
