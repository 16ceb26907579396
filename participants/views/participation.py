"""One person of a group: what is checked, and what happens to her."""

from collections.abc import Callable
from functools import partial

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from ofqj_portal.core import calendar
from ofqj_portal.core.access import only_by_post, signed_in
from ofqj_portal.core.errors import DomainError
from ofqj_portal.core.journal import history_of
from participants.access import Group, get_participation
from participants.enums import BEFORE_DEPARTURE, HAS_LEFT, STAY_ENDED, OrderReason, ParticipationState, WithdrawalReason
from participants.forms.group import ChecksForm, InterruptForm, WithdrawForm
from participants.models import Attendance, Participation
from participants.queries.groups import group_rows
from participants.queries.people import past_stays
from participants.queries.preparation import preparation_of, sessions_of
from participants.queries.primacy import next_in_line
from participants.queries.sheets import PersonLine, person_line
from participants.rule_book import RuleBook, rule_book
from participants.services.checks import confirm_participation, record_checks
from participants.services.emergency import OVER
from participants.services.group import admit_from_waiting_list, withdraw_participation
from participants.services.stay import interrupt_participation
from participants.views.acts import do_once
from projects.enums import DECIDED_YES


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def participation(request: HttpRequest, number: str, pk: int) -> HttpResponse:
    """Show one person of the group with her verdicts; a POST keeps what was checked."""
    seen, row = get_participation(request.user, number, pk)
    form, status = ChecksForm(request.POST or None, participation=row), 200
    if form.is_valid():
        status = do_once(form, lambda: record_checks(participation=row, checks=form.checks(), by=request.user))
        if not status:
            messages.success(request, _("Vérifications enregistrées."))
            return redirect("participants:participation", number, pk)
    return _page(request, seen, row, form, status=status or 200)


def _page(
    request: HttpRequest, seen: Group, row: Participation, form: ChecksForm, *, refusal: str = "", status: int = 200
) -> HttpResponse:
    attended = sessions_of(row)
    line = _line(seen, row, attended)
    registered = row.state == ParticipationState.REGISTERED
    context = {
        "project": seen.project,
        "row": row,
        "line": line,
        "form": form,
        "refusal": refusal,
        "rules": _rules(line),
        "history": history_of(row),
        "attended": attended,
        "may_check": row.state in BEFORE_DEPARTURE,
        "may_confirm": registered and line.may_leave and seen.project.state in DECIDED_YES,
        "may_admit": row.state == ParticipationState.WAITING,
        "order_reasons": _order_reasons(row),
        "may_withdraw": row.state in BEFORE_DEPARTURE,
        "may_write_emergency": row.state not in OVER,
        "may_interrupt": row.state == ParticipationState.DEPARTED,
        "is_back": row.state in STAY_ENDED,
        "has_left": row.state in HAS_LEFT,
        "return_steps": list(row.return_steps.all()) if row.state in HAS_LEFT else [],
    }
    return render(request, "participants/participation.html", context, status=status)


def _line(seen: Group, row: Participation, attended: list[Attendance]) -> PersonLine:
    """Lay the person out; the rules and her past stays are read only while she may still leave."""
    project, waits = seen.project, row.state in BEFORE_DEPARTURE
    done = past_stays([row.participant], project).get(row.participant.identity_hash, 0) if waits else 0
    book = rule_book(project) if waits else RuleBook(())
    said = {"stays_done": done, "preparation": preparation_of(row, project, attended)}
    return person_line(row, project, is_own=True, book=book, **said)


def _order_reasons(row: Participation) -> list[tuple[str, str]]:
    """Return the reasons to choose from where somebody else is next in the waiting list; none where she is."""
    if row.state != ParticipationState.WAITING:
        return []
    following = next_in_line(row.project)
    return OrderReason.choices if following and following.pk != row.pk else []


