"""Each side signs one exact text of the funding agreement: the structure first, then the section of the OFQJ."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from ofqj_portal.accounts.models import User
from ofqj_portal.core import files, outbox
from ofqj_portal.core.errors import DomainError, EditedMeanwhile, WrongState
from ofqj_portal.core.journal import record
from projects.emails.agreement import AgreementSignedMail, AgreementToCountersignMail
from projects.enums import AgreementState, SigningMandate, SigningSide
from projects.file_access import AGREEMENT
from projects.models import AgreementSignature, GrantAgreement
from projects.services.agreement import ask_for_paper
from projects.services.drafting import lock

#: Who a text waits for, and what it becomes once that side has signed.
NEXT_SIGNATURE = {
    AgreementState.WAITING_CARRIER: (SigningSide.CARRIER, AgreementState.WAITING_OFQJ),
    AgreementState.WAITING_OFQJ: (SigningSide.OFQJ, AgreementState.SIGNED),
}


class SignatureRefused(DomainError):
    """The signature does not say in what capacity, or by whose delegation."""


@dataclass(frozen=True)
class Capacity:
    """In what capacity somebody signs: her function, and who delegated the signature to her, if anybody did."""

    function: str
    mandate: str = SigningMandate.OWN
    delegated_by: str = ""


@transaction.atomic
def sign_agreement(
    *, agreement: GrantAgreement, side: str, seen: str, capacity: Capacity, by: User, now: datetime
) -> AgreementSignature:
    """Sign for `side` the text whose digest is `seen`, and hand it to the other side, or keep it as signed.

    Raises WrongState if it does not wait for that side, EditedMeanwhile if the text is not the one that was read,
    SignatureRefused without a function, or a delegation without its author.
    """
    project = lock(agreement.decision.project)
    agreement = _waiting_for(agreement, side, seen)
    _check(capacity)
    delegated = capacity.mandate == SigningMandate.DELEGATED
    signature = AgreementSignature.objects.create(
        agreement=agreement,
        side=side,
        signed_by=by,
        signed_at=now,
        name=str(by),
        capacity=capacity.function.strip(),
        mandate=capacity.mandate,
        delegated_by=capacity.delegated_by.strip() if delegated else "",
        text_sha256=seen,
    )
    agreement.state, agreement.waiting_since = NEXT_SIGNATURE[AgreementState(agreement.state)][1], now
    agreement.save(update_fields=["state", "waiting_since"])
    ask_for_paper(agreement)
    if agreement.state == AgreementState.WAITING_OFQJ:
        outbox.queue(AgreementToCountersignMail(agreement))
    facts = {"agreement": agreement.pk, "section": agreement.decision.section, "side": side, "sha256": seen}
    record(project, "project.agreement_signed", by=by, **facts)
    return signature


def _waiting_for(agreement: GrantAgreement, side: str, seen: str) -> GrantAgreement:
    """Lock the standing text of the same grant. Raises WrongState, EditedMeanwhile."""
    agreement = (
        GrantAgreement.objects.standing().select_for_update(of=("self",)).select_related("decision__project")
        .filter(decision=agreement.decision_id).first()
    )  # fmt: skip
    if agreement is None or NEXT_SIGNATURE.get(AgreementState(agreement.state), ("",))[0] != side:
        raise WrongState(_("Cette convention n’attend pas votre signature : relisez où elle en est."))
    if agreement.text_sha256 != seen:
        raise EditedMeanwhile(
            _("Le texte a changé depuis que vous l’avez lu. Rien n’est signé : relisez le nouveau texte, puis signez.")
        )
    return agreement


def _check(capacity: Capacity) -> None:
    if not capacity.function.strip():
        raise SignatureRefused(_("Dites à quelle fonction vous signez, par exemple « directrice »."))
    if capacity.mandate == SigningMandate.DELEGATED and not capacity.delegated_by.strip():
        raise SignatureRefused(_("Vous signez par délégation : dites de qui."))


@transaction.atomic
def keep_agreement_paper(*, agreement: GrantAgreement, paper: bytes, signatures: int, now: datetime) -> bool:
    """Keep the paper of a text in the place of the one it had, and mail it once both sides have signed.

    `signatures` is how many the paper shows: one that shows fewer than there are now, or no more than the paper it
    has, is dropped. Return whether it was kept.
    """
    project = lock(agreement.decision.project)
    agreement = GrantAgreement.objects.select_for_update().get(pk=agreement.pk)
    if agreement.signatures.count() != signatures or agreement.signed_on_paper == signatures:
        return False
    before, name = agreement.paper, _("%(number)s convention %(section)s.pdf")
    words = {"number": project.number, "section": agreement.decision.get_section_display()}
    agreement.paper = files.store(
        paper, kind=AGREEMENT.code, name=name % words, attached_to=agreement, by=None, now=now
    )
    agreement.signed_on_paper = signatures
    agreement.save(update_fields=["paper", "signed_on_paper"])
    if before is not None:
        files.forget(before)
    if agreement.state == AgreementState.SIGNED:
        outbox.queue(AgreementSignedMail(agreement))
    return True
