"""The group of a dossier, and who is added to it."""

from datetime import date, timedelta
from functools import partial

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from ofqj_portal.core import calendar
from ofqj_portal.core.access import signed_in
from ofqj_portal.core.read_log import record_read
from participants.access import Group, GroupView, get_group, get_own_group
from participants.enums import HAS_LEFT, HOLDS_A_PLACE, ParticipationState
from participants.forms.person import ChoosePersonForm, NewPersonForm
from participants.models import Participant
from participants.queries.effects import age_in_words
from participants.queries.groups import group_facts, group_rows, leader_rows
from participants.queries.people import people_to_add
from participants.queries.preparation import asked_hours
from participants.queries.sheets import count_group, group_lines
from participants.queries.steps import group_step
from participants.rule_book import rule_book
from participants.services.group import CLOSED_TO_NEWCOMERS, add_participant
from participants.services.person import add_person
from participants.views.acts import do_once
from partners.models import Structure
from projects.enums import AFTER_DEPARTURE, FOR_PROFESSIONALS, ProjectState
from projects.models import Project

LEAVING = (ParticipationState.CONFIRMED, *HAS_LEFT)


@signed_in
@require_safe
def group(request: HttpRequest, number: str) -> HttpResponse:
    """Show the group as far as the reader may see it; whoever reads names from outside is written down."""
    seen = get_group(request.user, number)
    if seen.view in (GroupView.OFQJ, GroupView.LEADER):
        record_read(request.user, seen.project, "participants.group")
    if seen.view == GroupView.HOST:
        return _for_host(request, seen)
    if seen.view == GroupView.LEADER:
        return _for_leader(request, seen)
    return _in_full(request, seen)


def _in_full(request: HttpRequest, seen: Group) -> HttpResponse:
    project, acts = seen.project, seen.view == GroupView.CARRIER
    lines = group_lines(group_rows(project), project, seen.own_structures if acts else ())
    team = list(leader_rows(project))
    context = {
        "project": project,
        "lines": lines,
        "counts": count_group(lines, project),
        "team": team,
        "alert": _leaders_missing(seen, team, sum(line.state in HOLDS_A_PLACE for line in lines)),
        "step": group_step(lines, project, calendar.today()) if acts else None,
        "may_act": acts,
        "may_add": acts and project.state not in CLOSED_TO_NEWCOMERS,
        "may_leave": acts and _may_have_left(project, calendar.today()),
        "is_away": acts and project.state == ProjectState.ONGOING,
        "has_left": project.state in AFTER_DEPARTURE,
        "is_shared": len({line.structure for line in lines}) > 1,
        "hours_asked": asked_hours(project),
        "is_mission": project.call.programme in FOR_PROFESSIONALS,
    }
    return render(request, "participants/group.html", context)


def _may_have_left(project: Project, today: date) -> bool:
    """Say whether the departure can be noted: accepted, and its day has come (on the eve, somewhere it is that day)."""
    planned = project.departs_on
    return project.state == ProjectState.ACCEPTED and planned is not None and today >= planned - timedelta(days=1)


