"""Between the answer and the departure: the funding agreements are signed, first by the structure, then by the OFQJ."""

from datetime import date

from ofqj_portal.accounts.models import User
from ofqj_portal.core import calendar
from ofqj_portal.dashboard.demo.cast import Chapter
from partners.enums import Country, Section
from projects.enums import AgreementState, PaymentCondition, PaymentKind, SigningSide
from projects.models import GrantAgreement, InstalmentTerm, Letterhead, PayerAccount
from projects.queries.repayment import mark_of
from projects.services.agreement import ask_for_paper
from projects.services.bank_details import Account, give_bank_details
from projects.services.repayment_account import set_repayment_account
from projects.services.signing import Capacity, sign_agreement

# Accounts of a bank that does not exist; their check digits are right.
PAYER_IBAN = "FR7699999000000000000000130"
CARRIER_IBAN = "FR7699999000000000000000227"


def sign(chapter: Chapter) -> None:
    """Have every agreement of the dossier signed by both sides on the day of the answer."""
    for agreement in _standing(chapter):
        _sign_for_carrier(chapter, agreement)
        _sign_for_ofqj(chapter, agreement)
        _make_paper(chapter, agreement)


def leave_to_sign(chapter: Chapter) -> None:
    """Leave the agreements of a French carrier to the OFQJ's signature, those of Québec to the structure's."""
    for agreement in _standing(chapter):
        if chapter.carrier.country == Country.FR:
            _sign_for_carrier(chapter, agreement)
        _make_paper(chapter, agreement)


def give_account(chapter: Chapter, day: date) -> None:
    """Have the structure give an account of an invented bank, as it is written on its shore."""
    holder = chapter.carrier.name
    french = Account(holder, iban=CARRIER_IBAN)
    account = french if chapter.is_french else Account(holder, institution="999", transit="00000", account="1234567")
    with chapter.on(day, 17) as now:
        give_bank_details(project=chapter.project, account=account, by=chapter.adviser, now=now)


def create_payer_accounts(finance: User) -> None:
    """Write the accounts from which OFQJ France pays, and where money is given back to it: of no bank.

    Québec's are left to write, so that the screens say so. France also pays young people, once the group has left,
    where a structure asks for it.
    """
    PayerAccount.objects.create(section=Section.FRANCE, holder="OFQJ France (compte d’essai)", iban=PAYER_IBAN)
    account = Account("OFQJ France (compte d’essai)", iban=PAYER_IBAN)
    set_repayment_account(section="fr", account=account, seen=mark_of(None), by=finance, now=calendar.now())
    share = {"kind": PaymentKind.SHARE, "waits_for": [PaymentCondition.DEPARTED]}
    InstalmentTerm.objects.create(section=Section.FRANCE, position=9, **share)


def _standing(chapter: Chapter) -> list[GrantAgreement]:
    rows = GrantAgreement.objects.standing().filter(decision__project=chapter.project)
    return list(rows.select_related("decision__project__carrier").order_by("pk"))


def _sign_for_carrier(chapter: Chapter, agreement: GrantAgreement) -> None:
    by = chapter.cast.manager(chapter.carrier)
    _sign(chapter, agreement, SigningSide.CARRIER, by, Capacity("directrice"))


def _sign_for_ofqj(chapter: Chapter, agreement: GrantAgreement) -> None:
    section = agreement.decision.section
    capacity = Capacity(Letterhead.objects.get(section=section).signatory)
    _sign(chapter, agreement, SigningSide.OFQJ, chapter.cast.decider(section), capacity)


def _sign(chapter: Chapter, agreement: GrantAgreement, side: str, by: User, capacity: Capacity) -> None:
    with chapter.on(chapter.decided_on, 13) as now:
        seen = agreement.text_sha256
        sign_agreement(agreement=agreement, side=side, seen=seen, capacity=capacity, by=by, now=now)


def _make_paper(chapter: Chapter, agreement: GrantAgreement) -> None:
    """Have the paper made once the portal is ready, one at a time like the letters."""
    agreement.refresh_from_db()
    if agreement.state != AgreementState.VOID:
        ask_for_paper(agreement, run_after=chapter.cast.next_letter())
