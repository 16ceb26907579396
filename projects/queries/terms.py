"""How the grants of a call are paid, section by section: in words, and whether young people may be paid their share."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from django.db.models import Q
from django.utils.translation import gettext as _

from ofqj_portal.core.shores import format_pct
from ofqj_portal.core.versions import sha256_of
from partners.enums import Section
from projects.enums import FOR_PROFESSIONALS, PaymentCondition, PaymentKind
from projects.models import Call, CallRules, Grant, InstalmentTerm
from projects.models.payment_terms import Schedules, TermLine


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

    @property
    def whole_mark(self) -> str:
        """What two editors of the whole schedule compare."""
        return sha256_of([self.is_own, *(line.to_json() for line in lines_of(self.terms))])[:24]


def terms_of(call: Call, sections: Iterable[str]) -> list[SectionTerms]:
    """Return the schedule of each of these sections on `call`, in one query; without shares where there are none."""
    never, wanted = {PaymentKind.SHARE} if why_no_share(call) else set(), list(sections)
    rows = [term for term in _terms_on(call, wanted) if term.kind not in never]
    by_section = {each: [term for term in rows if term.section == each] for each in wanted}
    return [
        SectionTerms(each, tuple([term for term in terms if term.call_id] or terms))
        for each, terms in by_section.items()
    ]


def _terms_on(call: Call, sections: list[str]) -> "list[InstalmentTerm]":
    usual = Q(call=None) if call.pk is None else Q(call=None) | Q(call=call.pk)
    return list(InstalmentTerm.objects.filter(usual, section__in=sections).order_by("section", "position"))


def lines_of(terms: Iterable[InstalmentTerm]) -> tuple[TermLine, ...]:
    """Write a schedule as plain data."""
    return tuple(TermLine(term.position, term.kind, term.share_pct, tuple(term.waits_for)) for term in terms)


def own_schedules(call: Call, sections: Iterable[str]) -> Schedules:
    """Return what each of these sections wrote for `call` alone; no line where its usual schedule holds."""
    return tuple((each.section, lines_of(each.terms if each.is_own else ())) for each in terms_of(call, sections))


def rules_to_keep(call: Call) -> CallRules:
    """Return the rules that a dossier filed now keeps: those of its call, and how each section pays."""
    schedules = tuple((each.section, lines_of(each.terms)) for each in terms_of(call, sorted(Section.values)))
    return replace(call.rules(), payments=schedules)


def terms_of_grant(grant: Grant) -> list[InstalmentTerm]:
    """Return the schedule of a grant: the one its dossier keeps since it was filed, else that of today."""
    decision = grant.decision
    project = decision.project
    kept = dict(project.call_rules.payments).get(decision.section, ())
    if not kept:
        return InstalmentTerm.objects.for_grant_of(project.call_id, decision.section)
    return terms_from(kept, call_id=project.call_id, section=decision.section)


def keeps_terms(grant: Grant) -> bool:
    """Say whether the dossier of a grant keeps the schedule of its filing."""
    return bool(dict(grant.decision.project.call_rules.payments).get(grant.decision.section))


def terms_from(lines: Iterable[TermLine], *, call_id: int | None, section: str) -> list[InstalmentTerm]:
    """Make the lines of a schedule of plain data; nothing is stored."""
    rows = ((line.position, line.kind, line.share_pct, list(line.waits_for)) for line in lines)
    return [
        InstalmentTerm(section=section, call_id=call_id, position=rank, kind=kind, share_pct=pct, waits_for=waits)
        for rank, kind, pct, waits in rows
    ]


def schedules_in_words(data: Schedules) -> str:
    """Say each section's schedule, a line each."""
    said = []
    for section, lines in data:
        words = [_in_words(term) for term in terms_from(lines, call_id=None, section=section)]
        said += [f"{Section(section).label} · {line}" for line in words or [_("échéancier habituel de la section")]]
    return "\n".join(said)


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
