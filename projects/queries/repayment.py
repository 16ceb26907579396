"""Where a structure gives money back: the account of the section, in words; or that nobody wrote it yet."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import F, OuterRef, Subquery
from django.db.models.functions import JSONObject
from django.utils.translation import gettext_lazy as _

from ofqj_portal.core.versions import sha256_of
from partners.enums import Section
from projects.models import RepaymentAccount

_NUMBERS = ("iban", "bic", "institution", "transit", "account")
_LABELS = {
    "holder": _("Titulaire du compte"),
    "iban": _("IBAN"),
    "bic": _("BIC"),
    "institution": _("Numéro d’institution"),
    "transit": _("Numéro de transit"),
    "account": _("Numéro de compte"),
}
_GROUP = 4  # an IBAN is read four signs at a time


@dataclass(frozen=True)
class RepaymentPlace:
    """One section's account: what each line is called, and what it says; no line while nobody wrote it."""

    section: str
    account: RepaymentAccount | None

    @property
    def label(self) -> str:
        return str(Section(self.section).label)

    @property
    def lines(self) -> tuple[tuple[str, str], ...]:
        if self.account is None:
            return ()
        named = ((name, getattr(self.account, name)) for name in ("holder", *_NUMBERS))
        return tuple(
            (str(_LABELS[name]), _spaced(value) if name == "iban" else value) for name, value in named if value
        )


def repayment_places(sections: Iterable[str] = Section.values) -> dict[str, RepaymentPlace]:
    """Return where each of these sections is given money back, in one query."""
    wanted = list(sections)
    rows = RepaymentAccount.objects.filter(section__in=wanted).select_related("changed_by")
    found = {row.section: row for row in rows}
    return {section: RepaymentPlace(section, found.get(section)) for section in wanted}


def with_place(rows: Any) -> Any:
    """Bring along, with each overpayment, the account of its section; see `place_told`."""
    account = RepaymentAccount.objects.filter(section=OuterRef("grant__decision__section"))
    told = JSONObject(**{name: name for name in ("holder", *_NUMBERS)}, section="section")
    return rows.annotate(
        told_account=Subquery(account.values(told=told)[:1]), told_section=F("grant__decision__section")
    )


def place_told(recovery: Any) -> RepaymentPlace:
    """Return where an overpayment read by `with_place` is given back."""
    told = recovery.told_account
    return RepaymentPlace(recovery.told_section, RepaymentAccount(**told) if told else None)


def mark_of(account: RepaymentAccount | None) -> str:
    """Digest an account: its form carries it, so that an edit made meanwhile is seen."""
    if account is None:
        return "none"
    return sha256_of([getattr(account, name) for name in ("holder", *_NUMBERS)])[:24]


def _spaced(iban: str) -> str:
    return " ".join(iban[at : at + _GROUP] for at in range(0, len(iban), _GROUP))
