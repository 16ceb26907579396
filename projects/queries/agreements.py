"""The funding agreements: the text that stands for each section, who has to sign it, those it replaced."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Case, CharField, OuterRef, Prefetch, Q, QuerySet, Value, When
from django.urls import reverse

from ofqj_portal.core.roles import Role, sections_of
from ofqj_portal.core.row_by_row import FoundForRow
from projects import access
from projects.enums import AGREED, TO_SIGN, AgreementState, ProjectState, RecoveryState, SigningSide
from projects.labels import Reader
from projects.models import AgreementSignature, Decision, Grant, GrantAgreement, Instalment, Project, Recovery
from projects.models.visibility import examined_by

SIGN, GIVE_ACCOUNT, GIVE_BACK = "sign", "account", "give_back"
#: How many days a text waits before whoever must sign is reminded, and reminded again.
REMINDED_AFTER_DAYS = (7, 15, 30)

_KINDS = {
    AgreementState.SIGNED: "ok",
    AgreementState.REFUSED: "late",
    AgreementState.VOID: "neutral",
}


@dataclass(frozen=True)
class AgreementWords:
    """Where the text of a section stands, in the words of its reader, and its page."""

    section: str
    kind: str
    word: str
    url: str


@dataclass(frozen=True)
class AgreementLine(AgreementWords):
    """The same with the text itself, and whether the reader may sign it now."""

    agreement: GrantAgreement
    may_sign: bool


def standing_agreements(project: Project) -> "QuerySet[GrantAgreement]":
    """Return the text that stands for each section of a dossier, with its signatures at hand."""
    rows = GrantAgreement.objects.standing().filter(decision__project=project)
    return _with_signatures(rows.order_by("decision__section"))


def replaced_agreements(project: Project, section: str) -> "QuerySet[GrantAgreement]":
    """Return the texts of one section that are without effect, the latest first, with their signatures at hand."""
    rows = GrantAgreement.objects.filter(decision__project=project, decision__section=section)
    return _with_signatures(rows.filter(state=AgreementState.VOID)).order_by("-number")


def _with_signatures(rows: "QuerySet[GrantAgreement]") -> "QuerySet[GrantAgreement]":
    signatures = Prefetch("signatures", AgreementSignature.objects.order_by("pk"))
    return rows.select_related("decision", "paper", "refused_by").prefetch_related(signatures)


def agreements_for(project: Project, user: Any, reader: str) -> list[AgreementWords]:
    """Put the standing texts of a dossier into words for its page, from the decisions brought along by its door.

    Nothing before a whole answer, nor for who does not read agreements.
    """
    if not _tells_agreements(project, user):
        return []
    decisions: Iterable[Any] = project.decisions.all()
    told = [(decision.standing_agreement, decision) for decision in decisions if decision.standing_agreement]
    return [AgreementWords(**_words(state, decision, project, reader)) for state, decision in told]


def agreements_at_hand(grants: Iterable[Grant], project: Project, user: Any, reader: str) -> list[AgreementLine]:
    """The same from grants read with their standing texts (`grants_with_money`), without another query."""
    if not _tells_agreements(project, user):
        return []
    texts: list[GrantAgreement] = [text for grant in grants for text in getattr(grant.decision, "standing", ())]
    return [agreement_line(text, project, user, reader) for text in texts]


def _tells_agreements(project: Project, user: Any) -> bool:
    return project.state in AGREED | {ProjectState.CANCELLED} and access.can_read_agreement(user, project)


def agreement_line(agreement: GrantAgreement, project: Project, user: Any, reader: str) -> AgreementLine:
    """Put one text into words for one reader: what waits for her side is hers, the rest is with the other."""
    words = _words(agreement.state, agreement.decision, project, reader)
    return AgreementLine(**words, agreement=agreement, may_sign=side_to_sign(agreement, project, user) is not None)


def _words(told: str, decision: Decision, project: Project, reader: str) -> dict[str, str]:
    state = AgreementState(told)
    hers = {AgreementState.WAITING_CARRIER: Reader.CARRIER, AgreementState.WAITING_OFQJ: Reader.OFQJ}.get(state)
    return {
        "section": decision.get_section_display(),
        "kind": _KINDS.get(state) or ("you" if hers == reader else "with"),
        "word": str(state.label),
        "url": reverse("projects:agreement", args=[project.number, decision.section]),
    }


def side_to_sign(agreement: GrantAgreement, project: Project, user: Any) -> SigningSide | None:
    """Say for which side she may sign this text now, if for any."""
    if agreement.state == AgreementState.WAITING_CARRIER and access.signs_for_carrier(user, project):
        return SigningSide.CARRIER
    section = agreement.decision.section
    decides = section in access.sections_judged_by(user, project, Role.DECIDER)
    if agreement.state == AgreementState.WAITING_OFQJ and decides:
        return SigningSide.OFQJ
    return None


def to_countersign(user: Any, *, of_few: bool = False) -> "QuerySet[GrantAgreement]":
    """Return the texts that the structure has signed and that wait for a decider of her section, the oldest first.

    `of_few`: the decisions of those that wait are looked up one by one, instead of all being read.
    """
    sections = sections_of(user, Role.DECIDER)
    waiting = GrantAgreement.objects.filter(state=AgreementState.WAITING_OFQJ)
    seen = Project.objects.filter(examined_by(user, of_few=of_few)).values("pk")
    hers = Decision.objects.filter(section__in=sections, project__in=seen)
    rows = waiting.filter(FoundForRow(hers.filter(pk=OuterRef("decision"))) if of_few else Q(decision__in=hers))
    return rows.order_by("waiting_since", "pk")


def agreements_to_remind(now: datetime) -> "QuerySet[GrantAgreement]":
    """Return the texts that have waited for a signature long enough to remind somebody."""
    since = now - timedelta(days=REMINDED_AFTER_DAYS[0])
    rows = GrantAgreement.objects.filter(state__in=sorted(TO_SIGN), waiting_since__lte=since)
    return rows.select_related("decision__project__carrier").order_by("pk")


# ---- what a dossier's money waits for from its carrier --------------------------------------------------------------


def money_wait() -> Case:
    """Build the expression that says, for each dossier, what its carrier must do for the money: a code, or ""."""
    unsigned = GrantAgreement.objects.filter(decision__project=OuterRef("pk"), state=AgreementState.WAITING_CARRIER)
    ripe = Instalment.objects.filter(
        Q(waits_for=[]) | Q(grant__decision__project__state=ProjectState.CLOSED),
        grant__decision__project=OuterRef("pk"),
        grant__decision__agreements__state=AgreementState.SIGNED,
        grant__bank_details=None,
        payment=None,
        planned_amount__gt=0,
    )
    asked = Recovery.objects.filter(grant__decision__project=OuterRef("pk"), state=RecoveryState.SENT)
    return Case(
        When(FoundForRow(asked), then=Value(GIVE_BACK)),
        When(FoundForRow(unsigned), then=Value(SIGN)),
        When(FoundForRow(ripe), then=Value(GIVE_ACCOUNT)),
        default=Value(""),
        output_field=CharField(),
    )


def money_wait_of(project: Any) -> str:
    """Return what the carrier must do for the money of one dossier, asked of the database unless it is at hand."""
    if not hasattr(project, "money_wait"):
        found = Project.objects.filter(pk=project.pk).values_list(money_wait(), flat=True).first()
        project.money_wait = found or ""
    return project.money_wait
