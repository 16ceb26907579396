"""Where a structure gives money back: the account of the section, in words; or that nobody wrote it yet."""

from collections.abc import Iterable
from dataclasses import dataclass

from ofqj_portal.core.versions import sha256_of
from partners.enums import Section
from projects.models import RepaymentAccount

_NUMBERS = ("iban", "bic", "institution", "transit", "account")
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
        return tuple((_label(name), _spaced(value) if name == "iban" else value) for name, value in named if value)


def repayment_places(sections: Iterable[str] = Section.values) -> dict[str, RepaymentPlace]:
    """Return where each of these sections is given money back, in one query."""
    wanted = list(sections)
    rows = RepaymentAccount.objects.filter(section__in=wanted).select_related("changed_by")
    found = {row.section: row for row in rows}
    return {section: RepaymentPlace(section, found.get(section)) for section in wanted}


def mark_of(account: RepaymentAccount | None) -> str:
    """Digest an account: its form carries it, so that an edit made meanwhile is seen."""
    if account is None:
        return "none"
    return sha256_of([getattr(account, name) for name in ("holder", *_NUMBERS)])[:24]


def _label(name: str) -> str:
    label = str(RepaymentAccount._meta.get_field(name).verbose_name)
    return label[:1].upper() + label[1:]


def _spaced(iban: str) -> str:
    return "\u00a0".join(iban[at : at + _GROUP] for at in range(0, len(iban), _GROUP))
