"""Which calls are shown to whom, and what a call offers."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ofqj_portal.core.calendar import add_months
from ofqj_portal.core.money import Money
from ofqj_portal.core.prepared_rows import PreparedRows
from ofqj_portal.core.shores import format_money, format_pct
from partners.enums import Section
from projects.enums import ExtraCategory
from projects.models import Call, Envelope
from projects.models.caps import read_caps
from projects.programmes import spec_of
from projects.queries.terms import terms_of


def aid_currencies(call: Call) -> dict[str, str]:
    """Return the sections that put money on `call`, each with the currency of its envelope."""
    return dict(_FUNDED.of(None, call=call.pk).all())


def _funded(_reader: None, _key: None, *, call: int) -> Any:
    rows = Envelope.objects.filter(call=call, total_amount__gt=0).order_by("section")
    return rows.values_list("section", "currency")


_FUNDED = PreparedRows(_funded, call=int)


@dataclass(frozen=True)
class CallRow:
    """A call in the list: where it stands at this instant."""

    call: Call
    state: str  # open | soon | closed
    sections: list[str]


@dataclass(frozen=True)
class CallFilters:
    """What the reader asked for; an empty value keeps everything."""

    text: str = ""
    programme: str = ""
    direction: str = ""


def call_list_rows(now: datetime, filters: CallFilters | None = None) -> list[CallRow]:
    """List the published calls: the open ones by closing instant, those to come, then the closed ones."""
    filters = filters or CallFilters()
    calls = Call.objects.published().matching(filters.text).prefetch_related("envelopes")
    if filters.programme:
        calls = calls.filter(programme=filters.programme)
    if filters.direction:
        calls = calls.filter(direction=filters.direction)
    rows = [CallRow(call, call_state(call, now), section_labels(call)) for call in calls]
    order = {"open": 0, "soon": 1, "closed": 2}
    return sorted(rows, key=lambda row: (order[row.state], _nearness(row), row.call.code))


def _nearness(row: CallRow) -> float:
    if row.state == "open":
        return row.call.closes_at.timestamp()
    return row.call.opens_at.timestamp() if row.state == "soon" else -row.call.closes_at.timestamp()


def call_state(call: Call, now: datetime) -> str:
    """Say whether `call` is "open", to come ("soon") or "closed"."""
    if now < call.opens_at:
        return "soon"
    return "open" if call.is_open(now) else "closed"


def section_labels(call: Call, envelopes: Iterable[Envelope] | None = None) -> list[str]:
    """Name the sections of the OFQJ that fund `call`; `envelopes` are those it has, unless they are given."""
    money = call.envelopes.all() if envelopes is None else envelopes
    return [str(Section(envelope.section).label) for envelope in money if envelope.total_amount]


def call_page(call: Call, now: datetime, *, envelopes: Iterable[Envelope] | None = None) -> dict[str, Any]:
    """Gather what the page of a call shows, be it stored or only typed (its `envelopes` are then given)."""
    return {
        "call": call,
        "state": call_state(call, now),
        "rules": rules_in_words(call),
        "pieces": call.piece_labels,
        "recommended": call.recommended_labels,
        "grid": call.rules().score_grid,
        "sections": section_labels(call, envelopes),
    }


def whole_page(call: Call, now: datetime, *, envelopes: Iterable[Envelope] | None = None) -> dict[str, Any]:
    """Gather what the page of a call shows, and how each section that funds it pays."""
    money = call.envelopes.all() if envelopes is None else envelopes
    funding = sorted({envelope.section for envelope in money if envelope.total_amount})
    return call_page(call, now, envelopes=envelopes) | {"payments": terms_of(call, funding)}


def next_year(call: Call) -> dict[str, Any]:
    """Propose the same call a year later: its columns, with every date and year moved on. The form takes it from there.

    Hours stay those of the call's zone; 29 February becomes the 28th.
    """
    zone = ZoneInfo(call.zone)
    columns = {field.name: getattr(call, field.name) for field in call._meta.concrete_fields if field.name != "id"}
    walls = {name: columns[name].astimezone(zone).replace(tzinfo=None) for name in ("opens_at", "closes_at")}
    later = {name: datetime.combine(add_months(wall.date(), 12), wall.time()) for name, wall in walls.items()}
    year = walls["closes_at"].year
    renamed = {name: columns[name].replace(str(year), str(year + 1)) for name in ("title", "code")}
    if renamed["code"] == call.code:
        renamed["code"] = f"{call.code}-{year + 1}"[:40]
    answer_by = add_months(call.answer_by, 12) if call.answer_by else None
    return columns | later | renamed | {"answer_by": answer_by}


def open_calls(now: datetime) -> Any:
    """Return the calls that take dossiers now, the first to close first."""
    return Call.objects.published().open_at(now).order_by("closes_at", "code")


def rules_in_words(call: Call) -> list[dict[str, str]]:
    """Put the rules of a call into sentences: what it says, and what it rests on."""
    rules = call.rules()
    spec = spec_of(rules.programme)
    money = _money_rules(call)
    words = {
        "low": rules.age_min,
        "high": rules.age_max,
        "ml": rules.age_max_ml,
        "group": rules.group_min,
        "days_low": rules.days_min,
        "days_high": rules.days_max,
        "ratio": rules.leader_ratio,
        "leaders": rules.leaders_min,
        "weeks": rules.preparation_weeks_min,
        "hours": rules.hours_per_week_min,
        "report": rules.report_due_days,
    }
    sentences = [
        ("R1", _("Les jeunes ont de %(low)d à %(high)d ans révolus le jour du départ."), True),
        ("R2", _("Une Mission Locale emmène d’ordinaire des jeunes de %(ml)d ans au plus, ou dit pourquoi."), True),
        ("R3", _("Les jeunes sont suivis par la structure qui porte le projet."), True),
        ("R4", _("Au moins un partenaire de l’autre côté confirme son accueil avant la décision."), True),
        (
            "R5",
            ngettext(
                "Le groupe compte au moins %(group)d personne.",
                "Le groupe compte au moins %(group)d personnes.",
                rules.group_min,
            ),
            True,
        ),
        ("R6", _("Le séjour dure d’ordinaire de %(days_low)d à %(days_high)d jours."), True),
        (
            "R7",
            _("La préparation dure au moins %(weeks)d semaines, à raison d’au moins %(hours)d heures par semaine."),
            bool(spec.phases) or rules.preparation_weeks_min > 0,
        ),
        *money,
        (
            "R9",
            _("Le budget est équilibré, dans une seule devise ; chaque section accorde sa part dans la sienne."),
            True,
        ),
        ("R11", _("Prévoyez au moins %(leaders)d accompagnateurs, et 1 pour %(ratio)d jeunes."), True),
        ("R12", _("Une période de travail en entreprise demande un permis de travail."), True),
        (
            "R14",
            _("Le bilan est dû %(report)d jours après le retour ; un bilan en retard bloque un nouveau dépôt."),
            True,
        ),
    ]
    return [
        {"sentence": sentence % words, "source": _("Règle %s") % code}
        for code, sentence, told in sentences
        if told and code not in spec.rules_out
    ]


def _money_rules(call: Call) -> list[tuple[str, str, bool]]:
    def amount(value: Any) -> str:
        return format_money(Money(value, call.currency)) if value is not None else ""

    head, low, high = amount(call.aid_per_head_amount), amount(call.grant_floor_amount), amount(call.grant_cap_amount)
    share = format_pct(call.max_share_pct).replace("%", "%%")
    return [
        ("R8", _("L’aide est de %s par personne qui part.") % head, bool(head)),
        ("R8", _("L’aide va de %(low)s à %(high)s par projet.") % {"low": low, "high": high}, bool(low and high)),
        ("R8", _("L’aide ne dépasse pas %s du coût du projet.") % share, True),
        ("R8", _top_up_words(call), bool(call.extra_caps)),
    ]


def _top_up_words(call: Call) -> str:
    caps = [
        _("%(what)s, jusqu’à %(cap)s")
        % {"what": ExtraCategory(code).label, "cap": format_money(Money(cap, call.currency))}
        for code, cap in read_caps(call.extra_caps)
    ]
    words = _(
        "Des compléments aident les jeunes qui rencontrent un obstacle, sans aucun document médical : %s par jeune."
    )
    return words % ", ".join(caps).replace("%", "%%")
