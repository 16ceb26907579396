"""What became of a person: her situations over a year, and what she says of herself."""

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from ofqj_portal.core import calendar
from ofqj_portal.core.access import signed_in
from participants.access import get_participation
from participants.enums import STAY_ENDED, AssessmentMoment, Moment, Statement
from participants.forms.outcomes import AssessmentForm, SituationsForm
from participants.models import Participation
from participants.services.outcome import record_assessment, record_situation
from participants.views.acts import do_once


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def situations(request: HttpRequest, number: str, pk: int) -> HttpResponse:
    """Note where a person stands, at entry and, once she is back, at return, 3, 6 and 12 months."""
    seen, row = get_participation(request.user, number, pk)
    moments = list(Moment) if row.state in STAY_ENDED else [Moment.ENTRY]
    known = {situation.moment: situation for situation in row.situations.all()}
    form, status = SituationsForm(request.POST or None, moments=moments, known=known), 200
    if form.is_valid():
        status = do_once(form, lambda: _keep(request, row, form))
        if not status:
            messages.success(request, _("Les situations sont enregistrées."))
            return redirect("participants:participation", number, pk)
    context = {
        "project": seen.project,
        "row": row,
        "form": form,
        "is_back": row.state in STAY_ENDED,
        "assessments": _assessments(row),
        "cancel_url": reverse("participants:participation", args=[number, pk]),
    }
    return render(request, "participants/situations.html", context, status=status or 200)


def _keep(request: HttpRequest, row: Participation, form: SituationsForm) -> None:
    with transaction.atomic():
        for moment, category, day in form.changed():
            record_situation(
                participation=row,
                moment=moment,
                category=category,
                observed_on=day,
                by=request.user,
                now=calendar.now(),
            )


def _assessments(row: Participation) -> list[dict[str, object]]:
    """List the three moments of the self-assessment, with the day it was answered, if it was."""
    done = {assessment.moment: assessment.answered_on for assessment in row.assessments.all()}
    open_now = set(AssessmentMoment) if row.state in STAY_ENDED else {AssessmentMoment.BEFORE}
    return [
        {
            "label": moment.label,
            "answered_on": done.get(moment),
            "url": reverse("participants:assessment", args=[row.project.number, row.pk, moment.value])
            if moment in open_now
            else "",
        }
        for moment in AssessmentMoment
    ]


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def assessment(request: HttpRequest, number: str, pk: int, moment: str) -> HttpResponse:
    """Note what the person says of herself, with her beside the screen."""
    seen, row = get_participation(request.user, number, pk)
    if moment not in AssessmentMoment.values:
        raise Http404
    chosen = AssessmentMoment(moment)
    known = row.assessments.filter(moment=chosen).first()
    initial = {statement.value: getattr(known, statement.value) for statement in Statement} if known else {}
    initial["answered_on"] = known.answered_on if known else calendar.today()
    form, status = AssessmentForm(request.POST or None, initial=initial), 200
    if form.is_valid():
        status = do_once(
            form,
            lambda: record_assessment(
                participation=row,
                moment=chosen,
                answers=form.answers(),
                answered_on=form.cleaned_data["answered_on"],
                by=request.user,
                now=calendar.now(),
            ),
        )
        if not status:
            messages.success(request, _("L’autoévaluation est enregistrée."))
            return redirect("participants:situations", number, pk)
    context = {
        "project": seen.project,
        "row": row,
        "form": form,
        "moment": chosen,
        "cancel_url": reverse("participants:situations", args=[number, pk]),
    }
    return render(request, "participants/assessment.html", context, status=status or 200)
