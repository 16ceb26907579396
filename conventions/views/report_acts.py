"""The acts that bring a report from its opening to its publication."""

from functools import partial

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from conventions import access
from conventions.enums import Body, ContributionState, ReportState
from conventions.forms import ContributionForm, ErratumForm, PeriodForm
from conventions.models import AnnualReport, Convention, ReportContribution
from conventions.periods import read_period
from conventions.queries.names import mark_of, names_in
from conventions.services.building import live_job, request_build
from conventions.services.contribution_drafts import draft_of_contribution
from conventions.services.reports import (
    close_contributions,
    correct_report,
    hand_in_contribution,
    open_report,
    present_report,
    publish_report,
    save_contribution,
)
from conventions.views.acts import act, move
from ofqj_portal.core import calendar, jobs
from ofqj_portal.core.access import allow, only_by_post, signed_in
from ofqj_portal.core.errors import DomainError, EditedMeanwhile


@signed_in
@require_http_methods(["GET", "POST"])
def report_new(request: HttpRequest) -> HttpResponse:
    """Open the report of a period to its four contributions."""
    allow(access.can_keep(request.user))
    convention = Convention.objects.order_by("-signed_on").first()
    allow(convention is not None)
    form = PeriodForm(request.POST or None, initial={"period": calendar.today().year - 1})
    return act(
        request, form,
        lambda data: open_report(convention=convention, by=request.user, now=calendar.now(), **data),
        done=_("Le bilan est ouvert : OFQJ France, OFQJ Québec, l’UNML et le RCJEQ peuvent écrire leur part."),
        heading=_("Ouvrir un bilan"), submit_label=_("Ouvrir le bilan"), cancel_url=reverse("conventions:reports"),
    )  # fmt: skip


@signed_in
@require_http_methods(["GET", "POST"])
def contribution(request: HttpRequest, period: str, body: str) -> HttpResponse:
    """Write the part of one body: kept as a draft, or handed in."""
    row = access.get_contribution(request.user, period, body)
    draft = draft_of_contribution(row, on=calendar.today())
    initial = {"text": row.text or draft if row.state == ContributionState.EXPECTED else row.text}
    form = ContributionForm(request.POST or None, initial=initial | {"seen_version": row.version})
    status, current, names = 200, None, []
    if form.is_valid():
        names = _names_to_read(request, row, form)
    if form.is_valid() and not names:
        try:
            return _written(request, row, form)
        except EditedMeanwhile as refusal:
            current = ReportContribution.objects.get(pk=row.pk)
            form.data = form.data.copy()
            form.data["seen_version"] = current.version
            form.add_error(None, str(refusal))
            status = refusal.status
        except DomainError as refusal:
            form.add_error(None, str(refusal))
            status = refusal.status
    context = {
        "form": form, "contribution": row, "report": row.report, "current": current, "draft": draft,
        "names": names, "names_mark": mark_of(names),
        "pictures": row.pictures.order_by("added_at", "pk"), "cancel_url": row.report.get_absolute_url(),
    }  # fmt: skip
    return render(request, "conventions/contribution.html", context, status=status)


def _names_to_read(request: HttpRequest, row: ReportContribution, form: ContributionForm) -> list[str]:
    """List the words that may be somebody's name, unless they were read already (the form carries their mark).

    What is said of the pictures is read with the text.
    """
    if "hand_in" not in request.POST:
        return []
    said = row.pictures.order_by("added_at", "pk").values_list("description", "caption")
    whole = "\n".join([form.cleaned_data["text"], *(words for picture in said for words in picture)])
    names = names_in(whole, body=Body(row.body), period=read_period(row.report.period), user=request.user)
    return [] if request.POST.get("names_read") == mark_of(names) else names


def _written(request: HttpRequest, row: ReportContribution, form: ContributionForm) -> HttpResponse:
    handing_in = "hand_in" in request.POST
    write = hand_in_contribution if handing_in else save_contribution
    write(contribution=row, by=request.user, now=calendar.now(), **form.cleaned_data)
    messages.success(request, _("Votre contribution est remise.") if handing_in else _("Votre texte est enregistré."))
    return redirect(row.report if handing_in else request.path)


