"""How the grants of a call are paid, section by section: in words, and whether young people may be paid their share."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from ofqj_portal.core.shores import format_pct
from partners.enums import Section
from projects.enums import FOR_PROFESSIONALS, PaymentCondition, PaymentKind
from projects.models import Call, InstalmentTerm


@dataclass(frozen=True)
class SectionTerms:
    """The schedule by which one section pays on one call; `is_own` says that it was written for this call."""

    section: str
    terms: tuple[InstalmentTerm, ...]

    @property
    def label(self) -> str:
        return str(Section(self.section).label)

    @property
    def is_own(self) -> bool:
        return any(term.call_id for term in self.terms)

    @property
    def share(self) -> InstalmentTerm | None:
        """The line by which young people may be paid themselves."""
        return next((term for term in self.terms if term.kind == PaymentKind.SHARE), None)

    @property
    def lines(self) -> list[str]:
        """Say each line in words: what is paid, and what it waits for."""
        return [_in_words(term) for term in self.terms]

    @property
    def mark(self) -> str:
        """What two editors compare: whether young people are paid, and what their share waits for."""
        return ",".join(["share", *sorted(self.share.waits_for)]) if self.share else "structure"


def terms_of(call: Call, sections: list[str]) -> list[SectionTerms]:
    """Return the schedule of each of these sections on `call`, a query each; without shares where there are none."""
    never = {PaymentKind.SHARE} if why_no_share(call) else set()
    return [
        SectionTerms(
            each, tuple(term for term in InstalmentTerm.objects.for_grant_of(call.pk, each) if term.kind not in never)
        )
        for each in sections
    ]


def why_no_share(call: Call) -> str:
    """Say why nobody but structures can be paid on `call`; "" where young people may be."""
    if call.programme in FOR_PROFESSIONALS:
        return _("Cet appel envoie des professionnels : l’aide va à leur structure.")
    if call.aid_per_head_amount is None:
        return _("Cet appel ne donne pas d’aide par personne : il n’y a pas de part à verser à un jeune.")
    return ""


def _in_words(term: InstalmentTerm) -> str:
    what = {
        PaymentKind.SHARE: _("à chaque jeune pour qui la structure le demande, sa part de l’aide"),
        PaymentKind.BALANCE: _("à la structure, ce qui reste"),
    }.get(PaymentKind(term.kind)) or _("à la structure, %s de l’aide") % format_pct(term.share_pct or 0)
    waits = [_("la convention est signée"), *(str(PaymentCondition(code).label) for code in term.waits_for)]
    waits, last = (waits[:-1], _(" et que %s") % waits[-1]) if len(waits) > 1 else (waits, "")
    return _("%(kind)s : %(what)s, quand %(waits)s.") % {
        "kind": term.get_kind_display(),
        "what": what,
        "waits": _(", que ").join(waits) + last,
    }
