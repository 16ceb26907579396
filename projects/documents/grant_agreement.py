"""The funding agreement: what its text says, in the partner's words, and what its paper shows of the signatures."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Self

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ofqj_portal.core.money import Money
from ofqj_portal.core.shores import format_date, format_instant, format_money, format_number
from partners.enums import Section
from partners.models import Structure
from projects.documents.decision_letter import SECTION_ZONES
from projects.enums import HostingState, PaymentKind, Side, SigningMandate, SigningSide
from projects.models import AgreementSignature, Decision, ExchangeRate, GrantAgreement, Letterhead, Project


@dataclass(frozen=True)
class PlannedInstalment:
    """One line of the schedule, before it becomes a row: what, how much, and what it waits for in words."""

    kind: str
    amount: Money
    conditions: tuple[str, ...]


@dataclass(frozen=True)
class Article:
    """One article: its title and its paragraphs."""

    title: str
    lines: tuple[str, ...]


@dataclass(frozen=True)
class AgreementText:
    """The whole text, ready to be frozen: the same facts give the same text, and so the same digest."""

    title: str
    reference: str
    parties: tuple[tuple[str, ...], ...]
    articles: tuple[Article, ...]

    @classmethod
    def of(cls, decision: Decision, *, schedule: Sequence[PlannedInstalment], rate: ExchangeRate | None) -> Self:
        """Write the text of a yes in the words of the shore that is active."""
        project, head = decision.project, Letterhead.objects.get(section=decision.section)
        articles = (
            Article(_("Ce que finance cette convention"), _purpose(project)),
            Article(_("L’aide"), _aid(decision, rate)),
            Article(_("Les versements"), _payments(schedule)),
            Article(_("Ce que fait la structure"), _duties(project)),
            Article(_("Ce que fait l’OFQJ"), _ofqj_duties()),
            Article(_("Si le projet change"), _changes()),
            Article(_("Les données"), _data()),
            Article(_("La signature"), _signature(project)),
        )
        return cls(
            title=_("Convention de subvention"),
            reference=project.number,
            parties=(_ofqj(head), _carrier(project.carrier)),
            articles=articles,
        )

    def canonical(self) -> str:
        """Write the text as canonical JSON: sorted keys, no space, UTF-8."""
        content = {
            "title": self.title,
            "reference": self.reference,
            "parties": [list(lines) for lines in self.parties],
            "articles": [{"title": article.title, "lines": list(article.lines)} for article in self.articles],
        }
        return json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def digest_of_text(text: str) -> str:
    """Return the SHA-256 of a canonical text, as the database computes it too."""
    return hashlib.sha256(text.encode()).hexdigest()


def _ofqj(head: Letterhead) -> tuple[str, ...]:
    return (head.sender, *(line.strip() for line in head.address.splitlines() if line.strip()))


def _carrier(structure: Structure) -> tuple[str, ...]:
    town = f"{structure.postal_code} {structure.commune}".strip()
    numbers = [(_("SIRET"), structure.siret), (_("RNA"), structure.rna), (_("NEQ"), structure.neq)]
    identity = [f"{label}\u00a0{number}" for label, number in numbers if number]
    return tuple(line for line in (structure.name, structure.street, town, *identity) if line)


def _purpose(project: Project) -> tuple[str, ...]:
    hosts = project.structures.filter(side=Side.HOST, state=HostingState.CONFIRMED).select_related("structure")
    names = ", ".join(row.structure.name for row in hosts.order_by("structure__name", "pk"))
    stay = {
        "title": project.title,
        "number": project.number,
        "call": project.call.title,
        "from": format_date(project.departs_on),
        "to": format_date(project.returns_on),
        "place": ", ".join(part for part in (project.destination_city, project.destination_country) if part),
    }
    lines = [
        _("Le projet « %(title)s » (dossier %(number)s), accepté dans l’appel « %(call)s ».") % stay,
        _("Le séjour va du %(from)s au %(to)s, à %(place)s.") % stay,
        ngettext("Le groupe compte %d place.", "Le groupe compte %d places.", project.places) % project.places,
    ]
    return (*lines, _("Partenaire d’accueil : %s.") % names) if names else tuple(lines)


def _aid(decision: Decision, rate: ExchangeRate | None) -> tuple[str, ...]:
    rules, amount = decision.project.call_rules, decision.grant.due
    lines = [_("L’OFQJ accorde %s au plus à la structure.") % format_money(amount)]
    if rules.aid_per_head is not None and rules.currency == amount.currency:
        head = format_money(Money(rules.aid_per_head, rules.currency))
        lines.append(_("Ce montant suit les personnes : %s pour chaque jeune qui part vraiment.") % head)
    elif rules.aid_per_head is not None:
        lines.append(_("Ce montant suit la part des places prévues qui sont parties vraiment."))
    lines.append(_("S’il part moins de monde que prévu, l’aide est recalculée et cette convention reste valable."))
    if rate is not None:
        lines.append(_rate_words(amount, rate))
    return tuple(lines)


def _rate_words(amount: Money, rate: ExchangeRate) -> str:
    return _("À titre indicatif, %(amount)s valent %(other)s au taux de %(rate)s du %(day)s (%(source)s).") % {
        "amount": format_money(amount),
        "other": format_money(amount.converted(rate.rate, rate.quote)),
        "rate": format_number(rate.rate, 4),
        "day": format_date(rate.on),
        "source": rate.source,
    }


def _payments(schedule: Sequence[PlannedInstalment]) -> tuple[str, ...]:
    lines = [_instalment_words(planned) for planned in schedule]
    return (
        *lines,
        _("Rien n’est versé avant la signature des deux parties et sans coordonnées bancaires de la structure."),
        _("Les coordonnées bancaires sont chiffrées, et effacées dès que le versement est confirmé."),
    )


def _instalment_words(planned: PlannedInstalment) -> str:
    words = {
        "kind": PaymentKind(planned.kind).label,
        "amount": format_money(planned.amount),
        "conditions": _(" et ").join(planned.conditions),
    }
    if planned.kind == PaymentKind.SHARE:
        return _share_words(words)
    if planned.kind == PaymentKind.BALANCE:
        return _("%(kind)s : ce qui reste dû, %(amount)s au plus, quand %(conditions)s.") % words
    if planned.conditions:
        return _("%(kind)s : %(amount)s, quand %(conditions)s.") % words
    return _("%(kind)s : %(amount)s, une fois cette convention signée.") % words


def _share_words(words: dict[str, Any]) -> str:
    asked = _("Si la structure le demande pour un jeune, %(amount)s au plus lui sont versés directement.") % words
    when = _("Cette part est versée quand %(conditions)s.") % words if words["conditions"] else ""
    less = _("Elle est retirée de ce qui revient à la structure.")
    return " ".join(sentence for sentence in (asked, when, less) if sentence)


def _duties(project: Project) -> tuple[str, ...]:
    days = project.call_rules.report_due_days
    return (
        _("Ses conseillers accompagnent les jeunes avant, pendant et après le séjour."),
        _("Elle note dans le portail qui part vraiment, puis le retour du groupe."),
        ngettext(
            "Elle remet le bilan du projet dans le jour qui suit le retour.",
            "Elle remet le bilan du projet dans les %d jours qui suivent le retour.",
            days,
        )
        % days,
        _("Elle garde les justificatifs des dépenses et les montre à l’OFQJ s’il les demande."),
    )


def _ofqj_duties() -> tuple[str, ...]:
    return (
        _("Il répond à ses questions dans le fil du dossier et relit le bilan."),
        _("Il verse chaque somme quand ce qui la bloque est levé, et dit toujours ce qui manque et qui peut le lever."),
    )


def _changes() -> tuple[str, ...]:
    return (
        _("La structure prévient l’OFQJ avant tout changement de dates, de partenaire ou de budget."),
        _("Un montant, un partenaire ou un plan nouveau donne un nouveau texte, à signer de nouveau."),
        _("Si le séjour n’a pas lieu, ce qui n’est pas versé revient à l’OFQJ. Un trop-perçu lui est rendu."),
    )


def _data() -> tuple[str, ...]:
    return (
        _("Chaque partie protège les données des jeunes, selon la loi de son pays."),
        _("L’identité de qui reçoit l’argent est gardée dix ans avec la comptabilité."),
    )


def _signature(project: Project) -> tuple[str, ...]:
    return (
        _("Chaque partie signe dans le portail, la structure d’abord. Sont gardés : qui, quand, à quel titre."),
        _("La signature vaut pour ce texte exact, reconnu à son empreinte ; un autre texte se signe de nouveau."),
    )


@dataclass(frozen=True)
class SignatureLine:
    """One signature as the paper shows it: the party, and what is known of it, or that it is awaited."""

    party: str
    lines: tuple[str, ...]


@dataclass(frozen=True)
class AgreementPaper:
    """The frozen text with its digest and the signatures it has so far."""

    content: dict[str, Any]
    sha256: str
    signatures: tuple[SignatureLine, ...]

    @classmethod
    def of(cls, agreement: GrantAgreement) -> Self:
        """Gather the paper of a text."""
        signed = {signature.side: signature for signature in agreement.signatures.all()}
        sides = ((SigningSide.CARRIER, agreement.content["parties"][1][0]), (SigningSide.OFQJ, _head(agreement)))
        lines = tuple(SignatureLine(party, _signed_words(signed.get(side), agreement)) for side, party in sides)
        return cls(content=agreement.content, sha256=agreement.text_sha256, signatures=lines)


def _head(agreement: GrantAgreement) -> str:
    return agreement.content["parties"][0][0]


def _signed_words(signature: AgreementSignature | None, agreement: GrantAgreement) -> tuple[str, ...]:
    if signature is None:
        return (_("Signature attendue"),)
    carrier_zone = agreement.decision.project.carrier.zone
    zone = SECTION_ZONES[Section(agreement.decision.section)] if signature.side == SigningSide.OFQJ else carrier_zone
    mandate = str(SigningMandate(signature.mandate).label)
    if signature.delegated_by:
        mandate = _("par délégation de %s") % signature.delegated_by
    return (
        f"{signature.name}, {signature.capacity}",
        mandate,
        _("Signé dans le portail le %s") % format_instant(signature.signed_at, zone),
    )
