"""What a call says, as plain data: kept as a version at each change, compared, and fingerprinted for its editors."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from ofqj_portal.core.models import Version
from ofqj_portal.core.money import Money
from ofqj_portal.core.shores import format_amount, format_both_shores, format_date, format_money, format_number
from ofqj_portal.core.versions import Change, compare, sha256_of, versions_of
from partners.enums import Section
from projects.enums import Direction, ExtraCategory, Programme
from projects.models import Call, CallRules, Envelope, Project
from projects.models.call import piece_labels
from projects.models.caps import read_caps
from projects.models.grid import read_grid
from projects.models.payment_terms import read_schedules, write_schedules
from projects.queries.terms import own_schedules, rules_to_keep, schedules_in_words

FACTS = ("title", "summary", "opens_at", "closes_at", "zone", "answer_by", "is_published")
_INSTANTS, _PIECES = {"opens_at", "closes_at"}, {"required_pieces", "recommended_pieces"}
_CHOICES: dict[str, Any] = {"programme": Programme, "direction": Direction}


def call_terms(call: Call, envelopes: Iterable[Envelope]) -> dict[str, Any]:
    """Write down what the form of a call says, its envelopes included, as JSON."""
    facts = {name: getattr(call, name) for name in FACTS}
    plain = {name: value.isoformat() if isinstance(value, date | datetime) else value for name, value in facts.items()}
    money = {envelope.section: [str(envelope.total_amount), envelope.currency] for envelope in envelopes}
    rules = call.rules().to_json()
    del rules["payments"]  # written by a form of its own
    return plain | rules | {"envelopes": money}


def stored_terms(call: Call) -> dict[str, Any]:
    """Write down what the base says of a call at this moment, and how the sections that fund it pay."""
    fresh = Call.objects.get(pk=call.pk)
    envelopes = list(fresh.envelopes.order_by("section"))
    paid = own_schedules(fresh, [envelope.section for envelope in envelopes])
    return call_terms(fresh, envelopes) | {"payments": write_schedules(paid)}


def terms_fingerprint(terms: dict[str, Any]) -> str:
    """Digest the terms of a call: its form carries it, so that an edit made meanwhile is seen.

    How it is paid has a form and a mark of its own.
    """
    return sha256_of({name: value for name, value in terms.items() if name != "payments"})[:24]


def term_labels() -> dict[str, str]:
    """Return the French words of every term, in the order of the form."""
    columns = {field.name: str(field.verbose_name) for field in Call._meta.concrete_fields}
    labels = {
        name: columns.get(name) or columns[f"{name}_amount"]
        for name in [*FACTS, *CallRules.__dataclass_fields__]
        if name != "payments"
    }
    return labels | {"envelopes": _("enveloppes"), "payments": _("versements")}


def rule_changes(old: CallRules, new: CallRules) -> list[Change]:
    """List the rules that differ, in words."""
    names = [name for name in term_labels() if name in CallRules.__dataclass_fields__]
    labels = {name: label for name, label in term_labels().items() if name in names}
    return compare(old.to_json(), new.to_json(), _capitalized(labels), show=show_term)


def term_changes(old: dict[str, Any], new: dict[str, Any]) -> list[Change]:
    """List what differs between two states of a call, in words; a term unknown to the older one is left out."""
    labels = {name: label for name, label in term_labels().items() if name in old and name in new}
    return compare(old, new, _capitalized(labels), show=show_term)


def _capitalized(labels: dict[str, str]) -> dict[str, str]:
    return {name: label[:1].upper() + label[1:] for name, label in labels.items()}


def show_term(name: str, value: Any) -> str:
    """Put one term of a call into words for the reader."""
    if value in (None, "", [], {}):
        return ""
    if name in _INSTANTS:
        return format_both_shores(datetime.fromisoformat(value))
    if name == "answer_by":
        return format_date(date.fromisoformat(value))
    if name in _CHOICES:
        return str(_CHOICES[name](value).label)
    if name in _PIECES:
        return "\n".join(piece_labels(value))
    if name in _IN_WORDS:
        return _IN_WORDS[name](value)
    if isinstance(value, bool):
        return _("oui") if value else _("non")
    if isinstance(value, list):
        return ", ".join(str(item) for item in value)
    return format_number(value) if isinstance(value, int) else str(value)


def _grid_words(value: Any) -> str:
    rows = read_grid(value)
    return "\n".join(
        _("%(label)s · poids %(weight)d, de 0 à %(scale)d")
        % {"label": row.label, "weight": row.weight, "scale": row.scale}
        for row in rows
    )


def _envelope_words(value: Any) -> str:
    return "\n".join(
        f"{Section(section).label} · {format_money(Money(Decimal(amount), currency))}"
        for section, (amount, currency) in sorted(value.items())
    )


def _amount_words(value: Any) -> str:
    return format_amount(Decimal(value))


def _caps_words(value: Any) -> str:
    return "\n".join(f"{ExtraCategory(code).label} · {format_amount(cap)}" for code, cap in read_caps(value))


def _schedule_words(value: Any) -> str:
    return schedules_in_words(read_schedules(value))


_IN_WORDS = {
    "payments": _schedule_words,
    "extra_caps": _caps_words,
    "score_grid": _grid_words,
    "envelopes": _envelope_words,
    "aid_per_head": _amount_words,
    "grant_floor": _amount_words,
    "grant_cap": _amount_words,
}


# ---- its history, and the dossiers it leaves behind -----------------------------------------------------------------


@dataclass(frozen=True)
class CallVersion:
    """One state of a call: who left it so, when, and what it changed from the state before (nothing for the first)."""

    version: Version
    changes: list[Change]


def call_history(call: Call) -> list[CallVersion]:
    """Return the states of a call, the latest first, each with what it changed."""
    rows = list(versions_of(call).select_related("by"))
    pairs = zip([None, *rows], rows, strict=False)  # each with the one before it
    told = [CallVersion(row, term_changes(old.data, row.data) if old else []) for old, row in pairs]
    return told[::-1]


@dataclass(frozen=True)
class OlderRules:
    """A filed dossier that keeps other rules than the call's of today, and which."""

    project: Project
    changes: list[Change]


def filed_under_older_rules(call: Call, user: Any) -> list[OlderRules]:
    """Return the filed dossiers of `call`, among those `user` reads, that are judged by rules it no longer has."""
    today = rules_to_keep(call)
    rows = Project.objects.visible_to(user).filed().filter(call=call).order_by("number").distinct()
    frozen = [
        (project, _with_schedules(CallRules.from_json(project.rules), today)) for project in rows if project.rules
    ]
    return [OlderRules(project, rule_changes(rules, today)) for project, rules in frozen if rules != today]


def _with_schedules(rules: CallRules, today: CallRules) -> CallRules:
    """Complete the rules of a dossier filed before schedules were kept: it is paid by those of today."""
    return rules if rules.payments else replace(rules, payments=today.payments)
