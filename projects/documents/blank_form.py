"""The dossier of a call on paper, with nothing in it: every step, field, help, piece and rule of that call."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self

from django.utils.translation import gettext as _

from ofqj_portal.core.money import Money
from ofqj_portal.core.shores import format_both_shores, format_date, format_money
from partners.enums import Country, Section
from projects.enums import BudgetSide, ExtraCategory, PhaseKind
from projects.models import BudgetAccount, Call, Project
from projects.models.call import piece_labels
from projects.models.grid import Criterion
from projects.programmes import ProgrammeSpec, spec_of
from projects.queries.bookings import EXPECTED
from projects.queries.calls import rules_in_words, section_labels
from projects.sections import (
    BOOKINGS_TITLE,
    BUDGET,
    OTHER_LABELS,
    PIECES,
    SECTIONS,
    STAY,
    STRUCTURES,
    SUBMISSION,
    DossierSection,
    field_label,
)

LINES_OF_A_TEXT, LINES_OF_A_WORD = 6, 1


@dataclass(frozen=True)
class BlankField:
    """One question, with room to answer: `lines` empty ones."""

    label: str
    help: str
    required: bool
    lines: range


@dataclass(frozen=True)
class BlankTable:
    """A table to fill in: its heading, its columns, the first cell of each row ("" for a free row)."""

    title: str
    columns: tuple[str, ...]
    rows: tuple[str, ...]


@dataclass(frozen=True)
class BlankStep:
    """One step of the dossier."""

    title: str
    fields: tuple[BlankField, ...]
    tables: tuple[BlankTable, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class BlankForm:
    """Everything the paper says, in the words of the reader's shore."""

    title: str
    heads: tuple[tuple[str, str], ...]
    steps: tuple[BlankStep, ...]
    rules: tuple[dict[str, str], ...]
    grid: tuple[Criterion, ...]
    is_letter: bool

    @classmethod
    def of(cls, call: Call, *, country: str, helps: Mapping[str, Any]) -> Self:
        """Write the blank dossier of `call` for a carrier of `country`; `helps` are the hints of the form's fields."""
        spec = spec_of(call.programme)
        steps = [_step(call, section, spec, country, helps) for section in SECTIONS if section.code != SUBMISSION]
        steps.insert([section.code for section in SECTIONS].index(STAY) + 1, _bookings())
        return cls(
            title=call.title,
            heads=_heads(call),
            steps=tuple(steps),
            rules=tuple(rules_in_words(call)),
            grid=call.rules().score_grid,
            is_letter=country == Country.QC,
        )


def _heads(call: Call) -> tuple[tuple[str, str], ...]:
    heads = [
        (_("Programme"), f"{call.get_programme_display()} · {call.get_direction_display()}"),
        (_("Ouverture"), format_both_shores(call.opens_at)),
        (_("Clôture"), format_both_shores(call.closes_at)),
        (_("Qui finance"), ", ".join(section_labels(call)) or _("à venir")),
    ]
    answer = [(_("Réponse attendue"), format_date(call.answer_by))] if call.answer_by else []
    return tuple(heads + answer)


def _step(
    call: Call, section: DossierSection, spec: ProgrammeSpec, country: str, helps: Mapping[str, Any]
) -> BlankStep:
    names = [name for name in section.fields if name not in spec.left_out | OTHER_LABELS.keys()]
    fields = tuple(_field(name, section, spec, helps) for name in names)
    return BlankStep(str(section.title), fields, tuple(_tables(call, section, spec, country)), _notes(call, section))


def _bookings() -> BlankStep:
    """Leave room for what is booked: the lodging and the travel no stay leaves without, then what else there is."""
    columns = (_("Quoi"), _("Chez qui"), _("Du"), _("Au"), _("Référence"), _("Montant"), _("Où en est-on"))
    kinds = (*(str(kind.label) for kind in EXPECTED), "", "")
    return BlankStep(str(BOOKINGS_TITLE), (), (BlankTable(_("Réservations"), columns, kinds),))


def _field(name: str, section: DossierSection, spec: ProgrammeSpec, helps: Mapping[str, Any]) -> BlankField:
    label = str(spec.labels.get(name) or field_label(name))
    required = name in spec.asked or (name in section.required and name not in spec.optional)
    is_text = Project._meta.get_field(name).get_internal_type() == "TextField"
    room = range(LINES_OF_A_TEXT if is_text else LINES_OF_A_WORD)
    return BlankField(label[:1].upper() + label[1:], str(helps.get(name, "")), required, room)


def _tables(call: Call, section: DossierSection, spec: ProgrammeSpec, country: str) -> list[BlankTable]:
    if section.code == STRUCTURES:
        columns = (_("Structure"), _("Pays"), _("Rôle"), _("Personne à joindre"), _("Ce qu’elle apporte"))
        return [BlankTable(_("Partenaires du projet"), columns, ("",) * 4)]
    if "phases" in section.fields:
        columns = (_("Phase"), _("Du"), _("Au"), _("Heures par semaine"), _("Lieu"))
        kinds = spec.phases or tuple(PhaseKind)
        return [BlankTable(_("Phases"), columns, tuple(str(PhaseKind(kind).label) for kind in kinds))]
    return _money_tables(call, country) if section.code == BUDGET else []


def _money_tables(call: Call, country: str) -> list[BlankTable]:
    accounts = list(BudgetAccount.objects.filter(country=country))
    charges = tuple(str(row) for row in accounts if row.side == BudgetSide.CHARGE)
    incomes = tuple(str(row) for row in accounts if row.side == BudgetSide.INCOME)
    aids = tuple(f"{Section(row.section).label} ({row.currency})" for row in call.envelopes.all() if row.total_amount)
    columns = (_("Compte"), _("Financeur"), _("Acquis ou demandé"), _("Montant"))
    tables = [
        BlankTable(_("Charges"), (_("Compte"), _("Précision"), _("Montant")), charges),
        BlankTable(_("Ressources, sans l’aide de l’OFQJ"), columns, incomes),
        BlankTable(_("Aide demandée à l’OFQJ"), (_("Section"), _("Montant")), aids),
    ]
    extras = tuple(
        _("%(what)s, au plus %(cap)s par jeune")
        % {"what": ExtraCategory(code).label, "cap": format_money(Money(cap, call.currency))}
        for code, cap in call.rules().extra_caps
    )
    if extras:
        columns = (_("Complément"), _("Obstacle"), _("Jeunes"), _("Montant par jeune"))
        tables.append(BlankTable(_("Compléments pour des jeunes qui rencontrent un obstacle"), columns, extras))
    return tables


def _notes(call: Call, section: DossierSection) -> tuple[str, ...]:
    if section.code != PIECES:
        return ()
    asked = [_("À joindre : %s") % label for label in piece_labels(call.required_pieces)]
    advised = [_("Conseillée : %s") % label for label in piece_labels(call.recommended_pieces)]
    return tuple(asked + advised) or (_("Aucune pièce n’est demandée."),)
