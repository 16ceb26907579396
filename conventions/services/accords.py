"""The answer of a signatory on an amendment: accord or refusal, on the exact text she saw (article 7, R22)."""

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from conventions.enums import AccordAnswer, AmendmentState
from conventions.models import AccordPart, AccordRequest, Amendment, Convention, PartyAccord
from conventions.queries.accords import missing_parts, parts_hashes
from conventions.services.accord_proofs import ask_for_proof
from conventions.services.accord_requests import close_requests, tell_settled
from conventions.services.amendments import refuse_moved_text
from conventions.services.moves import lock, move
from conventions.workflow import AMENDMENT
from ofqj_portal.core import links
from ofqj_portal.core.calendar import PARIS
from ofqj_portal.core.errors import DomainError, EditedMeanwhile, WrongState
from ofqj_portal.core.journal import record
from ofqj_portal.core.models import ActionLink

if TYPE_CHECKING:
    from ofqj_portal.accounts.models import User


class TextChanged(EditedMeanwhile):
    """The text is no longer the one the person had before her."""


class AnswerRefused(DomainError):
    """This answer does not count: it lacks a reason, or its author no longer may sign."""


@transaction.atomic
def answer_amendment(
    *, request: AccordRequest, answer: str, seen_hash: str, now: datetime, by: "User | None" = None,
    link: ActionLink | None = None, reason: str = "",
) -> PartyAccord:  # fmt: skip
    """Record what a signatory says of the text whose digest is `seen_hash`, by her account or her personal link.

    An accord covers the parts her seat has not agreed to yet; the last one puts the amendment in force. A refusal
    voids it. Raises WrongState once it is settled or her seat has agreed; TextChanged if the text is another by now;
    AnswerRefused without a reason for a refusal, or outside her mandate; AmendmentRefused if the convention moved.
    """
    amendment = lock(request.amendment)
    request = amendment.requests.select_related("mandate").get(pk=request.pk)
    missing = _refuse_answer(amendment, request, answer, seen_hash, reason, now)
    if link is not None:
        links.consume(link)
    accord = _write(amendment, request, answer, reason, missing, now, by, link)
    facts = {"accord": accord.pk, "answer": answer, "text": amendment.text_hash, "by_link": link is not None}
    if answer == AccordAnswer.REFUSAL:
        _void(amendment, reason, now)
    elif not any(missing_parts(amendment).values()):
        _enter_into_force(amendment, now)
    _close_seat(amendment, request)
    record(amendment, "amendment.answered", by=by, **facts)
    if amendment.state != AmendmentState.PROPOSED:
        tell_settled(amendment, now)
        record(amendment, f"amendment.{amendment.state}", by=None, text=amendment.text_hash)
    ask_for_proof(accord)
    return accord


def note_seen(request: AccordRequest, text_version: int) -> None:
    """Remember that the person had this version before her: a reading, like the count of views of a link."""
    if text_version not in request.seen_versions:
        AccordRequest.objects.filter(pk=request.pk).update(seen_versions=[*request.seen_versions, text_version])


def _refuse_answer(
    amendment: Amendment, request: AccordRequest, answer: str, seen_hash: str, reason: str, now: datetime
) -> list[str]:
    """Return the parts still to agree to. Raises as `answer_amendment` says."""
    if amendment.state != AmendmentState.PROPOSED:
        raise WrongState(
            _("Cet avenant n’attend plus de réponse : il est maintenant « %(state)s ».")
            % {"state": amendment.get_state_display()}
        )
    if seen_hash != amendment.text_hash:
        raise TextChanged(
            _("Le texte a changé depuis que vous l’avez ouvert. Rien n’est enregistré : relisez-le, puis répondez.")
        )
    mandate, today = request.mandate, now.astimezone(PARIS).date()
    if not mandate.holds_on(today):
        raise AnswerRefused(
            _("Votre pouvoir de signer a pris fin : la personne qui l’exerce aujourd’hui doit répondre.")
        )
    if answer == AccordAnswer.REFUSAL and not reason.strip():
        raise AnswerRefused(_("Dites pourquoi vous refusez : les autres parties le liront."))
    missing = missing_parts(amendment).get((mandate.party, mandate.section), [])
    if not missing:
        raise WrongState(_("L’accord est déjà donné sur ce texte : il n’y a rien d’autre à faire."))
    if answer == AccordAnswer.ACCORD:
        refuse_moved_text(amendment, today)
    return missing


def _write(
    amendment: Amendment, request: AccordRequest, answer: str, reason: str, missing: list[str], now: datetime,
    by: "User | None", link: ActionLink | None,
) -> PartyAccord:  # fmt: skip
    mandate = request.mandate
    accord = PartyAccord.objects.create(
        amendment=amendment, mandate=mandate, party=mandate.party, section=mandate.section, name=mandate.name,
        capacity=mandate.capacity, delegated_by=mandate.delegated_by, answer=answer, reason=reason,
        text_version=amendment.text_version, text_hash=amendment.text_hash, given_at=now, given_by=by, link=link,
    )  # fmt: skip
    hashes = parts_hashes(amendment)
    AccordPart.objects.bulk_create(AccordPart(accord=accord, code=code, text_hash=hashes[code]) for code in missing)
    return accord


def _void(amendment: Amendment, reason: str, now: datetime) -> None:
    move(AMENDMENT, amendment, AmendmentState.VOID)
    amendment.settled_at, amendment.void_reason = now, reason
    amendment.save()
    close_requests(amendment)


def _enter_into_force(amendment: Amendment, now: datetime) -> None:
    """Every signature block agreed to every part: it changes the text from its date, or from today."""
    today = now.astimezone(PARIS).date()
    move(AMENDMENT, amendment, AmendmentState.IN_FORCE)
    amendment.settled_at = now
    amendment.in_force_on = max(today, amendment.takes_effect_on or today)
    amendment.save()
    if amendment.renews_until:
        Convention.objects.filter(pk=amendment.convention_id).update(renewed_until=amendment.renews_until)
    close_requests(amendment)


def _close_seat(amendment: Amendment, request: AccordRequest) -> None:
    """Whoever else could have signed for this seat need not any more."""
    if amendment.state == AmendmentState.PROPOSED:
        mandate = request.mandate
        same = amendment.convention.signing_mandates.filter(party=mandate.party, section=mandate.section)
        close_requests(amendment, same)