def _rules(line) -> list[dict[str, object]]:
    """Lay the verdicts out for the panel of rules."""
    if line.eligibility is None:
        return []
    return [
        {"met": verdict.met, "sentence": verdict.reason, "fix": verdict.fix} for verdict in line.eligibility.verdicts
    ]


def _press(request: HttpRequest, number: str, pk: int, act: Callable[..., object], said: str) -> HttpResponse:
    """Do what one button asks; a refusal is said on the person's page, with its status."""
    seen, row = get_participation(request.user, number, pk)
    only_by_post(request)
    try:
        act(participation=row, by=request.user, now=calendar.now())
    except DomainError as refusal:
        _group, row = get_participation(request.user, number, pk)
        form = ChecksForm(None, participation=row)
        return _page(request, seen, row, form, refusal=str(refusal), status=refusal.status)
    messages.success(request, said % row.participant)
    return redirect("participants:group", number)


@signed_in
def confirm(request: HttpRequest, number: str, pk: int) -> HttpResponse:
    """Confirm that a person leaves."""
    return _press(request, number, pk, confirm_participation, _("Le départ de %s est confirmé."))


@signed_in
def admit(request: HttpRequest, number: str, pk: int) -> HttpResponse:
    """Give a place to somebody on the waiting list."""
    act = partial(admit_from_waiting_list, order_reason=request.POST.get("order_reason", ""))
    return _press(request, number, pk, act, _("%s a une place dans le groupe."))


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def withdraw(request: HttpRequest, number: str, pk: int) -> HttpResponse:
    """Note that a person will not leave, and who takes her place."""
    seen, row = get_participation(request.user, number, pk, states=BEFORE_DEPARTURE)
    waiting = group_rows(seen.project).filter(state=ParticipationState.WAITING).exclude(pk=row.pk)
    form, status = WithdrawForm(request.POST or None, waiting=waiting), 200
    if form.is_valid():
        status = do_once(
            form,
            lambda: withdraw_participation(
                participation=row,
                reason=WithdrawalReason(form.cleaned_data["reason"]),
                replacement=form.cleaned_data.get("replacement"),
                order_reason=form.cleaned_data.get("order_reason", ""),
                by=request.user,
                now=calendar.now(),
            ),
        )
        if not status:
            messages.success(request, _("Le désistement de %s est noté.") % row.participant)
            return redirect("participants:group", number)
    context = {
        "project": seen.project,
        "row": row,
        "form": form,
        "heading": _("%s ne part pas") % row.participant,
        "consequences": [
            _("Sa place se libère."),
            _("L’aide de l’OFQJ suivra le nombre de personnes vraiment parties."),
        ],
        "submit_label": _("Noter le désistement"),
        "cancel_url": reverse("participants:participation", args=[number, pk]),
        "danger": True,
    }
    return render(request, "participants/confirm_act.html", context, status=status or 200)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def interrupt(request: HttpRequest, number: str, pk: int) -> HttpResponse:
    """Note that one person came back before the others."""
    seen, row = get_participation(request.user, number, pk, states=(ParticipationState.DEPARTED,))
    form, status = InterruptForm(request.POST or None), 200
    if form.is_valid():
        status = do_once(
            form,
            lambda: interrupt_participation(
                participation=row, early=form.early(), today=calendar.today(), by=request.user, now=calendar.now()
            ),
        )
        if not status:
            messages.success(request, _("Le retour anticipé de %s est noté.") % row.participant)
            return redirect("participants:group", number)
    context = {
        "project": seen.project,
        "row": row,
        "form": form,
        "heading": _("%s est revenu·e plus tôt") % row.participant,
        "consequences": [_("Son séjour compte comme interrompu. L’aide de l’OFQJ reste due : la personne est partie.")],
        "submit_label": _("Noter le retour"),
        "cancel_url": reverse("participants:participation", args=[number, pk]),
    }
    return render(request, "participants/confirm_act.html", context, status=status or 200)
