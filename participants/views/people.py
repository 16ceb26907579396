"""The people a structure follows: their list, and the fiche of one of them."""

from datetime import date

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from ofqj_portal.core import calendar
from ofqj_portal.core.access import exists_for, only_by_post, signed_in
from ofqj_portal.core.addresses import address_of
from ofqj_portal.core.calendar import age_on
from ofqj_portal.core.journal import history_of
from ofqj_portal.core.pages import LongPages
from ofqj_portal.core.read_log import last_readings, record_read
from ofqj_portal.core.roles import structure_ids
from participants.access import (
    OWN,
    follows,
    get_own_participant,
    get_participant,
    managed_structures,
)
from participants.eligibility import stays_in_words
from participants.enums import Moment, ParticipationState, SituationCategory
from participants.forms.person import EditPersonForm, SearchForm
from participants.models import Participant
from participants.queries.facts import facts_of
from participants.queries.people import people_page_rows, stays_of, times_left
from participants.queries.retention import kept_until
from participants.queries.sheets import KINDS
from participants.services.person import edit_person
from participants.services.retention import note_contact
from participants.views.acts import do_once
from projects.models import Project
from projects.models.project import A_NUMBER

ROWS = 25
OWN_READING = "participants.own_person"  # the person sees it in her space; the fiche shows the readers from elsewhere


@signed_in
@require_safe
def people(request: HttpRequest) -> HttpResponse:
    """List the people the reader's structures follow; the page is not there for anybody else."""
    structures = structure_ids(request.user, *OWN)
    exists_for(bool(structures))
    form = SearchForm(request.GET or None)
    asked = form.cleaned_data if form.is_valid() else {}
    today = calendar.today()
    rows = people_page_rows(request.user, asked.get("q", ""), asked.get("etat", ""), on=today)
    page = LongPages(rows, ROWS).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "lines": [_line(row, today) for row in page],
        "form": form if form.is_bound else SearchForm(),
        "is_filtered": bool(asked.get("q") or asked.get("etat")),
        "is_shared": len(structures) > 1,
        "may_give_rights": bool(managed_structures(request.user)),
    }
    return render(request, "participants/people.html", context)


def _line(row: Participant, today: date) -> dict[str, object]:
    state = ParticipationState(row.latest_state) if row.latest_state else None
    return {
        "person": row,
        "url": row.get_absolute_url(),
        "age": _("%(age)s ans") % {"age": age_on(row.born_on, today)},
        "kind": KINDS[state] if state else "",
        "state_label": state.label if state else "",
        "group_url": address_of("participants:group", row.latest_number, A_NUMBER) if row.latest_number else "",
    }


@signed_in
@require_safe
def person(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what is known of a person; a reader from outside her structure sees less. Each is written down."""
    participant = get_participant(request.user, pk)
    is_own = follows(request.user, participant)
    record_read(request.user, participant, OWN_READING if is_own else "participants.person")
    stays = stays_of(participant, None if is_own else Project.objects.visible_to(request.user).values("pk"))
    context = {
        "person": participant,
        "is_own": is_own,
        "facts": facts_of(participant, calendar.today(), in_full=is_own),
        "stays": [_stay(row) for row in stays],
        "may_open_profile": is_own and participant.has_profile_right,
    }
    if is_own:
        done, was_elsewhere = times_left(participant)
        context |= {
            "asks": participant.has_open_requests,
            "kept_until": kept_until(participant),
            "was_elsewhere": was_elsewhere,
            "past": stays_in_words(done) if done else "",
            "history": history_of(participant, *stays)[:20],
            "readings": last_readings(participant, but=OWN_READING, at_most=10),
        }
    return render(request, "participants/person.html", context)


def _stay(row) -> dict[str, object]:
    state = ParticipationState(row.state)
    noted = [(SituationCategory(one["category"]), Moment(one["moment"])) for one in row.told_situations]
    return {"row": row, "kind": KINDS[state], "state_label": state.label, "situations": noted}


@signed_in
def contact(request: HttpRequest, pk: int) -> HttpResponse:
    """Note that somebody was in touch with her today: her data are kept anew from this day."""
    participant = get_own_participant(request.user, pk)
    only_by_post(request)
    note_contact(participant=participant, by=request.user, on=calendar.today())
    messages.success(request, _("Le contact est noté : le délai de conservation repart d’aujourd’hui."))
    return redirect(participant)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change what is written of a person."""
    participant = get_own_participant(request.user, pk)
    form, status = EditPersonForm.of(participant, request.POST or None), 200
    if form.is_valid():
        version = form.cleaned_data["version"]
        status = do_once(
            form,
            lambda: edit_person(participant=participant, identity=form.identity(), version=version, by=request.user),
        )
        if not status:
            messages.success(request, _("La fiche est à jour."))
            return redirect(participant)
    context = {"person": participant, "form": form, "cancel_url": participant.get_absolute_url()}
    return render(request, "participants/person_edit.html", context, status=status or 200)
