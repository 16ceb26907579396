"""What a dossier says, as plain data: kept as a version, compared, and fingerprinted to see who edited meanwhile."""

import hashlib
import json
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from ofqj_portal.core.money import Money
from ofqj_portal.core.shores import format_date, format_money, format_number
from partners.models import Agreement
from projects.enums import BudgetSide, HostingState, PhaseKind, PieceCategory, Side
from projects.models import Project
from projects.sections import BY_CODE, FIELDS, OTHER_LABELS, field_label


def field_value(project: Project, field: str) -> Any:
    """Return what stands behind one field of the dossier, as JSON."""
    if field in OTHER_LABELS:
        return _BEHIND[field](project)
    if field == "agreement":
        return project.agreement_id
    value = getattr(project, field)
    return value.isoformat() if hasattr(value, "isoformat") else value


def snapshot(project: Project, fields: tuple[str, ...] = FIELDS) -> dict[str, Any]:
    """Write down the dossier (or some of its fields) as it stands."""
    return {field: field_value(project, field) for field in fields}


def fingerprint(project: Project, section: str) -> str:
    """Digest a section: a form carries it, so that an edit made meanwhile is seen."""
    text = json.dumps(snapshot(project, BY_CODE[section].fields), sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()[:24]


def labels() -> dict[str, str]:
    """Return the French words of every field, in the order of the dossier."""
    return {field: field_label(field) for field in FIELDS}


def _partners(project: Project) -> list[dict[str, Any]]:
    rows = project.structures.select_related("structure")
    return [
        {"structure": row.structure.name, "side": row.side, "state": row.state, "contribution": row.contribution}
        for row in rows.order_by("-is_lead", "side", "structure__name", "pk")
    ]


def _phases(project: Project) -> list[dict[str, Any]]:
    return [
        {
            "kind": phase.kind,
            "starts_on": phase.starts_on.isoformat(),
            "ends_on": phase.ends_on.isoformat(),
            "hours": phase.hours_per_week,
            "place": phase.place,
        }
        for phase in sorted(project.phases.all(), key=lambda phase: (phase.starts_on, phase.kind))
    ]


def _budget(project: Project) -> list[dict[str, Any]]:
    rows = project.budget_lines.select_related("account").order_by("side", "account__position", "pk")
    return [
        {
            "side": line.side,
            "account": str(line.account),
            "label": line.label,
            "funder": line.funder,
            "secured": line.secured,
            "amount": str(line.amount),
            "currency": line.currency,
        }
        for line in rows
    ]


def _aid(project: Project) -> list[dict[str, Any]]:
    return [
        {
            "section": str(aid.get_section_display()),
            "amount": str(aid.requested_amount),
            "currency": aid.currency,
            "rate": format(aid.rate.normalize(), "f"),
            "rate_on": aid.rate_on.isoformat() if aid.rate_on else None,
            "rate_source": aid.rate_source,
            "converted": str(aid.converted_amount),
        }
        for aid in project.aid_requests.order_by("section")
    ]


def _pieces(project: Project) -> list[dict[str, Any]]:
    rows = project.pieces.select_related("file").order_by("category", "added_at", "pk")
    return [{"category": piece.category, "name": piece.file.name, "sha256": piece.file.sha256} for piece in rows]


_BEHIND = {"partners": _partners, "phases": _phases, "budget": _budget, "aid": _aid, "pieces": _pieces}


# ---- in words -------------------------------------------------------------------------------------------------------


def show(field: str, value: Any) -> str:
    """Put a value of a snapshot into words for the reader; one line a row of a list."""
    if value in (None, "", []):
        return ""
    if field in _IN_WORDS:
        return "\n".join(_IN_WORDS[field](row) for row in value)
    if isinstance(value, bool):
        return _("oui") if value else _("non")
    if field in {"departs_on", "returns_on"}:
        return format_date(_day(value))
    if field == "agreement":
        return str(Agreement.objects.filter(pk=value).first() or "")
    return format_number(value) if isinstance(value, int) else str(value)


def _day(text: str) -> date:
    return date.fromisoformat(text)


def _partner_words(row: dict[str, Any]) -> str:
    words = f"{row['structure']} · {Side(row['side']).label} · {HostingState(row['state']).label}"
    return f"{words} · {row['contribution']}" if row["contribution"] else words


def _phase_words(row: dict[str, Any]) -> str:
    days = {"from": format_date(_day(row["starts_on"])), "to": format_date(_day(row["ends_on"]))}
    words = f"{PhaseKind(row['kind']).label} · " + _("du %(from)s au %(to)s") % days
    if row["hours"]:
        words += " · " + _("%(hours)s h par semaine") % {"hours": row["hours"]}
    return f"{words} · {row['place']}" if row["place"] else words


def _line_words(row: dict[str, Any]) -> str:
    amount = format_money(_money(row["amount"], row["currency"]))
    parts = [str(BudgetSide(row["side"]).label), row["account"], row["label"], row["funder"], amount]
    if row["side"] == BudgetSide.INCOME:
        parts.append(_("acquis") if row["secured"] else _("demandé"))
    return " · ".join(part for part in parts if part)


def _aid_words(row: dict[str, Any]) -> str:
    words = f"{row['section']} · {format_money(_money(row['amount'], row['currency']))}"
    if row["rate_on"]:
        words += " · " + _("au taux de %(rate)s du %(day)s (%(source)s)") % {
            "rate": row["rate"],
            "day": format_date(_day(row["rate_on"])),
            "source": row["rate_source"],
        }
    return words


def _piece_words(row: dict[str, Any]) -> str:
    return f"{PieceCategory(row['category']).label} · {row['name']}"


def _money(amount: str, currency: str) -> Money:
    return Money(Decimal(amount), currency)


_IN_WORDS = {
    "partners": _partner_words,
    "phases": _phase_words,
    "budget": _line_words,
    "aid": _aid_words,
    "pieces": _piece_words,
}
