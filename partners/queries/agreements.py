"""The rows of the ententes, and where each stands."""

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from django.db.models import Q, QuerySet, Value
from django.utils.translation import gettext as _

from ofqj_portal.core.prepared_rows import PreparedRows
from partners.enums import AgreementState
from partners.models import Agreement, Structure
from partners.models.search import Fold

if TYPE_CHECKING:
    from ofqj_portal.accounts.models import User


@dataclass(frozen=True)
class AgreementRow:
    """An entente in a list: its state in words, the partner seen from one side."""

    agreement: Agreement
    partner: Structure | None
    state_kind: str
    state_label: str


def agreement_row(agreement: Agreement, on: date, *, own: set[int], seen_from: Structure | None = None) -> AgreementRow:
    """Say where an entente stands on that day, to somebody who keeps the ententes of the structures `own`."""
    partner = None
    if seen_from:
        partner = agreement.second_structure if agreement.first_structure == seen_from else agreement.first_structure
    state = agreement.state(on)
    if state == AgreementState.TO_CONFIRM and agreement.second_structure_id in own:
        return AgreementRow(agreement, partner, "you", _("À vous de confirmer"))
    return AgreementRow(agreement, partner, state.badge, str(state.label))


def agreements_of(user: "User", structure: Structure) -> list[Agreement]:
    """List the ententes of a structure that `user` may read, the latest first."""
    return _OF_ONE.of(user, structure=structure.pk).all()


def _of_one(user: "User", _key: None, *, structure: int) -> QuerySet[Agreement]:
    rows = Agreement.objects.visible_to(user).of(structure)
    return rows.select_related("first_structure", "second_structure").order_by("-starts_on", "-pk")


_OF_ONE = PreparedRows(_of_one, structure=int)


def agreement_list_rows(
    user: "User",
    *,
    own: set[int] | None = None,
    text: str = "",
    born: tuple[date, date] | None = None,
    standing_on: date | None = None,
) -> QuerySet[Agreement]:
    """List the ententes `user` may read, the latest first.

    `own` keeps those of some structures, `born` those confirmed and signed in these days, `standing_on` those that
    bind on that day: what a key figure of an annual report counts.
    """
    rows = Agreement.objects.visible_to(user).select_related("first_structure", "second_structure")
    if born is not None:
        rows = rows.born_between(*born)
    if standing_on is not None:
        rows = rows.active_on(standing_on)
    if own is not None:
        rows = rows.filter(Q(first_structure__in=own) | Q(second_structure__in=own))
    if text.strip():
        matching = Structure.objects.matching(text).values("pk")
        rows = rows.alias(folded=Fold("title")).filter(
            Q(folded__contains=Fold(Value(text))) | Q(first_structure__in=matching) | Q(second_structure__in=matching)
        )
    return rows.order_by("-starts_on", "-pk")
