"""Written consultations: prepared, opened, answered party by party, and read once closed."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from conventions import access
from conventions import consultation_access as doors
from conventions.enums import ConsultationState
from conventions.forms.consultation import ConsultationForm, QuestionForm, VoicesForm
from conventions.forms.meeting import DocumentForm, ReasonForm
from conventions.models import Consultation
from conventions.queries.consultations import questions_of, secretary_party
from conventions.services.consultations import (
    add_question,
    change_consultation,
    draft_consultation,
    join_document,
    open_consultation,
    remove_question,
    withdraw_consultation,
)
from conventions.services.minutes import propose_resolution
from conventions.services.voices import agree_with_voices, cast_voices
from conventions.views.acts import act, move
from ofqj_portal.core import calendar
from ofqj_portal.core.access import only_by_post, signed_in
from ofqj_portal.core.errors import DomainError, EditedMeanwhile
from ofqj_portal.core.journal import history_of
from partners.enums import Party


@signed_in
@require_safe
def consultation(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what is asked and who answered; what each said, to the committee at once, to others once it is closed."""
    found, now = doors.get_consultation(request.user, pk), calendar.now()
    is_member, party = doors.can_answer(request.user), doors.party_answered_for(request.user)
    questions = questions_of(found)
    is_open = found.state == ConsultationState.OPEN and found.closes_at > now
    sections = {grant.section for grant in access.seats_of(request.user)}
    waiting = [
        (question.words, voice) for question in questions for voice in question.voices
        if not voice.counts and {voice.cast_by.section} != sections
    ]  # fmt: skip
    context = {
        "consultation": found,
        "convention": found.committee.convention,
        "questions": questions,
        "documents": found.documents.select_related("file").order_by("pk"),
        "history": history_of(found) if is_member else (),
        "is_open": is_open,
        "shows_voices": is_member or found.state == ConsultationState.CLOSED,
        "may_answer": is_member and is_open,
        "to_agree": waiting if is_open and party == Party.OFQJ else (),
        "agreed_version": sum(v.version for q in questions for v in q.voices if v.party == Party.OFQJ),
        "may_prepare": is_member and secretary_party(found.committee, now) == party,
    }
    return render(request, "conventions/consultation.html", context)


@signed_in
@require_http_methods(["GET", "POST"])
def consultation_new(request: HttpRequest, slug: str) -> HttpResponse:
    """Prepare a written consultation."""
    convention = access.get_convention(request.user, slug, may=doors.can_answer)
    form = ConsultationForm(request.POST or None)
    return act(
        request, form,
        lambda data: draft_consultation(committee=convention.committee, by=request.user, now=calendar.now(), **data),
        done=_("La consultation est en préparation : posez ses questions, puis ouvrez-la."),
        heading=_("Préparer une consultation écrite"),
        lead=_("Chaque partie répond par écrit avant une échéance ; le résultat entre au registre des décisions."),
        submit_label=_("Préparer"), cancel_url=convention.get_absolute_url(),
    )  # fmt: skip


@signed_in
@require_http_methods(["GET", "POST"])
def consultation_change(request: HttpRequest, pk: int) -> HttpResponse:
    """Change what a consultation in preparation is about."""
    found = _in_preparation(request, pk)
    form = ConsultationForm(request.POST or None, consultation=found)
    return act(
        request, form,
        lambda data: change_consultation(consultation=found, by=request.user, now=calendar.now(), **data),
        done=_("La consultation est modifiée."), heading=_("Modifier la consultation"), lead=str(found),
        submit_label=_("Enregistrer"), cancel_url=found.get_absolute_url(),
    )  # fmt: skip


