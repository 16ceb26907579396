"""After a meeting: its minutes, its actions; the resolutions and the register of what was decided."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from conventions import access, meeting_access
from conventions.forms.meeting import ActionDoneForm, ActionItemForm, ApproveForm, MinutesForm, ResolutionForm
from conventions.models import Meeting, Minutes
from conventions.queries.consultations import consultations_to_show
from conventions.queries.meetings import actions_of, decisions_of, resolutions_waiting, subject_of
from conventions.services.minutes import (
    approve_minutes,
    decide_action,
    finish_action,
    propose_resolution,
    write_minutes,
)
from conventions.views.acts import act
from ofqj_portal.core import calendar
from ofqj_portal.core.access import open_door, signed_in
from ofqj_portal.core.errors import DomainError, EditedMeanwhile
from ofqj_portal.core.versions import compare, versions_of


@signed_in
@require_safe
def minutes(request: HttpRequest, pk: int) -> HttpResponse:
    """Read the minutes of a meeting, with what each version changed."""
    found = access.get_meeting(request.user, pk)
    row = open_door(Minutes.objects.filter(meeting=found).select_related("approved_in"), request.user)
    versions = list(versions_of(row).select_related("by"))
    pairs = [
        (new, compare(old.data if old else {}, new.data, {"text": _("Compte rendu")}))
        for old, new in zip([None, *versions], versions, strict=False)
    ]
    context = {
        "meeting": found, "minutes": row, "versions": list(reversed(pairs)),
        "may_write": meeting_access.can_prepare(request.user) and row.state == "draft",
    }  # fmt: skip
    return render(request, "conventions/minutes.html", context)


@signed_in
@require_http_methods(["GET", "POST"])
def minutes_write(request: HttpRequest, pk: int) -> HttpResponse:
    """Write the minutes together; what somebody else saved meanwhile is shown, and what one typed is kept."""
    found = access.get_meeting(request.user, pk, may=meeting_access.can_prepare)
    row = Minutes.objects.filter(meeting=found).first()
    initial = {"text": row.text if row else "", "seen_version": row.version if row else 0}
    form, status, current = MinutesForm(request.POST or None, initial=initial), 200, None
    if form.is_valid():
        try:
            write_minutes(meeting=found, by=request.user, now=calendar.now(), **form.cleaned_data)
            return redirect("conventions:minutes", found.pk)
        except DomainError as refusal:
            if isinstance(refusal, EditedMeanwhile):
                current = Minutes.objects.get(meeting=found)
                form.data = form.data.copy()
                form.data["seen_version"] = current.version
            form.add_error(None, str(refusal))
            status = refusal.status
    context = {"form": form, "meeting": found, "current": current, "cancel_url": found.get_absolute_url(),
               "submit_label": _("Enregistrer le compte rendu")}  # fmt: skip
    return render(request, "conventions/minutes_write.html", context, status=status)


@signed_in
@require_http_methods(["GET", "POST"])
def minutes_approve(request: HttpRequest, pk: int, item: int) -> HttpResponse:
    """Approve the minutes of an earlier meeting, where they stand on this agenda."""
    found = access.get_meeting(request.user, pk, may=meeting_access.can_prepare)
    row = meeting_access.get_minutes_item(request.user, found, item)
    form = ApproveForm(request.POST or None, initial={"seen_version": row.minutes.version})
    return act(
        request, form,
        lambda data: _approved(found, row.minutes, request, data),
        done=_("Le compte rendu est approuvé : il ne change plus."), template="conventions/minutes_approve.html",
        minutes=row.minutes, meeting=found, submit_label=_("Approuver ce compte rendu"),
        cancel_url=found.get_absolute_url(),
    )  # fmt: skip


def _approved(found: Meeting, row: Minutes, request: HttpRequest, data: dict) -> str:
    approve_minutes(minutes=row, meeting=found, by=request.user, now=calendar.now(), **data)
    return found.get_absolute_url()


@signed_in
@require_http_methods(["GET", "POST"])
def action_new_in(request: HttpRequest, pk: int) -> HttpResponse:
    """Note what a body will do, and by when."""
    found = access.get_meeting(request.user, pk, may=meeting_access.can_prepare)
    form = ActionItemForm(request.POST or None)

    def add(data: dict) -> str:
        decide_action(meeting=found, by=request.user, now=calendar.now(), **data)
        return found.get_absolute_url()

    return act(
        request, form, add, done=_("L’action est notée : elle reviendra tant qu’elle n’est pas faite."),
        heading=_("Noter une action"), lead=found.title, submit_label=_("Noter"), cancel_url=found.get_absolute_url(),
    )  # fmt: skip


@signed_in
@require_http_methods(["GET", "POST"])
def action_done(request: HttpRequest, pk: int, action: int) -> HttpResponse:
    """Note that an action is done."""
    found = access.get_meeting(request.user, pk, may=meeting_access.can_prepare)
    row = meeting_access.get_action(request.user, found, action)
    form = ActionDoneForm(request.POST or None)

    def finish(data: dict) -> str:
        finish_action(action=row, by=request.user, now=calendar.now(), **data)
        return reverse("conventions:decisions", args=[found.committee.convention.slug])

    return act(
        request, form, finish, done=_("C’est fait."), heading=_("Action faite"), lead=row.title,
        submit_label=_("C’est fait"), cancel_url=found.get_absolute_url(),
    )  # fmt: skip


@signed_in
@require_http_methods(["GET", "POST"])
def resolution_new(request: HttpRequest, slug: str) -> HttpResponse:
    """Put words before the committee."""
    convention = access.get_convention(request.user, slug, may=meeting_access.can_prepare)
    form = ResolutionForm(request.POST or None)
    back = reverse("conventions:decisions", args=[slug])

    def propose(data: dict) -> str:
        propose_resolution(committee=convention.committee, by=request.user, now=calendar.now(), **data)
        return back

    return act(
        request, form, propose, done=_("La résolution est proposée : le comité vote à sa prochaine réunion."),
        heading=_("Proposer une résolution"), submit_label=_("Proposer"), cancel_url=back,
    )  # fmt: skip


@signed_in
@require_safe
def decisions(request: HttpRequest, slug: str) -> HttpResponse:
    """Show the register of decisions over the years of the convention, and the actions that came of its meetings."""
    convention = access.get_convention(request.user, slug)
    may_prepare = meeting_access.can_prepare(request.user)
    context = {
        "convention": convention,
        "votes": [(vote, subject_of(vote)) for vote in decisions_of(convention)],
        "actions": actions_of(convention),
        "waiting": resolutions_waiting(convention),
        "consultations": consultations_to_show(convention, to_committee=may_prepare),
        "today": calendar.today(),
        "may_prepare": may_prepare,
    }
    return render(request, "conventions/decisions.html", context)
