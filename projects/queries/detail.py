"""The page of a dossier: what it says, section by section, its life on a line, its history."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import BigIntegerField, CharField, Exists, OuterRef, Subquery, prefetch_related_objects
from django.db.models.functions import Cast, JSONObject
from django.urls import reverse
from django.utils.translation import gettext as _

from ofqj_portal.core import calendar
from ofqj_portal.core.journal import history_of
from ofqj_portal.core.models import Version
from ofqj_portal.core.models.about import reference_to
from ofqj_portal.core.shores import format_date
from partners.queries import Fact
from projects import access
from projects.enums import (
    AFTER_DEPARTURE,
    AFTER_RETURN,
    DECIDED,
    HOST_MAY_WRITE,
    IN_REVIEW,
    WITHDRAWABLE,
    BudgetSide,
    ProjectState,
)
from projects.labels import Reader
from projects.models import FilingProof, Piece, Project
from projects.programmes import spec_of
from projects.queries.agreements import agreements_for
from projects.queries.answers import answers_for
from projects.queries.hosting_links import partner_lines
from projects.queries.lists import hosts_of
from projects.queries.messages import new_to
from projects.queries.next_step import next_step
from projects.queries.openness import bring_requests, open_fields
from projects.queries.opinions import history_read_by
from projects.queries.readers import label_for, reader_of, shown_state
from projects.queries.review_clock import ReviewClock, clock_told
from projects.queries.snapshot import field_value, show
from projects.rules import check_rules, gather
from projects.rules.result import linked_only
from projects.rules.scale import extras_of
from projects.sections import BUDGET, OTHER_LABELS, PIECES, SECTIONS, STRUCTURES, DossierSection, field_label

#: What the structures read of the OFQJ's work only once the letters have left, if at all.
INSIDE_THE_OFQJ = frozenset(
    {
        "project.assigned",
        "project.reminders_paused",
        "project.reminders_resumed",
        "project.reviewed",
        "project.external_opinion_asked",
        "project.external_opinion_reminded",
        "project.external_opinion_withdrawn",
        "project.external_opinion_given",
        "project.external_opinion_declined",
        "project.conflict_declared",
        "project.conflict_lifted",
        "project.share_awarded",
        "project.share_awarded_conditionally",
        "project.share_refused",
        "project.share_closed_without_action",
        "project.decision_undone",
    }
)
LINK_SENT = "project.hosting_link_sent"


def dossier_page(project: Project, user: Any, *, now: datetime) -> dict[str, Any]:
    """Gather the page of a dossier for one reader."""
    reader, real_now = reader_of(user, project), calendar.real_now()
    bring_requests(project)
    on = now.astimezone(project.carrier.zone).date()
    facts = gather(project, on)
    step = next_step(project, user, now=now)
    writable = open_fields(project) if access.can_edit(user, project) else set()
    history = history_for(project, user, reader)
    judged = access.can_read_narrative(user, project) and (reader != Reader.HOST or project.state in HOST_MAY_WRITE)
    return {
        "project": project,
        "hosts": hosts_of(project),
        "label": label_for(project, reader, real_now=real_now, late=step.late),
        "step": step,
        "life": life_of(project, shown_state(project, reader, real_now)),
        "summary": summary_of(project, user, writable, linked=any(line.verb == LINK_SENT for line in history)),
        "budget": facts.budget if access.can_read_budget(user, project) else None,
        "rules": linked_only(check_rules(project, on, facts=facts), writable) if judged else [],
        "history": history,
        "versions": versions_for(project, user),
        "clock": _clock_for(project, user, shown_state(project, reader, real_now), now),
        "host_row": access.host_row(user, project),
        "may_read_thread": access.can_read_thread(user, project),
        "new_messages": new_to(project, user),
        "agreements": agreements_for(project, user, reader),
        "answers": answers_for(project, user, reader, real_now=real_now),
        "trail": [{"label": _("Projets"), "url": reverse("projects:list")}],
        "first_section": SECTIONS[0].slug if project.state == ProjectState.DRAFT else _first_of(writable),
        **_acts(project, user, shown_state(project, reader, real_now)),
    }


def _clock_for(project: Project, user: Any, state: str, now: datetime) -> ReviewClock | None:
    """Give the review's clock to the carriers' people and the OFQJ; it runs on until the answer is told."""
    if not access.can_read_history(user, project) or not hasattr(project, "waited"):
        return None
    return clock_told(project, now=now, answered=state not in IN_REVIEW)


def _acts(project: Project, user: Any, state: str) -> dict[str, bool]:
    return {
        "may_write": access.can_edit(user, project) and state in {ProjectState.DRAFT, ProjectState.INCOMPLETE},
        "may_read_bookings": access.can_read_narrative(user, project),
        "may_ask_advice": access.is_carrier(user, project) or access.is_host(user, project),
        "may_archive": access.can_read_history(user, project),
        "may_start_from": bool(project.submitted_at) and access.is_carrier(user, project),
        "may_withdraw": access.can_withdraw(user, project) and state in WITHDRAWABLE,
        "may_answer_hosting": access.can_answer_hosting(user, project) and state in HOST_MAY_WRITE,
    }


def _first_of(fields: set[str]) -> str:
    return next((spec.slug for spec in SECTIONS if set(spec.fields) & fields), SECTIONS[0].slug)


def versions_for(project: Any, user: Any) -> list[dict[str, Any]]:
    """List what was handed in each time, the latest first, each with the version before it; see `with_versions`."""
    if not access.can_read_history(user, project):
        return []
    return [
        told | {"at": datetime.fromisoformat(told["at"]), "previous": told["number"] - 1 or None}
        for told in project.told_versions
    ]


def with_versions(rows: Any) -> Any:
    """Tell of each dossier the versions handed in, the latest first, with the proof of each filing."""
    proofs = FilingProof.objects.filter(project__pk=Cast(OuterRef("object_id"), BigIntegerField()))
    proofs = proofs.filter(version=OuterRef("number"))
    object_type, _key = reference_to(Project())
    handed = Version.objects.filter(object_type=object_type, object_id=Cast(OuterRef("pk"), CharField()))
    told = JSONObject(
        **{name: name for name in ("number", "at", "note")},
        is_filing=Exists(proofs),
        proof=Subquery(proofs.values("paper")),
    )
    return rows.annotate(told_versions=ArraySubquery(handed.order_by("-number").values(told=told)))


def history_for(project: Project, user: Any, reader: str) -> list[Any]:
    """Return the history that the reader may know, the latest first; nothing for who only hosts or leads."""
    if not access.can_read_history(user, project):
        return []
    lines = history_of(project)
    if reader != Reader.OFQJ:
        return [line for line in lines if line.verb not in INSIDE_THE_OFQJ]
    return history_read_by(user, project, lines)


def summary_of(project: Project, user: Any, writable: set[str], *, linked: bool = True) -> list[dict[str, Any]]:
    """Say what the dossier holds, section by section, as far as the reader may know it.

    A section with one of the `writable` fields links to the page where she writes it. `linked` if she may know of
    personal links that were sent to its partners.
    """
    narrative, money = access.can_read_narrative(user, project), access.can_read_budget(user, project)
    sections = []
    for spec in SECTIONS:
        if not spec.fields or not (money if spec.code == BUDGET else narrative):
            continue
        url = reverse("projects:section", args=[project.number, spec.slug]) if set(spec.fields) & writable else ""
        block: dict[str, Any] = {"code": spec.code, "title": str(spec.title), "url": url, "facts": []}
        if spec.code == STRUCTURES:
            block["partners"] = partner_lines(project, with_links=linked, with_people=False)
            block["may_send_links"] = access.can_edit(user, project) and project.state in HOST_MAY_WRITE
        elif spec.code == BUDGET:
            block |= _budget_block(project)
        elif spec.code == PIECES:
            block["pieces"] = _pieces_for(project, user)
        block["facts"] = [
            _fact(project, field)
            for field in told_fields(project, spec)
            if field not in OTHER_LABELS or field == "phases"
        ]
        sections.append(block)
    return sections


def told_fields(project: Project, section: DossierSection) -> list[str]:
    """List the fields of a section that the programme asks, and those it leaves out that hold something."""
    left_out = spec_of(project.call_rules.programme).left_out
    return [name for name in section.fields if name not in left_out or getattr(project, name) not in (None, "", False)]


def _fact(project: Project, field: str) -> Fact:
    words = str(spec_of(project.call_rules.programme).labels.get(field) or field_label(field))
    return Fact(words[:1].upper() + words[1:], show(field, field_value(project, field)))


def _pieces_for(project: Project, user: Any) -> list[Piece]:
    pieces = [piece for piece in project.pieces.all() if access.can_read_piece(user, piece)]
    prefetch_related_objects(pieces, "file")
    return pieces


def _budget_block(project: Project) -> dict[str, Any]:
    lines = list(project.budget_lines.all())
    prefetch_related_objects(lines, "account")
    return {
        "charges": [line for line in lines if line.side == BudgetSide.CHARGE],
        "incomes": [line for line in lines if line.side == BudgetSide.INCOME],
        "aids": list(project.aid_requests.all()),
        "extras": extras_of(project, project.call_rules),
    }


@dataclass(frozen=True)
class LifeStep:
    """One step of the life of a dossier, as components/frise.html shows it; `date` is in words."""

    label: str
    date: str
    done: bool
    current: bool = False
    late: bool = False


def life_of(project: Project, state: str) -> list[LifeStep]:
    """Lay the life of a dossier on a line: filing, review, decision, departure, return, report."""
    call = project.call
    filed = state not in {ProjectState.DRAFT}
    decided, gone, back = state in DECIDED, state in AFTER_DEPARTURE, state in AFTER_RETURN
    closing = _("avant le %s") % format_date(call.closes_at.astimezone(project.carrier.zone).date(), "day")
    answer = _("vers le %s") % format_date(call.answer_by, "day") if call.answer_by else ""
    steps = [
        (_("Dépôt"), filed, _day(project.submitted_at) if filed else closing),
        (_("Instruction"), decided, ""),
        (_("Décision"), decided, _day(project.decided_at) if decided else answer),
        (_("Départ"), gone, _date(project.departed_on or project.departs_on)),
        (_("Retour"), back, _date(project.returned_on or project.returns_on)),
        (_("Bilan"), state == ProjectState.CLOSED, _report_words(project)),
    ]
    if state in {ProjectState.WITHDRAWN, ProjectState.CANCELLED} or state in {"refused", "closed_without_action"}:
        return [LifeStep(label, date, done) for label, done, date in steps if done]
    current = next((place for place, (_label, done, _words) in enumerate(steps) if not done), None)
    return [LifeStep(label, date, done, place == current) for place, (label, done, date) in enumerate(steps)]


def _report_words(project: Project) -> str:
    return _("avant le %s") % format_date(project.report_due_on, "day") if project.report_due_on else ""


def _day(instant: datetime | None) -> str:
    return format_date(instant.astimezone(calendar.PARIS).date(), "day") if instant else ""


def _date(day: Any) -> str:
    return format_date(day, "day") if day else ""