@signed_in
@require_http_methods(["GET", "POST"])
def question_new(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask one more question."""
    found = _in_preparation(request, pk)
    form = QuestionForm(request.POST or None, consultation=found)

    def add(data: dict) -> str:
        said = {"by": request.user, "now": calendar.now()}
        subject = data["subject"] or propose_resolution(committee=found.committee, text=data["text"], **said)
        add_question(consultation=found, subject=subject, **said)
        return found.get_absolute_url()

    return act(
        request, form, add, done=_("La question est posée."), heading=_("Poser une question"), lead=str(found),
        submit_label=_("Ajouter"), cancel_url=found.get_absolute_url(),
    )  # fmt: skip


@signed_in
def question_remove(request: HttpRequest, pk: int, item: int) -> HttpResponse:
    """Take a question back."""
    found = _in_preparation(request, pk)
    row = doors.get_question(request.user, found, item)
    only_by_post(request)
    try:
        remove_question(item=row, by=request.user, now=calendar.now())
    except DomainError as refusal:
        messages.error(request, str(refusal))
    return redirect(found)


@signed_in
@require_http_methods(["GET", "POST"])
def document_new(request: HttpRequest, pk: int) -> HttpResponse:
    """Join a PDF to read before answering."""
    found = _in_preparation(request, pk)
    form = DocumentForm(request.POST or None, request.FILES or None)

    def add(data: dict) -> str:
        upload, said = data["file"], {"by": request.user, "now": calendar.now()}
        join_document(consultation=found, title=data["title"], content=upload.read(), name=upload.name, **said)
        return found.get_absolute_url()

    return act(
        request, form, add, done=_("Le document est joint."), heading=_("Joindre un document"), lead=str(found),
        submit_label=_("Joindre"), cancel_url=found.get_absolute_url(),
    )  # fmt: skip


@signed_in
@require_http_methods(["GET", "POST"])
def consultation_open(request: HttpRequest, pk: int) -> HttpResponse:
    """Put the questions to the parties."""
    found = _in_preparation(request, pk)
    return move(
        request, lambda: open_consultation(consultation=found, by=request.user, now=calendar.now()),
        done=_("La consultation est ouverte : chaque membre du comité reçoit un message."),
        back=found.get_absolute_url(), heading=_("Ouvrir la consultation"),
        question=_("Les questions et les documents ne changeront plus."),
        consequences=[
            _("Chaque partie répond jusqu’à l’échéance et peut changer d’avis jusque-là."),
            _("À l’échéance, elle se clôt d’elle-même ; sans la voix de chaque partie, il n’y a pas de vote."),
        ],
        submit_label=_("Ouvrir la consultation"),
    )  # fmt: skip


@signed_in
@require_http_methods(["GET", "POST"])
def consultation_withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a consultation back."""
    found = doors.get_consultation(request.user, pk, may=doors.can_answer)
    form = ReasonForm(request.POST or None)
    return act(
        request, form,
        lambda data: withdraw_consultation(consultation=found, by=request.user, now=calendar.now(), **data),
        done=_("La consultation est retirée : rien n’est décidé."), heading=_("Retirer la consultation"),
        lead=str(found), submit_label=_("Retirer la consultation"), cancel_url=found.get_absolute_url(), danger=True,
    )  # fmt: skip


@signed_in
@require_http_methods(["GET", "POST"])
def voices(request: HttpRequest, pk: int) -> HttpResponse:
    """Answer for one's party; what a colleague answered meanwhile is shown, and what one typed is kept."""
    found = doors.get_consultation(request.user, pk, may=doors.can_answer)
    party = doors.party_answered_for(request.user)
    form, status = VoicesForm(request.POST or None, questions=questions_of(found), party=party), 200
    if form.is_valid():
        said = {"by": request.user, "now": calendar.now(), **form.cleaned_data}
        try:
            cast_voices(consultation=found, party=party, **said)
            messages.success(request, _("La voix de votre partie est notée ; elle peut changer jusqu’à l’échéance."))
            return redirect(found)
        except DomainError as refusal:
            form.add_error(None, str(refusal))
            status = refusal.status
            if isinstance(refusal, EditedMeanwhile):
                form.data = form.data.copy()
                form.data["seen_version"] = form.get_initial_for_field(form.fields["seen_version"], "seen_version")
    context = {
        "consultation": found, "form": form, "party": Party(party).label, "cancel_url": found.get_absolute_url(),
        "submit_label": _("Noter la voix de ma partie"), "questions": questions_of(found) if status == 409 else (),
    }  # fmt: skip
    return render(request, "conventions/voices.html", context, status=status)


@signed_in
def agree(request: HttpRequest, pk: int) -> HttpResponse:
    """Record the agreement of one's section of the OFQJ with what the other said."""
    found = doors.get_consultation(request.user, pk, may=doors.can_answer)
    only_by_post(request)
    seen = request.POST.get("seen_version", "")
    said = {"by": request.user, "now": calendar.now(), "seen_version": int(seen) if seen.isdecimal() else -1}
    try:
        agree_with_voices(consultation=found, **said)
        messages.success(request, _("L’accord de votre section est noté : la voix de l’OFQJ est entière."))
    except DomainError as refusal:
        messages.error(request, str(refusal))
    return redirect(found)


def _in_preparation(request: HttpRequest, pk: int) -> Consultation:
    return doors.get_consultation(request.user, pk, may=doors.can_answer, states={ConsultationState.DRAFT})
