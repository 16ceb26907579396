"""What a page that saves by itself sends and reads: the same forms and services as its buttons, an answer in JSON."""

from collections.abc import Callable, Mapping
from typing import Any

from django.http import HttpRequest, JsonResponse
from django.template.loader import render_to_string
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from ofqj_portal.core import calendar
from ofqj_portal.core.errors import DomainError
from ofqj_portal.core.shores import format_time, reader_zone
from ofqj_portal.core.templatetags.portal import part
from ofqj_portal.core.three_way import Clash, having_seen
from partners.models import Structure
from projects.enums import BudgetSide
from projects.forms.budget import sound_lines
from projects.models import Project
from projects.queries.snapshot import field_of_part, part_label, show_part
from projects.sections import DossierSection, field_label
from projects.services.budgeting import BudgetTyped, keep_budget
from projects.services.drafting import SectionTyped
from projects.services.keeping import Kept, keep_section
from projects.services.partnership import keep_hosting
from projects.views.frame import frame

Draw = Callable[[dict[str, Any]], dict[str, str]]
HEADER = "X-Autosave"
SENT = "envoi"  # the names of the fields that are sent; a box that is not ticked sends nothing else


def saves_by_itself(request: HttpRequest) -> bool:
    """Say whether the page sent this by itself, and not a button."""
    return request.method == "POST" and request.headers.get(HEADER) == "1"


def names_sent(request: HttpRequest) -> set[str]:
    """Return the names of the controls that the page sends; the others are not judged."""
    return set(request.POST.getlist(SENT))


def keep_key(user: Any, project: Project, part: str) -> str:
    """Name the place in a browser where what could not be sent waits: one account, one dossier, one part of it."""
    return salted_hmac("projects.keeping", f"{user.pk}:{project.pk}:{part}").hexdigest()[:24]


def keep_plain(
    request: HttpRequest, project: Project, spec: DossierSection, *, form: Any, phases: list[Any]
) -> JsonResponse:
    """Save what stands of the fields that were sent, which alone are open in `form`; say what does not, and why."""
    sent = names_sent(request)
    refusals = form.refusals()
    values = {name: value for name, value in form.columns.items() if name not in refusals}
    sent_phases = [phase for phase in phases if any(name.startswith(phase.prefix) for name in sent)]
    for phase in sent_phases:
        refusals |= _refusals_of(phase)
    sound = {phase.kind: phase.phase for phase in sent_phases if phase.is_valid()}

    def act() -> Kept:
        return keep_section(
            project=project,
            section=spec.code,
            typed=SectionTyped(values, sound or None),
            seen=form.seen_value,
            by=request.user,
            now=calendar.now(),
        )

    return _answer(request, spec, act, refusals)


def keep_whole_budget(
    request: HttpRequest,
    project: Project,
    spec: DossierSection,
    *,
    formsets: dict[str, Any],
    aid: Any,
    extras: Any,
    draw: Draw,
) -> JsonResponse:
    """Save the lines and amounts that make sense; those that do not leave what is stored as it is.

    The top-ups (`extras`, None for a call that gives none) are kept together, once they all make sense.
    """
    top_ups = extras.entries if extras is not None and extras.is_valid() else None
    checked = [form for formset in formsets.values() for form in formset.forms] + [aid]
    checked += extras.forms if extras is not None else []
    refusals: dict[str, list[str]] = {}
    for form in checked:
        refusals |= _refusals_of(form)
    lines, held = sound_lines(formsets)
    if not all(formset.management_form.is_valid() for formset in formsets.values()):
        held = frozenset((side, None) for side in BudgetSide.values)

    def act() -> Kept:
        typed = BudgetTyped(lines, aid.sound_amounts, held, top_ups)
        seen = aid.cleaned_data.get("seen", "")
        return keep_budget(project=project, typed=typed, seen=seen, by=request.user, now=calendar.now())

    return _answer(request, spec, act, refusals, draw)


