"""What a person said of herself: the JAMO profile behind its own right, the notice and the consents."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from ofqj_portal.accounts.models import User
from ofqj_portal.core import calendar
from ofqj_portal.core.access import exists_for, signed_in
from ofqj_portal.core.errors import DomainError
from ofqj_portal.core.read_log import record_read
from participants.access import get_own_participant, get_profiled_participant, managed_structures
from participants.forms.outcomes import ConsentForm, NoticeForm, OpportunitiesForm
from participants.models import OpportunityProfile, OpportunityRight, Participant
from participants.queries.consents import choices_of
from participants.services.consent import answer_consents, give_notice
from participants.services.opportunity import grant_opportunity_right, revoke_opportunity_right, set_opportunities
from participants.views.acts import do_once
from partners.models import Membership, Structure


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def opportunities(request: HttpRequest, pk: int) -> HttpResponse:
    """Open the JAMO profile of a person; every opening is written down, and she can ask who did."""
    participant = get_profiled_participant(request.user, pk)
    profile = OpportunityProfile.objects.filter(participant=participant).select_related("recorded_by").first()
    record_read(request.user, participant, "participants.opportunities")
    initial = {"codes": profile.codes, "is_declined": profile.is_declined} if profile else {}
    form, status = OpportunitiesForm(request.POST or None, initial=initial), 200
    if form.is_valid():
        status = do_once(
            form,
            lambda: set_opportunities(
                participant=participant, by=request.user, now=calendar.now(), **form.cleaned_data
            ),
        )
        if not status:
            messages.success(request, _("Le profil est enregistré."))
            return redirect(participant)
    context = {"person": participant, "profile": profile, "form": form, "cancel_url": participant.get_absolute_url()}
    return render(request, "participants/opportunities.html", context, status=status or 200)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def consents(request: HttpRequest, pk: int) -> HttpResponse:
    """Note that the person was informed, and what she said yes or no to."""
    participant = get_own_participant(request.user, pk)
    choices = choices_of(participant, calendar.today())
    posted = request.POST.get("form") if request.method == "POST" else ""
    notice = NoticeForm(
        request.POST if posted == "notice" else None,
        initial={"given_on": participant.notice_given_on or calendar.today()},
        prefix="notice",
    )
    answers = ConsentForm(request.POST if posted == "answers" else None, choices=choices, prefix="answers")
    status = 200
    if notice.is_valid():
        status = do_once(notice, lambda: _inform(request, participant, notice))
    elif answers.is_valid():
        status = do_once(answers, lambda: _answer(request, participant, answers))
    if status == 0:
        messages.success(request, _("C’est enregistré."))
        return redirect("participants:consents", pk)
    history = participant.consents.select_related("text").order_by("-answered_on", "-pk")
    context = {"person": participant, "notice": notice, "answers": answers, "past": history}
    return render(request, "participants/consents.html", context, status=status)


def _inform(request: HttpRequest, participant: Participant, form: NoticeForm) -> None:
    given_on = form.cleaned_data["given_on"]
    give_notice(participant=participant, given_on=given_on, today=calendar.today(), by=request.user)


def _answer(request: HttpRequest, participant: Participant, form: ConsentForm) -> None:
    day = form.cleaned_data["answered_on"]
    answer_consents(participant=participant, answers=form.answers(), answered_on=day, by=request.user)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def rights(request: HttpRequest) -> HttpResponse:
    """Let a manager say by name who opens the JAMO profiles of her structure's people."""
    structures = Structure.objects.filter(pk__in=managed_structures(request.user)).order_by("name")
    exists_for(structures.exists())
    if request.method == "POST":
        structure = get_object_or_404(structures, pk=_number(request.POST.get("structure")))
        _switch(request, structure, _number(request.POST.get("user")), request.POST.get("right", ""))
        return redirect("participants:rights")
    today = calendar.today()
    held = {
        (right.structure_id, right.user_id): right
        for right in OpportunityRight.objects.filter(structure__in=structures, revoked_at__isnull=True)
    }
    members = Membership.objects.current(today).filter(structure__in=structures).select_related("user", "structure")
    rows = {(row.structure_id, row.user_id): row for row in members.order_by("structure__name", "user__last_name")}
    lines = [{"member": row, "right": held.get(key)} for key, row in rows.items()]
    return render(request, "participants/rights.html", {"lines": lines})


def _switch(request: HttpRequest, structure: Structure, user_id: int, wanted: str) -> None:
    """Give the right or take it back; a button pressed twice does what it says, and no more."""
    right = OpportunityRight.objects.filter(structure=structure, user=user_id, revoked_at__isnull=True).first()
    if wanted == ("give" if right else "take"):
        return
    try:
        if right:
            revoke_opportunity_right(right=right, by=request.user, now=calendar.now())
        else:
            user = get_object_or_404(User, pk=user_id)
            grant_opportunity_right(structure=structure, user=user, by=request.user, now=calendar.now())
    except DomainError as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Le droit est à jour."))


def _number(text: str | None) -> int:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 19 else 0
