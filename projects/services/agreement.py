"""The funding agreement of a grant: written once the answer is whole, and written again if what it says changes.

A group that leaves with fewer people is paid less under the same text, which says so; a text that both sides have not
signed yet is written again with the new amount (ADR 0010).
"""

from datetime import datetime

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from ofqj_portal.accounts.models import User
from ofqj_portal.core import calendar, outbox
from ofqj_portal.core.errors import DomainError, WrongState
from ofqj_portal.core.jobs import enqueue
from ofqj_portal.core.journal import record
from ofqj_portal.core.shores import reading_as
from partners.enums import Section
from projects.documents.decision_letter import SECTION_ZONES
from projects.documents.grant_agreement import AgreementText, digest_of_text
from projects.emails.agreement import AgreementRefusedMail, AgreementToSignMail
from projects.enums import (
    AGREED,
    TO_SIGN,
    AgreementState,
    ChangeState,
    Currency,
    DecisionState,
    RateMoment,
)
from projects.models import ChangeRequest, Decision, ExchangeRate, GrantAgreement, Project
from projects.models.rate import latest_rate
from projects.queries.held import held_lines
from projects.services.change_followers import follows_changes
from projects.services.drafting import lock
from projects.services.rates import freeze_rate
from projects.services.schedule import keep_plan, plan_of

PAPER_JOB = "projects.make_agreement_paper"


class NothingToAgree(DomainError):
    """No agreement can be written: the section said no, or the answer is not whole yet."""


class RunUnderWay(DomainError):
    """Money is leaving under the text that stands."""


class RefusalUnexplained(DomainError):
    """Who refuses to sign says why."""


def write_agreements(*, project: Project, now: datetime) -> list[GrantAgreement]:
    """Write the agreement of each announced yes that has none; call it in the service that makes the answer whole.

    `project` must be locked. Nothing is written before every section has answered and every condition is lifted.
    """
    if project.state not in AGREED:
        return []
    decisions = project.decisions.filter(state=DecisionState.YES, announced_at__isnull=False).order_by("section")
    missing = decisions.exclude(agreements__in=GrantAgreement.objects.standing())
    return [_write(decision, reason="", now=now) for decision in missing]


def renew_agreements(*, project: Project, reason: str, now: datetime, signed_too: bool = True) -> list[GrantAgreement]:
    """Write the texts of a locked dossier again where what they say has changed; the signatures they had fall.

    `reason` is what both sides read. Without `signed_too`, a text that both sides signed stays as it is. Raises
    RunUnderWay while a payment order relies on the text.
    """
    rows = GrantAgreement.objects.standing().filter(decision__project=project).order_by("decision__section")
    if signed_too and any(held_lines(agreement.decision).exists() for agreement in rows):
        raise RunUnderWay(_("Un ordre de paiement est en cours sur ce dossier : attendez que la finance le confirme."))
    renewed = []
    for agreement in rows if signed_too else rows.exclude(state=AgreementState.SIGNED):
        text = _text_of(agreement.decision, _known_rate(agreement))
        if digest_of_text(text) != agreement.text_sha256 and agreement.decision.grant.due.amount:
            void_agreement(agreement, reason=reason, now=now)
            renewed.append(_write(agreement.decision, reason=reason, now=now))
    return renewed


@follows_changes
def renew_after_change(change: ChangeRequest, by: User, now: datetime) -> None:
    """Write the texts again once the OFQJ granted a change; one that was only noted leaves a signed text as it is.

    Raises RunUnderWay while a payment order relies on the text.
    """
    granted = change.state == ChangeState.GRANTED
    why = _("Le projet a changé, avec l’accord de l’OFQJ.") if granted else _("Le projet a changé.")
    renew_agreements(project=change.project, reason=why, now=now, signed_too=granted)


def void_agreements(*, decision: Decision, reason: str, now: datetime, unsigned_only: bool = False) -> None:
    """Leave the standing text of a decision without effect; with `unsigned_only`, unless both sides signed it."""
    rows = GrantAgreement.objects.standing().filter(decision=decision)
    for agreement in rows.exclude(state=AgreementState.SIGNED) if unsigned_only else rows:
        void_agreement(agreement, reason=reason, now=now)


def void_agreement(agreement: GrantAgreement, *, reason: str, now: datetime) -> None:
    """Leave one text without effect; its signatures stay readable and count for nothing."""
    agreement.state, agreement.voided_at, agreement.void_reason = AgreementState.VOID, now, reason
    agreement.save(update_fields=["state", "voided_at", "void_reason"])


