"""The funding agreement of a section: read it, sign it, refuse it, have it written again."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from ofqj_portal.accounts.access import step_up_required
from ofqj_portal.core import calendar
from ofqj_portal.core.access import StateForbids, only_by_post, signed_in
from ofqj_portal.core.forms import OnceForm
from projects import access
from projects.documents.grant_agreement import AgreementPaper
from projects.enums import AgreementState, SigningSide
from projects.forms.agreement import RefusalForm, SigningForm
from projects.models import GrantAgreement, Letterhead, Project
from projects.queries.agreements import agreement_line, replaced_agreements, side_to_sign, standing_agreements
from projects.queries.readers import reader_of
from projects.services.agreement import prepare_agreement, refuse_agreement
from projects.services.signing import sign_agreement
from projects.views.acts import perform, posted


@require_safe
@signed_in
def agreement(request: HttpRequest, number: str, section: str) -> HttpResponse:
    """Show the text that stands, who signed it, and what the reader may do about it."""
    project = access.get_project(request.user, number, may=access.can_read_agreement)
    return render(request, "projects/agreement.html", _page(request, project, section))


def _page(request: HttpRequest, project: Project, section: str) -> dict[str, Any]:
    if section not in {aid.section for aid in project.aid_requests.all()}:
        raise Http404
    user, reader = request.user, reader_of(request.user, project)
    standing = standing_agreements(project).filter(decision__section=section).first()
    replaced = list(replaced_agreements(project, section))
    examines = section in access.sections_judged_by(user, project)
    return {
        "project": project,
        "section": section,
        "line": agreement_line(standing, project, user, reader) if standing else None,
        "paper": AgreementPaper.of(standing) if standing else None,
        "replaced": replaced,
        "refused": standing is not None and standing.state == AgreementState.REFUSED,
        "may_prepare": examines and (standing is None or standing.state == AgreementState.REFUSED),
        "form": OnceForm(),
    }


class AlreadySigned(Exception):
    """She signed this very text before: a form that was sent twice."""


def _to_sign(user: Any, number: str, section: str) -> tuple[Project, GrantAgreement, SigningSide]:
    """Hand over the text that waits for her signature. Raises AlreadySigned, StateForbids if it waits for none."""
    project = access.get_project(user, number, may=access.can_sign(section))
    standing = standing_agreements(project).filter(decision__section=section).first()
    if standing is None:
        raise Http404
    side = side_to_sign(standing, project, user)
    if side is None and any(signature.signed_by_id == user.pk for signature in standing.signatures.all()):
        raise AlreadySigned
    if side is None:
        raise StateForbids(_("Cette convention n’attend pas votre signature : relisez où elle en est."))
    return project, standing, side


@require_http_methods(["GET", "POST"])
@signed_in
def sign(request: HttpRequest, number: str, section: str) -> HttpResponse:
    """Sign the text that is on the page, for the side she may sign for."""
    try:
        return _sign(request, *_to_sign(request.user, number, section))
    except AlreadySigned:
        return redirect("projects:agreement", number, section)


@step_up_required
def _sign(request: HttpRequest, project: Project, standing: GrantAgreement, side: SigningSide) -> HttpResponse:
    section, function = standing.decision.section, ""
    if side == SigningSide.OFQJ:
        function = Letterhead.objects.get(section=section).signatory
    form, status = SigningForm(posted(request), seen=standing.text_sha256, function=function), 200
    if form.is_valid():
        facts = {"agreement": standing, "side": side, "by": request.user, "now": calendar.now()}
        status = perform(form, sign_agreement, **facts, **form.facts())
        if status is None:
            messages.success(request, _("Votre signature est enregistrée."))
            return redirect("projects:agreement", project.number, section)
    context = {"project": project, "form": form, "paper": AgreementPaper.of(standing), "agreement": standing}
    return render(request, "projects/agreement_sign.html", context, status=status)


@require_http_methods(["GET", "POST"])
@signed_in
def refuse(request: HttpRequest, number: str, section: str) -> HttpResponse:
    """Say why she will not sign."""
    try:
        project, standing, _side = _to_sign(request.user, number, section)
    except AlreadySigned:
        return redirect("projects:agreement", number, section)
    form, status = RefusalForm(posted(request)), 200
    if form.is_valid():
        facts = {"agreement": standing, "by": request.user, "now": calendar.now()}
        status = perform(form, refuse_agreement, **facts, **form.cleaned_data)
        if status is None:
            messages.success(request, _("Votre refus est enregistré ; l’autre partie est prévenue."))
            return redirect("projects:agreement", project.number, section)
    context = {
        "project": project,
        "form": form,
        "heading": _("Refuser de signer"),
        "consequences": [_("Rien n’est versé tant qu’un texte n’est pas signé des deux côtés.")],
        "submit_label": _("Refuser de signer"),
        "danger": True,
        "cancel_url": reverse("projects:agreement", args=[project.number, section]),
    }
    return render(request, "projects/confirm.html", context, status=status)


@signed_in
def prepare(request: HttpRequest, number: str, section: str) -> HttpResponse:
    """Have the agreement written again at the OFQJ's desk."""
    project = access.get_project(request.user, number, may=access.can_examine)
    if section not in access.sections_judged_by(request.user, project):
        raise Http404
    only_by_post(request)
    form = OnceForm(request.POST)
    form.is_valid()
    facts = {"project": project, "section": section, "by": request.user, "now": calendar.now()}
    status = perform(form, prepare_agreement, **facts)
    if status is None:
        messages.success(request, _("La convention est établie ; la structure est prévenue."))
        return redirect("projects:agreement", project.number, section)
    context = _page(request, access.get_project(request.user, number), section)
    return render(request, "projects/agreement.html", context | {"form": form}, status=status)
