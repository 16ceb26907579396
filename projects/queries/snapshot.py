"""What a dossier says, as plain data: kept as a version, compared, and fingerprinted to see who edited meanwhile."""

from collections import Counter
from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Model, prefetch_related_objects
from django.utils.translation import gettext as _

from ofqj_portal.core import three_way
from ofqj_portal.core.money import Money
from ofqj_portal.core.shores import format_amount, format_date, format_money, format_number
from partners.enums import Section
from partners.models import Agreement
from projects.enums import BudgetSide, ExtraCategory, HostingState, Obstacle, PhaseKind, PieceCategory, Side
from projects.models import AidExtra, BudgetLine, Phase, Project
from projects.sections import BY_CODE, FIELDS, OTHER_LABELS, SECTION_OF, field_label


def field_value(project: Project, field: str) -> Any:
    """Return what stands behind one field of the dossier, as JSON."""
    if field in OTHER_LABELS:
        return _BEHIND[field](project)
    return as_json(project.agreement_id if field == "agreement" else getattr(project, field))


def as_json(value: Any) -> Any:
    """Return the value of a column, stored or as typed, as JSON."""
    if isinstance(value, Model):
        return value.pk
    return value.isoformat() if hasattr(value, "isoformat") else value


def snapshot(project: Project, fields: tuple[str, ...] = FIELDS) -> dict[str, Any]:
    """Write down the dossier (or some of its fields) as it stands."""
    return {field: field_value(project, field) for field in fields}


def fingerprint(project: Project, section: str) -> str:
    """Mark each field of a section: a form carries the marks, so that an edit made meanwhile is seen, field by field.

    Each phase, each line of the budget and each section's aid has its own.
    """
    return three_way.write_marks(editable_values(project, section))


def editable_values(project: Project, section: str) -> dict[str, Any]:
    """Return what the form of a section edits, as JSON, by its finest name: "aims", "phases.stay", "aid.fr"."""
    values: dict[str, Any] = {}
    for field in BY_CODE[section].fields:
        if field not in _EDITED_ELSEWHERE:
            values |= _PARTS[field](project) if field in _PARTS else {field: field_value(project, field)}
    return values


def field_of_part(name: str) -> str:
    """Return the field of the dossier that a finest name belongs to."""
    return name.partition(".")[0]


def fields_of_parts(names: Iterable[str]) -> list[str]:
    """Return the fields of the dossier behind these finest names, each once."""
    return sorted({field_of_part(name) for name in names})


def line_names(lines: Iterable[tuple[str, int]]) -> list[str]:
    """Name the lines of a budget by (side, account): the second line of an account is not the first."""
    met: Counter[tuple[str, int]] = Counter()
    names = []
    for side, account in lines:
        names.append(f"budget.{side}.{account}.{met[side, account]}")
        met[side, account] += 1
    return names


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
    return [phase_value(phase) for phase in sorted(project.phases.all(), key=lambda row: (row.starts_on, row.kind))]


def phase_value(phase: Phase) -> dict[str, Any]:
    """Return one phase, stored or as typed, as JSON."""
    return {
        "kind": phase.kind,
        "starts_on": phase.starts_on.isoformat(),
        "ends_on": phase.ends_on.isoformat(),
        "hours": phase.hours_per_week,
        "place": phase.place,
    }


def _budget(project: Project) -> list[dict[str, Any]]:
    return [line_value(line) for line in _lines(project)]


def _lines(project: Project) -> Iterable[BudgetLine]:
    lines = list(project.budget_lines.all())
    prefetch_related_objects(lines, "account")
    return sorted(lines, key=lambda line: (line.side, line.account.position, line.pk))


def line_value(line: BudgetLine) -> dict[str, Any]:
    """Return one line of the budget, stored or as typed, as JSON."""
    return {
        "side": str(line.side),
        "account": str(line.account),
        "label": line.label,
        "funder": line.funder,
        "secured": line.secured,
        "amount": str(line.amount.quantize(Decimal("0.01"))),
        "currency": line.currency,
    }


def _extras(project: Project) -> list[dict[str, Any]]:
    return [extra_value(extra) for extra in project.aid_extras.all()]


def extra_value(extra: AidExtra) -> dict[str, Any]:
    """Return one top-up, stored or as typed, as JSON."""
    return {
        "category": str(extra.category),
        "obstacle": str(extra.obstacle),
        "people": extra.people,
        "amount": str(extra.unit_amount.quantize(Decimal("0.01"))),
        "currency": extra.currency,
    }


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


def _part_phases(project: Project) -> dict[str, Any]:
    return dict.fromkeys([f"phases.{kind}" for kind in PhaseKind.values]) | {
        f"phases.{phase.kind}": phase_value(phase) for phase in project.phases.all()
    }


def _part_budget(project: Project) -> dict[str, Any]:
    lines = list(_lines(project))
    names = line_names((line.side, line.account_id) for line in lines)
    return {"budget": None} | {name: line_value(line) for name, line in zip(names, lines, strict=True)}


def _part_aid(project: Project) -> dict[str, Any]:
    aids = sorted(project.aid_requests.all(), key=lambda aid: aid.section)
    return {f"aid.{aid.section}": aid_value(aid.requested_amount) for aid in aids}


def aid_value(amount: Decimal | None) -> str | None:
    """Return the aid asked from a section, as JSON."""
    return str(amount.quantize(Decimal("0.01"))) if amount else None


_PARTS = {"phases": _part_phases, "budget": _part_budget, "aid": _part_aid}
_EDITED_ELSEWHERE = {"partners", "pieces"}
_BEHIND = {
    "partners": _partners,
    "phases": _phases,
    "budget": _budget,
    "extras": _extras,
    "aid": _aid,
    "pieces": _pieces,
}


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


def part_label(name: str) -> str:
    """Say in words what a finest name stands for: "Objectifs", "Phases · préparation", "Aide · OFQJ France"."""
    field, _dot, part = name.partition(".")
    words = field_label(field) if field in SECTION_OF else _("Votre part")
    words = words[:1].upper() + words[1:]
    if field == "phases":
        return f"{words} · {PhaseKind(part).label}"
    return f"{words} · {Section(part).label}" if field == "aid" and part else words


def show_part(name: str, value: Any) -> str:
    """Put what stands behind a finest name into words."""
    field = field_of_part(name)
    if value in (None, "", []):
        return ""
    if field == "aid":
        return format_amount(Decimal(value))
    if field == "extras":
        return show(field, value)
    return _IN_WORDS[field](value) if field in _IN_WORDS else show(field, value)


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


def _extra_words(row: dict[str, Any]) -> str:
    unit = format_money(_money(row["amount"], row["currency"]))
    return f"{ExtraCategory(row['category']).label} · {row['people']} × {unit} · {Obstacle(row['obstacle']).label}"


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
    "extras": _extra_words,
    "aid": _aid_words,
    "pieces": _piece_words,
}