@transaction.atomic
def prepare_agreement(*, project: Project, section: str, by: User, now: datetime) -> GrantAgreement:
    """Write the agreement of one section anew at the OFQJ's desk: none stands, or the one that stands was refused.

    Raises NothingToAgree without a whole yes, WrongState while a text waits for a signature or is signed.
    """
    project = lock(project)
    decision = project.decisions.filter(section=section, state=DecisionState.YES).first()
    if decision is None or decision.announced_at is None or project.state not in AGREED:
        raise NothingToAgree(_("Il n’y a pas d’accord entier à mettre en convention : relisez la réponse."))
    standing = GrantAgreement.objects.standing().filter(decision=decision).first()
    if standing and standing.state != AgreementState.REFUSED:
        raise WrongState(_("Une convention est déjà en cours pour cette section : relisez-la."))
    reason = ""
    if standing:
        reason = _("Le texte précédent a été refusé.")
        void_agreement(standing, reason=reason, now=now)
    agreement = _write(decision, reason=reason, now=now)
    record(project, "project.agreement_prepared", by=by, agreement=agreement.pk, section=section)
    return agreement


@transaction.atomic
def refuse_agreement(*, agreement: GrantAgreement, reason: str, by: User, now: datetime) -> GrantAgreement:
    """Refuse to sign a text that waits for one's own side, with a reason that the other side reads.

    Raises WrongState unless it waits for a signature, RefusalUnexplained.
    """
    project = lock(agreement.decision.project)
    agreement = GrantAgreement.objects.select_for_update().get(pk=agreement.pk)
    if agreement.state not in TO_SIGN:
        raise WrongState(_("Cette convention n’attend plus de signature : relisez-la."))
    if not reason.strip():
        raise RefusalUnexplained(_("Dites ce qui vous empêche de signer : l’autre partie lira ces mots."))
    waited_for = agreement.state
    agreement.state, agreement.refused_by, agreement.refused_at = AgreementState.REFUSED, by, now
    agreement.refusal = reason.strip()
    agreement.save(update_fields=["state", "refused_by", "refused_at", "refusal"])
    outbox.queue(AgreementRefusedMail(agreement, by_carrier=waited_for == AgreementState.WAITING_CARRIER))
    record(project, "project.agreement_refused", by=by, agreement=agreement.pk, section=agreement.decision.section)
    return agreement


def ask_for_paper(agreement: GrantAgreement, *, run_after: datetime | None = None) -> None:
    """Have the paper of a text made, with the signatures it has; at `run_after` (real clock) or as soon as possible.

    In a past that is told nothing is made at once: whoever tells it says when.
    """
    if calendar.told_instant() and run_after is None:
        return
    enqueue(PAPER_JOB, args={"agreement": agreement.pk}, run_after=run_after)


# ---- writing a text -------------------------------------------------------------------------------------------------


def _write(decision: Decision, *, reason: str, now: datetime) -> GrantAgreement:
    rate = _rate_of(decision, now)
    text = _text_of(decision, rate)
    last = decision.agreements.aggregate(last=Max("number"))["last"] or 0
    agreement = GrantAgreement.objects.create(
        decision=decision,
        number=last + 1,
        text=text,
        text_sha256=digest_of_text(text),
        amount=decision.grant.due_amount,
        currency=decision.currency,
        reason=reason,
        made_at=now,
        waiting_since=now,
        **_frozen(rate),
    )
    keep_plan(decision.grant, plan_of(decision.grant))
    freeze_rate(decision=decision, moment=RateMoment.AGREEMENT, now=now)
    ask_for_paper(agreement)
    outbox.queue(AgreementToSignMail(agreement))
    record(decision.project, "project.agreement_written", by=None, agreement=agreement.pk, section=decision.section)
    return agreement


def _text_of(decision: Decision, rate: ExchangeRate | None) -> str:
    with reading_as(decision.project.carrier.shore):
        schedule = [planned.in_words() for planned in plan_of(decision.grant)]
        return AgreementText.of(decision, schedule=schedule, rate=rate).canonical()


def _rate_of(decision: Decision, now: datetime) -> ExchangeRate | None:
    """Return the rate of the day from the grant's currency to the other one, as known in the section's zone."""
    other = Currency.CAD if decision.currency == Currency.EUR else Currency.EUR
    return latest_rate(decision.currency, other, now.astimezone(SECTION_ZONES[Section(decision.section)]).date())


def _known_rate(agreement: GrantAgreement) -> ExchangeRate | None:
    """Give back the rate a text was written at, so that a text is not renewed for a rate alone."""
    if agreement.rate is None:
        return None
    other = Currency.CAD if agreement.currency == Currency.EUR else Currency.EUR
    dated = {"on": agreement.rate_on, "source": agreement.rate_source}
    return ExchangeRate(base=agreement.currency, quote=other, rate=agreement.rate, **dated)


def _frozen(rate: ExchangeRate | None) -> dict:
    return {"rate": rate.rate, "rate_on": rate.on, "rate_source": rate.source} if rate else {}
