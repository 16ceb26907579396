"""How the grants of a call are paid: each section's schedule, and whether it pays young people their share."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from ofqj_portal.core import calendar
from ofqj_portal.core.access import allow, exists_for, only_by_post, signed_in
from projects.call_access import get_call, staff_sections
from projects.forms.terms import PeoplePaidForm, ScheduleForm, UsualScheduleForm
from projects.models import Call
from projects.queries.terms import SectionTerms, terms_of, why_no_share
from projects.services.terms import set_people_paid, set_schedule, use_usual_schedule
from projects.views.acts import perform, posted

PREVIEW = "apercu"


@require_http_methods(["GET", "POST"])
@signed_in
def call_payments(request: HttpRequest, code: str) -> HttpResponse:
    """Show how each section pays on a call; one's own says whether young people are paid themselves."""
    call = get_call(request.user, code)
    funding = sorted({envelope.section for envelope in call.envelopes.all()})
    terms = terms_of(call, funding)
    mine = [each for each in terms if each.section in staff_sections(request.user)]
    form = PeoplePaidForm(posted(request), mine=mine) if mine and not why_no_share(call) else None
    status = 200
    if form and form.is_valid():
        said = {name: form.cleaned_data[name] for name in ("section", "pays", "waits_for", "seen")}
        status = perform(form, set_people_paid, call=call, by=request.user, now=calendar.now(), **said)
        if status is None:
            messages.success(request, _("Enregistré : les structures le lisent aux versements de leur dossier."))
            return redirect("projects:call_payments", code)
    context = {
        "call": call,
        "terms": terms,
        "mine": [each.section for each in mine],
        "form": form,
        "why_not": why_no_share(call),
        "trail": _trail(call),
    }
    return render(request, "projects/call_payments.html", context, status=status)


def _schedule(request: HttpRequest, code: str, section: str) -> tuple[Call, SectionTerms]:
    """Hand over the schedule of a section that funds a call, to who prepares the calls of that section."""
    call = get_call(request.user, code)
    exists_for(any(envelope.section == section for envelope in call.envelopes.all()))
    allow(section in staff_sections(request.user))
    return call, terms_of(call, [section])[0]


@require_http_methods(["GET", "POST"])
@signed_in
def call_schedule(request: HttpRequest, code: str, section: str) -> HttpResponse:
    """Change the advances and the balance of one's section on a call, with a preview of what a structure will read."""
    call, found = _schedule(request, code, section)
    form, preview, status = ScheduleForm(posted(request), found=found), None, 200
    if form.is_valid():
        if request.POST.get("suite") == PREVIEW:
            preview = form.preview
        else:
            facts = {"call": call, "section": section, "by": request.user, "now": calendar.now()}
            status = perform(form, set_schedule, **facts, **form.facts)
            if status is None:
                messages.success(request, _("Échéancier enregistré pour les dossiers déposés à partir de maintenant."))
                return redirect("projects:call_payments", code)
    usual = UsualScheduleForm(initial={"seen": found.whole_mark}) if found.is_own else None
    context = {"call": call, "found": found, "form": form, "usual": usual, "preview": preview, "trail": _trail(call)}
    return render(request, "projects/call_schedule.html", context, status=status)


@signed_in
def usual_schedule(request: HttpRequest, code: str, section: str) -> HttpResponse:
    """Have one's section pay on a call as it usually does."""
    call, _found = _schedule(request, code, section)
    only_by_post(request)
    form = UsualScheduleForm(request.POST)
    if form.is_valid():
        facts = {"call": call, "section": section, "seen": form.cleaned_data["seen"], "by": request.user}
        if perform(form, use_usual_schedule, **facts, now=calendar.now()) is None:
            messages.success(request, _("L’appel est payé selon l’échéancier habituel de la section."))
            return redirect("projects:call_payments", code)
    messages.error(request, _("Cet échéancier a changé entre-temps : relisez-le, puis recommencez."))
    return redirect("projects:call_schedule", code, section)


def _trail(call: Call) -> list[dict[str, str]]:
    return [
        {"label": _("Préparer les appels"), "url": reverse("projects:call_desk")},
        {"label": call.title, "url": reverse("projects:call_edit", args=[call.code])},
    ]
