"""The life of an amendment up to its proposal, and the changes of its text afterwards (articles 6 and 7)."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from conventions.enums import AMENDABLE, AmendmentState
from conventions.models import (
    AccordPart,
    Amendment,
    AmendmentChange,
    AmendmentPart,
    AnnualReport,
    Article,
    Convention,
)
from conventions.queries.accords import (
    Impact,
    SeatKey,
    current_mandates,
    impact_of,
    parts_hashes,
    seat_keys,
    seat_label,
)
from conventions.queries.text import Wanted, article_text, changes_wanted, hashes_of, parts_of, targets_gone
from conventions.services.accord_requests import ask_for_accords, close_requests, tell_settled
from conventions.services.moves import lock, move
from conventions.workflow import AMENDMENT
from ofqj_portal.core.calendar import PARIS
from ofqj_portal.core.errors import DomainError, EditedMeanwhile, WrongState
from ofqj_portal.core.journal import record
from ofqj_portal.core.versions import save_version, sha256_of

if TYPE_CHECKING:
    from ofqj_portal.accounts.models import User

RENEWAL_ARTICLE = 3


class AmendmentRefused(DomainError):
    """The amendment, as it stands, is not one the convention allows."""


@transaction.atomic
def draft_amendment(
    *, convention: Convention, seat: SeatKey, title: str, by: "User | None", now: datetime, purpose: str = "",
    takes_effect_on: date | None = None, renews_until: date | None = None, report: AnnualReport | None = None,
) -> Amendment:  # fmt: skip
    """Open an amendment on behalf of a party, `seat` being its (party, section); it changes nothing yet.

    Raises AmendmentRefused if its dates make no sense, or for a renewal without a report.
    """
    convention = Convention.objects.select_for_update().get(pk=convention.pk)
    _refuse_dates(convention, takes_effect_on, renews_until, report)
    number = (convention.amendments.aggregate(last=Max("number"))["last"] or 0) + 1
    amendment = Amendment.objects.create(
        convention=convention, number=number, party=seat[0], section=seat[1], title=title, purpose=purpose,
        takes_effect_on=takes_effect_on, renews_until=renews_until, report=report, drafted_at=now, drafted_by=by,
    )  # fmt: skip
    record(amendment, "amendment.drafted", by=by, number=number, party=seat[0], section=seat[1])
    return amendment


@transaction.atomic
def write_article(
    *, amendment: Amendment, article: Article, wanted: Wanted, seen_version: int, by: "User | None", now: datetime
) -> list[Impact]:
    """Have the amendment make an article say what is wanted; return the accords this voids.

    Raises WrongState once it is settled; EditedMeanwhile if somebody wrote since `seen_version`.
    """
    amendment = _open_to_change(amendment, seen_version)
    text = article_text(article, now.astimezone(PARIS).date())
    changes = changes_wanted(amendment, text, wanted)
    amendment.changes.filter(article=article).delete()
    AmendmentChange.objects.bulk_create(changes)
    impacts = _written(amendment, by, now)
    record(amendment, "amendment.article_written", by=by, article=article.number, changes=len(changes),
           accords_voided=[impact.accord.pk for impact in impacts])  # fmt: skip
    return impacts


@transaction.atomic
def write_dates(
    *, amendment: Amendment, title: str, seen_version: int, by: "User | None", now: datetime, purpose: str = "",
    takes_effect_on: date | None = None, renews_until: date | None = None, report: AnnualReport | None = None,
) -> list[Impact]:  # fmt: skip
    """Change what an amendment is called, why, and its dates; return the accords this voids: only dates are text.

    Raises WrongState, EditedMeanwhile, AmendmentRefused.
    """
    amendment = _open_to_change(amendment, seen_version)
    _refuse_dates(amendment.convention, takes_effect_on, renews_until, report)
    amendment.title, amendment.purpose, amendment.report = title, purpose, report
    amendment.takes_effect_on, amendment.renews_until = takes_effect_on, renews_until
    impacts = _written(amendment, by, now)
    record(amendment, "amendment.dates_written", by=by, accords_voided=[impact.accord.pk for impact in impacts])
    return impacts


def impact_of_article(*, amendment: Amendment, article: Article, wanted: Wanted, on: date) -> list[Impact]:
    """Say which accords `write_article` would void, writing nothing."""
    others = list(amendment.changes.exclude(article=article).select_related("article"))
    changes = changes_wanted(amendment, article_text(article, on), wanted)
    return impact_of(amendment, hashes_of(parts_of(amendment, [*others, *changes])))


def impact_of_dates(*, amendment: Amendment, takes_effect_on: date | None, renews_until: date | None) -> list[Impact]:
    """Say which accords `write_dates` would void, writing nothing."""
    changed = Amendment.objects.select_related("convention").get(pk=amendment.pk)
    changed.takes_effect_on, changed.renews_until = takes_effect_on, renews_until
    return impact_of(changed, hashes_of(parts_of(changed, _changes(changed))))


@transaction.atomic
def propose_amendment(*, amendment: Amendment, by: "User | None", now: datetime) -> Amendment:
    """Put the text before every signature block of the convention and ask each for its accord.

    Raises WrongState; AmendmentRefused if it changes nothing, if the text it changes moved meanwhile, if a renewal
    leaves article 3 alone (article 6), or if nobody may sign for one of the blocks.
    """
    amendment = lock(amendment)
    move(AMENDMENT, amendment, AmendmentState.PROPOSED)
    today = now.astimezone(PARIS).date()
    _refuse_unready(amendment, today)
    amendment.proposed_at = now
    _put_down(amendment, by, now)
    amendment.save()
    ask_for_accords(amendment, seat_keys(amendment.convention), by=by, now=now)
    record(amendment, "amendment.proposed", by=by, text=amendment.text_hash, text_version=amendment.text_version)
    return amendment


@transaction.atomic
def withdraw_amendment(*, amendment: Amendment, reason: str, by: "User | None", now: datetime) -> Amendment:
    """Take an amendment back before it is settled; it stays on record without effect. Raises WrongState."""
    amendment = lock(amendment)
    was_proposed = amendment.state == AmendmentState.PROPOSED
    move(AMENDMENT, amendment, AmendmentState.VOID)
    amendment.settled_at, amendment.void_reason = now, reason
    amendment.save()
    close_requests(amendment)
    if was_proposed:
        tell_settled(amendment, now)
    record(amendment, "amendment.withdrawn", by=by)
    return amendment


def refuse_moved_text(amendment: Amendment, on: date) -> None:
    """Raise AmendmentRefused if the text that the amendment changes reads otherwise by now."""
    moved = targets_gone(amendment, on)
    if moved:
        articles = ", ".join(str(article.number) for article in moved)
        raise AmendmentRefused(
            _("Le texte que cet avenant modifie a changé depuis (article %(articles)s) : il faut d’abord le reprendre.")
            % {"articles": articles}
        )


def _open_to_change(amendment: Amendment, seen_version: int) -> Amendment:
    amendment = lock(amendment)
    if amendment.state not in AMENDABLE:
        raise WrongState(_("Cet avenant est tranché : son texte ne change plus. Proposez-en un autre."))
    if amendment.version != seen_version:
        raise EditedMeanwhile(
            _(
                "Quelqu’un a modifié cet avenant pendant que vous écriviez."
                " Votre texte est gardé : comparez, puis enregistrez."
            )
        )
    return amendment


def _written(amendment: Amendment, by: "User | None", now: datetime) -> list[Impact]:
    """Keep what was written. Once proposed, the new text is put down, voids what it changes, and is asked again."""
    amendment.version += 1
    impacts: list[Impact] = []
    if amendment.state == AmendmentState.PROPOSED:
        _refuse_unready(amendment, now.astimezone(PARIS).date())
        impacts = impact_of(amendment, hashes_of(parts_of(amendment, _changes(amendment))))
        before = parts_hashes(amendment)
        _put_down(amendment, by, now)
        if parts_hashes(amendment) != before:
            _void(amendment, impacts, now)
            ask_for_accords(amendment, seat_keys(amendment.convention), by=by, now=now, again=True)
    amendment.save()
    return impacts


def _put_down(amendment: Amendment, by: "User | None", now: datetime) -> None:
    """Write the present text down as the next version, with the digest of each part and of the whole."""
    parts = parts_of(amendment, _changes(amendment))
    text_hash = sha256_of(parts)
    if text_hash == amendment.text_hash:
        return
    amendment.text_hash = text_hash
    amendment.text_version = save_version(amendment, data=parts, by=by, now=now).number
    amendment.parts.all().delete()
    AmendmentPart.objects.bulk_create(
        AmendmentPart(amendment=amendment, code=code, text_hash=digest) for code, digest in hashes_of(parts).items()
    )


def _void(amendment: Amendment, impacts: Iterable[Impact], now: datetime) -> None:
    for impact in impacts:
        fallen = AccordPart.objects.filter(accord=impact.accord, code__in=impact.voided, voided_at__isnull=True)
        fallen.update(voided_at=now, voided_by_version=amendment.text_version)


def _changes(amendment: Amendment) -> list[AmendmentChange]:
    return list(amendment.changes.select_related("article").order_by("article__number", "position"))


def _refuse_unready(amendment: Amendment, on: date) -> None:
    articles = set(amendment.changes.values_list("article__number", flat=True))
    if not articles:
        raise AmendmentRefused(
            _("Cet avenant ne change encore rien : écrivez d’abord ce qui change, article par article.")
        )
    if amendment.renews_until and RENEWAL_ARTICLE not in articles:
        raise AmendmentRefused(_("Un renouvellement se fait par avenant à l’article 3 : dites-y les actions à venir."))
    refuse_moved_text(amendment, on)
    held = {(mandate.party, mandate.section) for mandate in current_mandates(amendment.convention, on)}
    empty = [seat_label(seat) for seat in seat_keys(amendment.convention) if seat not in held]
    if empty:
        raise AmendmentRefused(
            _("Personne n’a aujourd’hui le pouvoir de signer pour : %(seats)s. Notez-le d’abord.")
            % {"seats": ", ".join(empty)}
        )


def _refuse_dates(
    convention: Convention, takes_effect_on: date | None, renews_until: date | None, report: Any | None
) -> None:
    if renews_until and report is None:
        raise AmendmentRefused(_("Un avenant qui renouvelle la convention est accompagné d’un bilan : choisissez-le."))
    if renews_until and renews_until <= convention.ends_on:
        raise AmendmentRefused(_("Le nouveau terme vient après celui d’aujourd’hui."))
    if takes_effect_on and not convention.signed_on <= takes_effect_on <= convention.ends_on:
        raise AmendmentRefused(_("L’avenant prend effet pendant que la convention dure."))