@signed_in
@require_http_methods(["GET", "POST"])
def build(request: HttpRequest, period: str) -> HttpResponse:
    """Ask a worker for the paper."""
    found = access.get_report_to_make(request.user, period)
    return move(
        request, lambda: request_build(report=found, by=request.user, now=calendar.now()),
        done=_("Le document se prépare : vous pouvez quitter cette page."), back=found.get_absolute_url(),
        heading=_("Établir le document du bilan %(period)s") % {"period": found.period},
        question=_("Le portail compte les chiffres tels qu’ils sont aujourd’hui, puis met le bilan en page."),
        consequences=[_("Le document porte « provisoire » jusqu’au vote du comité.")],
        submit_label=_("Établir le document"),
    )  # fmt: skip


@signed_in
def stop(request: HttpRequest, period: str) -> HttpResponse:
    """Stop the making of the paper, whoever asked for it; one that is over stays as it is."""
    found = access.get_report_to_make(request.user, period)
    only_by_post(request)
    job = live_job(found)
    if job is not None:
        jobs.cancel(job)
        messages.success(request, _("La préparation du document est arrêtée."))
    return redirect(found)


@signed_in
@require_http_methods(["GET", "POST"])
def close(request: HttpRequest, period: str) -> HttpResponse:
    """Go on with the contributions that are in."""
    found = access.get_report(request.user, period, may=access.can_keep, states={ReportState.OPEN})
    return move(
        request, lambda: close_contributions(report=found, by=request.user, now=calendar.now()),
        done=_("Les contributions sont réunies."), back=found.get_absolute_url(),
        heading=_("Passer à la rédaction"), question=_("Continuer sans attendre les contributions qui manquent ?"),
        consequences=[_("Le bilan dira lesquelles manquent."), _("Elles restent possibles jusqu’à la présentation.")],
        submit_label=_("Continuer"),
    )  # fmt: skip


@signed_in
@require_http_methods(["GET", "POST"])
def present(request: HttpRequest, period: str) -> HttpResponse:
    """Put the report before the committee."""
    states = {ReportState.CONTRIBUTIONS_IN}
    found = access.get_report(request.user, period, may=access.can_keep, states=states)
    return move(
        request, lambda: present_report(report=found, by=request.user, now=calendar.now()),
        done=_("Le bilan est présenté au comité."), back=found.get_absolute_url(),
        heading=_("Présenter le bilan au comité"), question=_("Les contributions ne se modifient plus."),
        consequences=[_("Adopté, ses chiffres et son document ne changent plus."),
                      _("Rejeté, il revient à la rédaction.")],
        submit_label=_("Présenter au comité"),
    )  # fmt: skip


@signed_in
@require_http_methods(["GET", "POST"])
def publish(request: HttpRequest, period: str) -> HttpResponse:
    """Make an adopted report readable by anybody."""
    found = access.get_report(request.user, period, may=access.can_publish, states={ReportState.ADOPTED})
    return move(
        request, lambda: publish_report(report=found, by=request.user, now=calendar.now()),
        done=_("Le bilan est publié."), back=found.get_absolute_url(), heading=_("Publier le bilan"),
        question=_("Tout le monde pourra le lire, sans compte."),
        consequences=[_("C’est le document adopté, tel quel : les petits effectifs y sont masqués et il ne nomme aucun "
                        "jeune."),
                      _("Une version publiée ne change jamais : une correction fait une nouvelle version.")],
        submit_label=_("Publier"),
    )  # fmt: skip


def _names_of_erratum(request: HttpRequest, found: AnnualReport, words: str) -> list[str]:
    return names_in(words, body=None, period=read_period(found.period), user=request.user)


@signed_in
@require_http_methods(["GET", "POST"])
def correct(request: HttpRequest, period: str) -> HttpResponse:
    """Open a new version of a published report, or of an adopted one that quotes somebody against her will."""
    states = {ReportState.PUBLISHED, ReportState.ADOPTED}
    found = access.get_report(request.user, period, may=access.can_publish, states=states)
    form = ErratumForm(request.POST or None, names_of=partial(_names_of_erratum, request, found))
    return act(
        request, form,
        lambda data: correct_report(report=found, erratum=data["erratum"], by=request.user, now=calendar.now()),
        done=_("La nouvelle version est ouverte."), heading=_("Corriger le bilan"),
        lead=_("La version publiée reste telle quelle jusqu’à la publication de la nouvelle.")
        if found.state == ReportState.PUBLISHED
        else _("La version adoptée ne sera pas publiée : la nouvelle part sans les mots repris, et le comité la vote."),
        submit_label=_("Ouvrir une nouvelle version"), cancel_url=found.get_absolute_url(),
    )  # fmt: skip
