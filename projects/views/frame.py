"""What stands around every page of a dossier: its header, its steps with what is missing, the rules of its call."""

from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ofqj_portal.core import calendar
from projects import access
from projects.models import Project
from projects.queries.lists import hosts_of
from projects.queries.openness import open_fields
from projects.queries.readers import label_for, reader_of
from projects.rules import check_rules, gather, missing_by_section
from projects.rules.facts import DossierFacts
from projects.rules.result import linked_only
from projects.sections import PIECES, SECTIONS, SUBMISSION, DossierSection


@dataclass(frozen=True)
class Step:
    """One step of the dossier, for `components/sections.html`."""

    label: str
    url: str
    current: bool
    complete: bool
    missing: str


def frame(project: Project, user: Any, *, current: str = "") -> dict[str, Any]:
    """Return the context common to the pages of the section `current` of a dossier that is being written."""
    on = calendar.today(project.carrier.zone)
    facts = gather(project, on)
    writable = open_fields(project) if access.can_edit(user, project) else set()
    return {
        "project": project,
        "label": label_for(project, reader_of(user, project), real_now=calendar.real_now()),
        "hosts": hosts_of(project),
        "steps": steps_of(facts, current),
        "rules": linked_only(check_rules(project, on, facts=facts), writable),
        "facts": facts,
        "trail": [
            {"label": _("Projets"), "url": reverse("projects:list")},
            {"label": project.number, "url": project.get_absolute_url()},
        ],
        "section": next((spec for spec in SECTIONS if spec.code == current), None),
        "position": next((n for n, spec in enumerate(SECTIONS, start=1) if spec.code == current), 0),
        "may_edit": access.can_edit(user, project),
        "request_fields": open_fields(project) if project.state == "incomplete" else None,
    }


def steps_of(facts: DossierFacts, current: str) -> list[Step]:
    """List the steps of a dossier with what each lacks; while complements are asked, only the re-opened ones."""
    missing = missing_by_section(facts)
    reopened = open_fields(facts.project)
    if facts.project.state == "incomplete":
        return [_step(facts, spec, missing[spec.code], current) for spec in SECTIONS if set(spec.fields) & reopened]
    return [_step(facts, spec, missing[spec.code], current) for spec in SECTIONS]


def _step(facts: DossierFacts, spec: DossierSection, missing: list[str], current: str) -> Step:
    if spec.code == PIECES and facts.rules.required_pieces:
        count = len(facts.rules.required_pieces)
        words = _("%(there)d sur %(count)d") % {"there": count - len(missing), "count": count}
    else:
        words = ngettext("%d manque", "%d manquent", len(missing)) % len(missing) if missing else ""
    return Step(
        label=str(spec.title),
        url=reverse("projects:section", args=[facts.project.number, spec.slug]),
        current=spec.code == current,
        complete=not missing and spec.code != SUBMISSION,
        missing=words,
    )


def next_section_url(project: Project, current: str) -> str:
    """Return the address of the step after `current`; while complements are asked, the page that sends them."""
    if project.state == "incomplete":
        return reverse("projects:complements", args=[project.number])
    codes = [spec.code for spec in SECTIONS]
    following = SECTIONS[min(codes.index(current) + 1, len(SECTIONS) - 1)]
    return reverse("projects:section", args=[project.number, following.slug])


def after_saving(project: Project, current: str, wish: str) -> str:
    """Return where a saved section leads: on to the next step, or out to the dossier."""
    return project.get_absolute_url() if wish == "quitter" else next_section_url(project, current)