def keep_part(request: HttpRequest, project: Project, structure: Structure, form: Any) -> JsonResponse:
    """Save what a partner writes of its part; it still has to confirm by its button."""
    form.is_valid()
    refusals = _refusals_of(form)
    typed, seen = form.cleaned_data.get("contribution"), form.cleaned_data.get("seen", "")
    if typed is None:
        return JsonResponse({"said": "", "seen": seen, "refusals": refusals, "clashes": [], "others": "", "parts": {}})
    act = {"project": project, "structure": structure, "by": request.user, "now": calendar.now()}
    try:
        _project, found = keep_hosting(contribution=typed, seen=seen, **act)
    except DomainError as refusal:
        return refused(refusal)
    clashes = [clash_for_page(clash, "") | {"seen": clash.theirs} for clash in found.clashes]
    seen = seen if found.clashes or found.changed_by_others else typed
    others = others_in_words([_("Votre part")] if found.changed_by_others else [])
    said = said_now()
    return JsonResponse(
        {"said": said, "seen": seen, "refusals": refusals, "clashes": clashes, "others": others, "parts": {}}
    )


def refused(refusal: DomainError) -> JsonResponse:
    """Tell the page why nothing was saved: 409 where nothing more will be, 422 where another value would."""
    return JsonResponse({"refused": str(refusal)}, status=refusal.status if refusal.status == 409 else 422)


def _refusals_of(form: Any) -> dict[str, list[str]]:
    """Say by name of control what does not stand; what belongs to no field is said at the first one."""
    found = {}
    for name, errors in form.errors.items():
        control = form[name].html_name if name in form.fields else form[next(iter(form.fields))].html_name
        found[control] = [str(error) for error in errors]
    return found


def _answer(
    request: HttpRequest,
    spec: DossierSection,
    act: Callable[[], Kept],
    refusals: Mapping[str, list[str]],
    draw: Draw | None = None,
) -> JsonResponse:
    try:
        kept = act()
    except DomainError as refusal:
        return refused(refusal)
    answer = {
        "said": said_now(),
        "seen": kept.seen,
        "refusals": refusals,
        "clashes": [clash_for_page(clash, kept.seen) for clash in kept.clashes],
        "others": others_in_words(sorted({field_label(field_of_part(name)) for name in kept.changed_by_others})),
        "parts": around(request, kept.project, spec, draw) if kept.saved else {},
    }
    return JsonResponse(answer)


def said_now() -> str:
    """Say at what time it was saved, on the reader's clock."""
    return _("Enregistré à %s") % format_time(calendar.now().astimezone(reader_zone()))


def others_in_words(labels: list[str]) -> str:
    """Say which fields somebody else changed meanwhile, which were left alone here; "" for none."""
    if not labels:
        return ""
    return _("Quelqu’un d’autre vient aussi d’écrire ici (%s). Rechargez la page pour lire son texte.") % ", ".join(
        labels
    )


def clash_for_page(clash: Clash, seen: str) -> dict[str, Any]:
    """Tell the page of a field that both sides changed; `control` is "" where one field is several controls.

    `seen` is what the page carries if she keeps hers knowingly.
    """
    is_plain = "." not in clash.field
    return {
        "control": clash.field if is_plain else "",
        "label": part_label(clash.field),
        "theirs": show_part(clash.field, clash.theirs),
        "value": clash.theirs if is_plain else None,
        "seen": having_seen(seen, clash),
    }


def around(request: HttpRequest, project: Project, spec: DossierSection, draw: Draw | None) -> dict[str, str]:
    """Draw again what stands around the section, now that it says something else: its steps, its rules, its totals."""
    context = frame(project, request.user, current=spec.code)
    parts = {
        "etapes": str(part("components/sections.html", sections=context["steps"], next=context["next_field"])),
        "regles": render_to_string("components/rules.html", {"rules": context["rules"]}),
    }
    return parts | (draw(context) if draw else {})
