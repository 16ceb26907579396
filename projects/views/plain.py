"""A section of plain columns, and the phases of the stay."""

import copy

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from ofqj_portal.core import calendar
from ofqj_portal.core.errors import DomainError, EditedMeanwhile
from projects.date_effects import DateEffects, effects_of_dates
from projects.enums import PhaseKind
from projects.forms.dossier import PhaseForm, SectionForm, section_form
from projects.models import Project
from projects.queries.openness import open_fields
from projects.queries.snapshot import fingerprint
from projects.sections import STAY, DossierSection
from projects.services.drafting import save_section
from projects.views.clashes import ShownClash, knowing, shown_clashes, yielded_fields
from projects.views.frame import after_saving, frame
from projects.views.keeping import keep_key, keep_plain, names_sent, saves_by_itself


def plain_section(request: HttpRequest, project: Project, spec: DossierSection) -> HttpResponse:
    """Show or save the columns of a section, with its phases where it has some."""
    if saves_by_itself(request):
        form = build_form(project, spec, request.POST, only=names_sent(request))
        return keep_plain(request, project, spec, form=form, phases=build_phases(project, spec, request.POST))
    form, phases, status = build_form(project, spec, request.POST), build_phases(project, spec, request.POST), 200
    clashes: list[ShownClash] = []
    is_sound = request.method == "POST" and all([form.is_valid(), *(phase.is_valid() for phase in phases)])
    effects = _effects(request, project, form) if is_sound and spec.code == STAY else None
    if is_sound and not effects:
        try:
            save(request, project, spec, form, phases)
        except EditedMeanwhile as refusal:
            clashes, status = shown_clashes(refusal.clashes), refusal.status
            form = build_form(project, spec, knowing(request.POST, refusal.clashes))
            form.add_error(None, str(refusal))
        except DomainError as refusal:
            form.add_error(None, str(refusal))
            status = refusal.status
        else:
            messages.success(request, _("Enregistré. Vous pouvez vous arrêter quand vous voulez."))
            return redirect(after_saving(project, spec.code, request.POST.get("suite", "")))
    context = frame(project, request.user, current=spec.code)
    context |= {"form": form, "phases": phases, "clashes": clashes, "keep": keep_key(request.user, project, spec.code)}
    context["effects"] = effects
    return render(request, "projects/section.html", context, status=status)


def _effects(request: HttpRequest, project: Project, form: SectionForm) -> DateEffects | None:
    """Say what the dates that were typed would do to the group, unless this was said already."""
    days = [form.columns.get(name, getattr(project, name)) for name in ("departs_on", "returns_on")]
    return effects_of_dates(request.user, project, *days, read=request.POST.get("effets_lus", ""))


def build_form(
    project: Project, spec: DossierSection, data: QueryDict | None, *, only: set[str] | None = None
) -> SectionForm:
    """Build the form on a copy of the dossier, so that what was typed never passes for what is stored."""
    is_open = open_fields(project)
    return section_form(spec.code)(
        data or None,
        instance=copy.copy(project),
        open_fields=is_open if only is None else is_open & only,
        seen=fingerprint(project, spec.code),
    )


def build_phases(project: Project, spec: DossierSection, data: QueryDict | None) -> list[PhaseForm]:
    """Build one form a phase, in the stay's section only."""
    if spec.code != STAY:
        return []
    there = {phase.kind: phase for phase in project.phases.all()}
    is_open = "phases" in open_fields(project)
    return [PhaseForm(data or None, instance=there.get(kind), kind=kind, is_open=is_open) for kind in PhaseKind.values]


def save(
    request: HttpRequest, project: Project, spec: DossierSection, form: SectionForm, phases: list[PhaseForm]
) -> None:
    """Hand the section to its service."""
    write_phases = phases and "phases" in open_fields(project)
    save_section(
        project=project,
        section=spec.code,
        values=form.columns,
        phases=[phase.phase for phase in phases if phase.phase] if write_phases else None,
        seen=form.seen_value,
        yielded=yielded_fields(request.POST),
        by=request.user,
        now=calendar.now(),
    )
