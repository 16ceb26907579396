"""The thread of a dossier: the structures and the OFQJ write to each other there."""

from typing import Any

from django.contrib import messages as notices
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from ofqj_portal.core import calendar
from ofqj_portal.core.access import StateForbids, allow, only_by_post, open_door, signed_in
from ofqj_portal.core.forms import OnceForm
from projects import access
from projects.enums import ProjectState, Speaker
from projects.forms.messages import MessageForm
from projects.models import Project
from projects.queries.messages import is_open, thread_of
from projects.services.messages import Upload, mark_read, send_message, withdraw_message
from projects.views.acts import perform


@require_safe
@signed_in
def thread(request: HttpRequest, number: str) -> HttpResponse:
    """Show the messages of a dossier, the oldest first; reading them is noted."""
    project = access.get_thread(request.user, number)
    response = render(request, "projects/messages.html", _page(request, project, MessageForm()))
    mark_read(project=project, by=request.user, now=calendar.now())
    return response


@signed_in
def send(request: HttpRequest, number: str) -> HttpResponse:
    """Write in the thread."""
    project = access.get_thread(request.user, number, may=access.can_talk)
    only_by_post(request)
    _refuse_finished(request, project)
    form, status = MessageForm(request.POST, request.FILES), 200
    if form.is_valid():
        file = form.cleaned_data["file"]
        facts: dict[str, Any] = {"body": form.cleaned_data["body"], "by": request.user, "now": calendar.now()}
        facts["upload"] = Upload(file.name, file.read()) if file else None
        done = perform(form, send_message, project=project, **facts)
        if done is None:
            notices.success(request, _("Message envoyé. Un e-mail prévient, sans le texte."))
            return redirect("projects:messages", project.number)
        status = done
    return render(request, "projects/messages.html", _page(request, project, form), status=status)


@signed_in
def withdraw(request: HttpRequest, number: str, pk: int) -> HttpResponse:
    """Take one's own message back, a few minutes after it was written."""
    project = access.get_thread(request.user, number, may=access.can_talk)
    message = open_door(project.messages.all(), request.user, pk=pk)
    allow(message.author_id == request.user.pk)
    only_by_post(request)
    _refuse_finished(request, project)
    refused = OnceForm(request.POST)
    refused.is_valid()
    status = perform(refused, withdraw_message, message=message, by=request.user, now=calendar.now())
    if status is None:
        notices.success(request, _("Message retiré. Il ne reste que sa trace."))
        return redirect("projects:messages", project.number)
    context = _page(request, project, MessageForm()) | {"refused": refused}
    return render(request, "projects/messages.html", context, status=status)


def _refuse_finished(request: HttpRequest, project: Project) -> None:
    if not is_open(project, request.user):
        raise StateForbids(_("Ce dossier est terminé : ses messages se lisent, on n’en écrit plus."))


def _page(request: HttpRequest, project: Project, form: MessageForm) -> dict[str, Any]:
    voice = access.voice_of(request.user, project)
    for_ofqj, draft = voice is not None and voice[0] == Speaker.OFQJ, project.state == ProjectState.DRAFT
    return {
        "project": project,
        "lines": thread_of(project, request.user, now=calendar.now()),
        "form": form,
        "may_write": voice is not None and is_open(project, request.user),
        "is_finished": not is_open(project, request.user),
        "for_ofqj": for_ofqj,
        "only_advice": draft,
        "back": _back(project, for_ofqj, draft),
    }


def _back(project: Project, for_ofqj: bool, draft: bool) -> list[dict[str, str]]:
    """Return the way back to the dossier, or to the desk; a draft opens to its structures alone."""
    if not for_ofqj:
        dossier = {"label": project.number, "url": project.get_absolute_url()}
        return [{"label": _("Projets"), "url": reverse("projects:list")}, dossier]
    queue = {"label": _("Instruction"), "url": reverse("projects:queue")}
    return (
        [queue]
        if draft
        else [queue, {"label": project.number, "url": reverse("projects:review", args=[project.number])}]
    )
