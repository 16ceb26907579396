"""What a change of an accepted dossier would alter, in words, and whether it needs the OFQJ's word first."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ofqj_portal.core.money import Money
from ofqj_portal.core.shores import format_date, format_money, format_number, format_pct
from ofqj_portal.core.versions import Change
from partners.models import Structure
from projects.enums import CHANGE_APPLIED, CHANGEABLE, BudgetSide, HostingState, ProjectState, Side
from projects.models import BudgetLine, ChangeRequest, Grant, Project
from projects.models.change import CHANGE_FIELDS
from projects.sections import field_label

#: During the stay the group has left: only its return and its money still change.
DURING_THE_STAY = ("returns_on", "budget")


def changeable_fields(state: str) -> tuple[str, ...]:
    """Return what may still change in `state`."""
    return DURING_THE_STAY if state == ProjectState.ONGOING else CHANGE_FIELDS


def open_change(project: Project) -> ChangeRequest | None:
    """Return the change that waits for an answer, or to be taken up again by the carrier."""
    return project.change_requests.open().select_related("asked_by", "letter").first()


def change_that_holds(project: Project, now: datetime) -> str:
    """Return the state of the open change that comes before anything else; "" for none, or once a day is reached.

    On the day of the departure, or of the return, that day's own step comes first again. Lists annotate
    `open_change_state`; elsewhere it costs a query in the states that change.
    """
    if project.state not in CHANGEABLE:
        return ""
    day = project.returns_on if project.state == ProjectState.ONGOING else project.departs_on
    if now.astimezone(project.carrier.zone).date() >= day:
        return ""
    if hasattr(project, "open_change_state"):
        return project.open_change_state or ""
    return project.change_requests.open().values_list("state", flat=True).first() or ""


def present_values(project: Project, proposed: Mapping[str, Any]) -> dict[str, Any]:
    """Return what stands today behind each thing that `proposed` changes, in its shape."""
    return {name: _present(project, name, proposed[name]) for name in CHANGE_FIELDS if name in proposed}


def _present(project: Project, name: str, proposed: Any) -> Any:
    if name == "budget":
        rows = project.budget_lines.filter(pk__in=[int(pk) for pk in proposed])
        return {str(line.pk): str(line.amount) for line in rows}
    if name == "partner":
        hosts = project.structures.filter(side=Side.HOST).exclude(state=HostingState.REFUSED)
        return sorted(hosts.values_list("structure", flat=True))
    value = getattr(project, name)
    return value.isoformat() if isinstance(value, date) else value


# ---- is it small enough to be simply noted? -------------------------------------------------------------------------


def reasons_to_ask(project: Project, proposed: Mapping[str, Any]) -> list[str]:
    """Say what in a change needs the OFQJ's word, by the thresholds of the call; empty when it is simply noted."""
    before = present_values(project, proposed)
    rules, reasons = project.call_rules, []
    moved = max((_days_between(before[name], proposed[name]) for name in _DATES if name in proposed), default=0)
    if moved > rules.change_days:
        reasons.append(ngettext("les dates bougent de %d jour", "les dates bougent de %d jours", moved) % moved)
    if "places" in proposed and abs(proposed["places"] - before["places"]) > rules.change_places:
        reasons.append(_("le groupe change de taille"))
    if "partner" in proposed:
        reasons.append(_("un partenaire change"))
    share = budget_share_moved(project, proposed.get("budget", {}))
    if share > rules.change_budget_pct:
        reasons.append(_("%s du budget sont déplacés") % format_pct(share))
    return reasons


_DATES = ("departs_on", "returns_on")


def _days_between(one: str, other: str) -> int:
    return abs((date.fromisoformat(one) - date.fromisoformat(other)).days)


def budget_share_moved(project: Project, amounts: Mapping[str, str]) -> Decimal:
    """Return how much of the charges, or of the incomes, moves from what they were: a percentage of their total."""
    shares = [Decimal(0)]
    lines = list(project.budget_lines.all())
    for side in BudgetSide.values:
        own = [line for line in lines if line.side == side]
        whole = sum((line.amount for line in own), Decimal(0))
        moved = sum((abs(Decimal(amounts.get(str(line.pk), line.amount)) - line.amount) for line in own), Decimal(0))
        if moved:
            shares.append(moved * 100 / whole if whole else Decimal(100))
    return max(shares)


# ---- in words -------------------------------------------------------------------------------------------------------


def differences(change: ChangeRequest) -> list[Change]:
    """List what a change alters: label, before, after, as the reader's shore writes them."""
    return differences_of([change])[0]


def differences_of(changes: Sequence[ChangeRequest]) -> list[list[Change]]:
    """The same for each of the changes of one dossier, in two queries at most."""
    pairs = [change.proposed.get("partner") or {} for change in changes]
    structures = Structure.objects.in_bulk({pk for pair in pairs for pk in pair.values() if pk})
    lines: dict[str, BudgetLine] = {}
    if any("budget" in change.proposed for change in changes):
        lines = {str(line.pk): line for line in changes[0].project.budget_lines.select_related("account")}
    return [_differences(change, lines, structures) for change in changes]


def _differences(change: ChangeRequest, lines: Mapping[str, BudgetLine], structures: Mapping[int, Any]) -> list[Change]:
    found: list[Change] = []
    for name in change.fields:
        proposed, before = change.proposed[name], change.before.get(name)
        if name == "budget":
            found += [_line_change(lines.get(pk), before.get(pk), amount) for pk, amount in proposed.items()]
        elif name == "partner":
            leaves, joins = (structures.get(proposed[key]) for key in ("leaves", "joins"))
            found.append(Change(_("Partenaire d’accueil"), str(leaves or ""), str(joins or "")))
        else:
            found.append(Change(field_label(name).capitalize(), _words(before), _words(proposed)))
    return found


def _words(value: Any) -> str:
    return format_number(value) if isinstance(value, int) else format_date(date.fromisoformat(value))


def _line_change(line: BudgetLine | None, before: str | None, after: str) -> Change:
    if line is None:
        return Change(_("Ligne du budget retirée depuis"), before or "", after)
    amounts = [format_money(Money(Decimal(amount), line.currency)) if amount else "" for amount in (before, after)]
    return Change(line.words, *amounts)


# ---- the money that follows -----------------------------------------------------------------------------------------


def with_places_decided(rows: "QuerySet[Grant]") -> "QuerySet[Grant]":
    """Bring along `places_before`, of which `places_decided` makes its answer: None where no change came after."""
    applied = ChangeRequest.objects.filter(
        project=OuterRef("decision__project"), state__in=sorted(CHANGE_APPLIED), proposed__has_key="places"
    )
    since = applied.filter(ended_at__gt=OuterRef("decision__decided_at")).order_by("ended_at", "pk")
    return rows.annotate(places_before=Subquery(since.values("before__places")[:1]))


def places_decided(project: Project, grant: Grant) -> int:
    """Return the places a grant was decided for: those of the dossier before the changes that came after it."""
    if hasattr(grant, "places_before"):
        return grant.places_before or project.places
    applied = project.change_requests.filter(state__in=sorted(CHANGE_APPLIED), proposed__has_key="places")
    since = applied.filter(ended_at__gt=grant.decision.decided_at).order_by("ended_at", "pk").first()
    return since.before["places"] if since else project.places
