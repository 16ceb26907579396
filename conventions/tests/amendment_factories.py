"""Amendments for tests, walked through the services, and the people who sign.

signers()                          the four who may sign, by seat: ofqj_fr, ofqj_qc, unml, rcjeq; each with an address
drafted(by_unml=True)              an amendment that changes article 4
proposed()                         the same, before the parties
agree(amendment, signer)           her accord, by her link
"""

from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

from conventions.enums import AccordAnswer
from conventions.models import AccordRequest, Amendment, PartyAccord, SigningMandate
from conventions.queries.text import Wanted
from conventions.services.accord_requests import ACCORD_LINK
from conventions.services.accords import answer_amendment
from conventions.services.amendments import draft_amendment, propose_amendment, write_article
from conventions.tests.factories import convention
from ofqj_portal.core import calendar
from ofqj_portal.core.links import issue_link
from ofqj_portal.core.models import ActionLink
from partners.enums import Party, Section

NOW = datetime(2026, 5, 5, 9, 0, tzinfo=UTC)
SEATS = {
    "ofqj_fr": (Party.OFQJ, Section.FRANCE),
    "ofqj_qc": (Party.OFQJ, Section.QUEBEC),
    "unml": (Party.UNML, ""),
    "rcjeq": (Party.RCJEQ, ""),
}


def signers() -> SimpleNamespace:
    """Give an address to each of the four who signed."""
    rows = {}
    for name, (party, section) in SEATS.items():
        mandate = SigningMandate.objects.get(convention=convention(), party=party, section=section)
        mandate.email = f"signature-{name}@exemple.test"
        mandate.save()
        rows[name] = mandate
    return SimpleNamespace(**rows)


def drafted(*, seat: str = "unml", article: int = 4, text: str = "Chaque année, un mot nouveau.", **dates) -> Amendment:
    """Draft an amendment that adds a paragraph to an article."""
    amendment = draft_amendment(
        convention=convention(), seat=SEATS[seat], title="Promouvoir ensemble", by=None, now=NOW, **dates
    )
    return rewrite(amendment, article, added={"1": text})


def rewrite(amendment: Amendment, article: int, *, texts=None, added=None, now: datetime = NOW) -> Amendment:
    """Have the amendment make an article say something else."""
    row = amendment.convention.articles.get(number=article)
    amendment.refresh_from_db()
    write_article(
        amendment=amendment, article=row, wanted=Wanted(texts or {}, added or {}), seen_version=amendment.version,
        by=None, now=now,
    )  # fmt: skip
    amendment.refresh_from_db()
    return amendment


def proposed(**traits) -> Amendment:
    """Put an amendment before the parties."""
    signers()
    return propose_amendment(amendment=drafted(**traits), by=None, now=NOW)


def link_of(amendment: Amendment, signer: SigningMandate) -> tuple[ActionLink, str]:
    """Make one more link for a signer, whose token is known."""
    request = AccordRequest.objects.get(amendment=amendment, mandate=signer)
    expires_at = calendar.real_now() + timedelta(days=9)
    return issue_link(ACCORD_LINK, request, email=signer.email, expires_at=expires_at, by=None)


def agree(amendment: Amendment, signer: SigningMandate, *, now: datetime = NOW, refusing: str = "") -> PartyAccord:
    """Record the accord of a signer, by her link; `refusing` gives the reason of a refusal."""
    amendment.refresh_from_db()
    request = AccordRequest.objects.get(amendment=amendment, mandate=signer)
    link, _token = link_of(amendment, signer)
    return answer_amendment(
        request=request, answer=AccordAnswer.REFUSAL if refusing else AccordAnswer.ACCORD,
        seen_hash=amendment.text_hash, now=now, link=link, reason=refusing,
    )  # fmt: skip
