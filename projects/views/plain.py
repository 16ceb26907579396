"""A section of plain columns, and the phases of the stay."""

import copy
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from ofqj_portal.core import calendar
from ofqj_portal.core.errors import DomainError, EditedMeanwhile
from ofqj_portal.core.versions import Change
from projects.enums import PhaseKind
from projects.forms.dossier import PhaseForm, SectionForm, section_form
from projects.models import Project
from projects.queries.openness import open_fields
from projects.queries.snapshot import field_value, fingerprint, show
from projects.sections import STAY, DossierSection, field_label
from projects.services.drafting import save_section
from projects.views.frame import after_saving, frame


def plain_section(request: HttpRequest, project: Project, spec: DossierSection) -> HttpResponse:
    """Show or save the columns of a section, with its phases where it has some."""
    form, phases, status = build_form(project, spec, request.POST), build_phases(project, spec, request.POST), 200
    conflicts: list[Change] = []
    if request.method == "POST" and all([form.is_valid(), *(phase.is_valid() for phase in phases)]):
        try:
            save(request, project, spec, form, phases)
        except EditedMeanwhile as refusal:
            conflicts, status = differences(project, form), refusal.status
            form = build_form(project, spec, with_new_fingerprint(project, spec, request.POST))
            form.add_error(None, str(refusal))
        except DomainError as refusal:
            form.add_error(None, str(refusal))
            status = refusal.status
        else:
            messages.success(request, _("Enregistré. Vous pouvez vous arrêter quand vous voulez."))
            return redirect(after_saving(project, spec.code, request.POST.get("suite", "")))
    context = frame(project, request.user, current=spec.code)
    context |= {"form": form, "phases": phases, "conflicts": conflicts}
    return render(request, "projects/section.html", context, status=status)


def build_form(project: Project, spec: DossierSection, data: QueryDict | None) -> SectionForm:
    """Build the form on a copy of the dossier, so that what was typed never passes for what is stored."""
    return section_form(spec.code)(
        data or None,
        instance=copy.copy(project),
        open_fields=open_fields(project),
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
        by=request.user,
        now=calendar.now(),
    )


def differences(project: Project, form: SectionForm) -> list[Change]:
    """Say, field by field, what is stored now and what was just typed."""
    stored = Project.objects.get(pk=project.pk)
    typed: Any = form.instance
    changes = []
    for name in form.columns:
        theirs, ours = field_value(stored, name), field_value(typed, name)
        if theirs != ours:
            changes.append(Change(field_label(name).capitalize(), show(name, theirs), show(name, ours)))
    return changes


def with_new_fingerprint(project: Project, spec: DossierSection, data: QueryDict) -> QueryDict:
    """Return what was posted, with the present fingerprint: saving again is then a choice made knowingly."""
    again = data.copy()
    again["seen"] = fingerprint(Project.objects.get(pk=project.pk), spec.code)
    return again