def _leaders_missing(seen: Group, team: list, people: int) -> str:
    """Say that more leaders are needed for this many young people (R11); nothing once they have left."""
    rules, project = seen.project.call_rules, seen.project
    if project.state in AFTER_DEPARTURE or rules.programme in FOR_PROFESSIONALS:
        return ""
    needed = max(rules.leaders_min, -(-people // rules.leader_ratio))
    there = sum(member.duty == "leader" and member.state == "planned" for member in team)
    if there >= needed:
        return ""
    leaders = ngettext("%d accompagnateur prévu", "%d accompagnateurs prévus", there) % there
    if not people:
        return _("%(leaders)s : il en faut au moins %(needed)d.") % {"leaders": leaders, "needed": needed}
    young = ngettext("%d jeune", "%d jeunes", people) % people
    return _("%(leaders)s pour %(people)s : il en faut %(needed)d.") % {
        "leaders": leaders,
        "people": young,
        "needed": needed,
    }


def _for_leader(request: HttpRequest, seen: Group) -> HttpResponse:
    rows = group_rows(seen.project).filter(state__in=LEAVING)
    context = {"project": seen.project, "rows": rows, "team": leader_rows(seen.project)}
    return render(request, "participants/group_leader.html", context)


def _for_host(request: HttpRequest, seen: Group) -> HttpResponse:
    rows = group_rows(seen.project).filter(state__in=(*HOLDS_A_PLACE, *HAS_LEFT))
    names = sorted(row.participant.first_name for row in rows)
    context = {"project": seen.project, "names": names, "facts": group_facts(seen.project)}
    return render(request, "participants/group_host.html", context)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def add(request: HttpRequest, number: str) -> HttpResponse:
    """Add somebody of the structure's list to the group."""
    seen = get_own_group(request.user, number)
    people = people_to_add(seen.own_structures, seen.project).select_related("structure")
    says = partial(age_in_words, seen.project, book=rule_book(seen.project))
    form, status = ChoosePersonForm(request.POST or None, people=people, says=says), 200
    if form.is_valid():
        chosen = form.cleaned_data["participant"]
        first_time = form.cleaned_data["first_time_abroad"]
        status = do_once(form, lambda: _join(request, seen, chosen, first_time))
        if not status:
            return redirect("participants:group", number)
    context = {"project": seen.project, "form": form, "cancel_url": reverse("participants:group", args=[number])}
    return render(request, "participants/group_add.html", context, status=status or 200)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def add_new(request: HttpRequest, number: str) -> HttpResponse:
    """Write down somebody new and add her to the group."""
    seen = get_own_group(request.user, number)
    structures = own_structures(seen)
    structure = chosen_structure(request, structures)
    form, status = NewPersonForm(request.POST or None, structure=structure), 200
    warned = _warning(request, seen.project, structure, form) if form.is_valid() else ""
    if form.is_valid() and not warned:
        status = do_once(form, lambda: _enter_and_join(request, seen, structure, form))
        if not status:
            return redirect("participants:group", number)
    context = {
        "project": seen.project,
        "form": form,
        "warned": warned,
        "structure": structure,
        "structures": structures if len(structures) > 1 else [],
        "cancel_url": reverse("participants:group", args=[number]),
    }
    return render(request, "participants/group_new.html", context, status=status or 200)


def _warning(request: HttpRequest, project: Project, structure: Structure, form: NewPersonForm) -> str:
    """Say why somebody of this age could not leave on the dates as they stand, unless this was said already."""
    born_on = form.cleaned_data["born_on"]
    person = Participant(structure=structure, born_on=born_on)
    said = age_in_words(project, person, book=rule_book(project))
    return "" if request.POST.get("age_lu") == born_on.isoformat() else said


def own_structures(seen: Group) -> list[Structure]:
    """Return the carriers of the group in which the reader works, by name."""
    rows = Structure.objects.filter(pk__in=seen.own_structures)
    return list(rows.select_related("territory").order_by("name"))


def chosen_structure(request: HttpRequest, structures: list[Structure]) -> Structure:
    """Return the structure the address names, else the reader's current one, else the first."""
    current = getattr(request, "structure", None)
    wanted = request.GET.get("structure") or str(current.pk if current else "")
    return next((structure for structure in structures if str(structure.pk) == wanted), structures[0])


def _enter_and_join(request: HttpRequest, seen: Group, structure: Structure, form: NewPersonForm) -> None:
    now = calendar.now()
    participant = add_person(structure=structure, identity=form.identity(), by=request.user, now=now)
    _join(request, seen, participant, form.cleaned_data["first_time_abroad"])


def _join(request: HttpRequest, seen: Group, participant: Participant, first_time_abroad: bool | None) -> None:
    participation = add_participant(
        project=seen.project,
        participant=participant,
        first_time_abroad=first_time_abroad,
        by=request.user,
        now=calendar.now(),
    )
    if participation.state == ParticipationState.WAITING:
        said = _("%s est sur la liste d’attente : toutes les places sont prises.")
    else:
        said = _("%s est dans le groupe.")
    messages.success(request, said % participant)
