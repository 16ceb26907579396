"""The steps of a dossier being written: the state of each, and the next field to fill."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ofqj_portal.core.addresses import address_of
from projects.enums import PieceCategory, ProjectState
from projects.models import Project
from projects.models.project import A_NUMBER
from projects.queries.bookings import booking_plan
from projects.queries.openness import open_fields
from projects.rules import RuleResult, missing_by_section
from projects.rules.facts import DossierFacts
from projects.rules.whole import is_filled
from projects.sections import (
    BOOKINGS,
    BOOKINGS_TITLE,
    BY_CODE,
    PIECES,
    SECTIONS,
    STAY,
    SUBMISSION,
    DossierSection,
    field_label,
)

#: Filled by the portal itself when a draft begins: they say nothing of what somebody wrote.
_GIVEN = {"title", "destination_country", "has_work_period"}
#: Where the cursor goes, for what is no single field of its page.
_INPUTS = {
    "partners": "id_q",
    "phases": "id_phase-preparation-starts_on",
    "budget": "id_charge-0-amount",
    "aid": "aid",
    "pieces": "id_category",
}


@dataclass(frozen=True)
class Step:
    """One step of the dossier, for `components/sections.html`: empty, with things missing, to reread, or complete."""

    label: str
    url: str
    current: bool
    complete: bool
    missing: str
    to_reread: bool = False


@dataclass(frozen=True)
class NextField:
    """The next required field that is empty, and the address that puts the cursor in it."""

    label: str
    url: str


def plan_steps(facts: DossierFacts, rules: Sequence[RuleResult], current: str) -> list[Step]:
    """List the steps of a dossier as its list numbers them: in a draft, what is booked comes after the stay."""
    steps = steps_of(facts, rules, current)
    if facts.project.state == ProjectState.DRAFT:
        codes = [spec.code for spec in SECTIONS]
        steps.insert(codes.index(STAY) + 1, bookings_step(facts.project, current))
    return steps


def steps_of(facts: DossierFacts, rules: Sequence[RuleResult], current: str) -> list[Step]:
    """List the steps of a dossier with the state of each; while complements are asked, only the re-opened ones."""
    missing = missing_by_section(facts)
    broken = {rule.section for rule in rules if rule.blocks}
    return [
        _step(facts, spec, missing[spec.code], current, is_broken=spec.code in broken) for spec in _open_sections(facts)
    ]


def _open_sections(facts: DossierFacts) -> list[DossierSection]:
    if facts.project.state != "incomplete":
        return list(SECTIONS)
    reopened = open_fields(facts.project)
    return [spec for spec in SECTIONS if set(spec.fields) & reopened]


def _step(facts: DossierFacts, spec: DossierSection, missing: list[str], current: str, *, is_broken: bool) -> Step:
    complete = not missing and spec.code != SUBMISSION
    return Step(
        label=str(spec.title),
        url=_address(facts.project, spec),
        current=spec.code == current,
        complete=complete and not is_broken,
        missing=_missing_words(facts, spec, missing),
        to_reread=complete and is_broken,
    )


def _missing_words(facts: DossierFacts, spec: DossierSection, missing: list[str]) -> str:
    if spec.code == PIECES and facts.rules.required_pieces:
        count = len(facts.rules.required_pieces)
        return _("%(there)d sur %(count)d") % {"there": count - len(missing), "count": count}
    if missing and not any(is_filled(facts, field) for field in spec.fields if field not in _GIVEN | {"pieces"}):
        return _("à commencer")
    return ngettext("%d manque", "%d manquent", len(missing)) % len(missing) if missing else ""


def bookings_step(project: Project, current: str) -> Step:
    """Say what is booked for lodging and travel, and how much is left to book; no filing waits for it: one query."""
    plan = booking_plan(project)
    words = ngettext("%d à réserver", "%d à réserver", len(plan.to_do)) % len(plan.to_do)
    return Step(
        label=str(BOOKINGS_TITLE),
        url=address_of("projects:bookings", project.number, A_NUMBER),
        current=current == BOOKINGS,
        complete=plan.is_ready,
        missing="" if plan.is_ready else words if plan.rows else _("à commencer"),
    )


def next_empty_field(facts: DossierFacts, current: str) -> NextField | None:
    """Return the first required field that is empty, from the section `current` on, then from the first; None for none.

    While complements are asked, only the re-opened fields count.
    """
    missing, reopened = missing_by_section(facts), open_fields(facts.project)
    codes = [spec.code for spec in SECTIONS]
    start = codes.index(current) if current in codes else 0
    for code in codes[start:] + codes[:start]:
        for name in missing[code]:
            field = PIECES if code == PIECES else name
            if field in reopened:
                label = str(PieceCategory(name).label) if code == PIECES else field_label(name)
                return NextField(
                    label[:1].upper() + label[1:], f"{_address(facts.project, BY_CODE[code])}#{_input(field)}"
                )
    return None


def _input(field: str) -> str:
    return _INPUTS.get(field, f"id_{field}")


def _address(project: Project, spec: DossierSection) -> str:
    return address_of("projects:section", project.number, A_NUMBER, spec.slug)
