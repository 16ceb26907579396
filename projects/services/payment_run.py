"""Payment orders: prepared from what nothing blocks, made into a file, confirmed line by line."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from ofqj_portal.accounts.models import User
from ofqj_portal.core import calendar, files
from ofqj_portal.core.errors import DomainError, WrongState
from ofqj_portal.core.jobs import enqueue
from ofqj_portal.core.journal import record
from projects.documents.payment_file import Payer, Transfer
from projects.enums import AccountScheme, LineOutcome, RunMethod, RunState
from projects.file_access import RUN_FILE
from projects.models import BankDetails, Grant, PayerAccount, PaymentRun, PaymentRunLine, Project
from projects.models.rate import latest_rate
from projects.queries.payment_runs import ACCOUNT_CURRENCY, ReadyInstalment, account_for, payable_grants, ready_rows
from projects.services.bank_details import forget_bank_details, forget_idle_accounts
from projects.services.ledger import keep_only
from projects.services.payment import settle_instalment
from projects.services.recovery import draft_recovery, overpaid

RUN_JOB = "projects.make_payment_file"
LATEST = timedelta(days=60)


class RunRefused(DomainError):
    """The order cannot be prepared or confirmed as asked."""


@dataclass(frozen=True)
class Rejection:
    """The bank did not pay a line: why, and whether the account itself is at fault."""

    reason: str
    account_is_wrong: bool


@transaction.atomic
def prepare_run(
    *, section: str, method: str, instalments: Sequence[int], execute_on: date, by: User, now: datetime
) -> PaymentRun:
    """Put instalments of one section that nothing blocks into an order, and have its file made.

    Raises RunRefused if one of them may no longer be paid or is in another order, without any, for a day that is past
    or too far, or without the section's own account for a SEPA file.
    """
    if not calendar.day_of(now) <= execute_on <= calendar.day_of(now + LATEST):
        raise RunRefused(_("Choisissez une date à venir, dans les deux mois."))
    if method == RunMethod.SEPA and not PayerAccount.objects.filter(section=section).exists():
        raise RunRefused(_("Le compte payeur de cette section n’est pas renseigné : demandez-le à l’équipe."))
    rows = _locked_rows(section, method, set(instalments), by)
    if not rows or len(rows) != len(set(instalments)):
        raise RunRefused(_("Une échéance choisie n’est plus à payer, ou est déjà dans un ordre. Relisez la liste."))
    run = PaymentRun.objects.create(
        section=section,
        currency=rows[0].grant.currency,
        method=method,
        execute_on=execute_on,
        prepared_by=by,
        prepared_at=now,
    )
    for row in rows:
        _write_line(run, row)
    enqueue(RUN_JOB, owner=by, args={"run": run.pk}, unique_key=f"run:{run.pk}")
    record(run, "payment_run.prepared", by=by, section=section, method=method, lines=len(rows))
    return run


def _locked_rows(section: str, method: str, wanted: set[int], by: User) -> list[ReadyInstalment]:
    """Lock the dossiers of the instalments wanted, in the order of their ids, and return those still to pay."""
    projects = Grant.objects.filter(instalments__in=wanted).values("decision__project")
    list(Project.objects.select_for_update(of=("self",)).filter(pk__in=projects).order_by("pk"))
    grants = payable_grants(by).filter(decision__section=section, instalments__in=wanted).distinct()
    rows = [row for grant in grants for row in ready_rows(grant)]
    return [row for row in rows if row.line.instalment.pk in wanted and row.method == method]


def _write_line(run: PaymentRun, row: ReadyInstalment) -> None:
    instalment, details = row.line.instalment, account_for(row.line.instalment)
    place = f"{row.project.number}-{row.grant.decision.section}-{instalment.position}".upper()
    before = PaymentRunLine.objects.filter(decision=row.grant.decision, reference__startswith=f"{place}-").count()
    PaymentRunLine.objects.create(
        run=run,
        decision=row.grant.decision,
        instalment=instalment,
        payee_ref=details.payee.payee_ref,
        reference=f"{place}-{before + 1}",
        amount=row.line.amount.amount,
        currency=row.grant.currency,
        account_currency=ACCOUNT_CURRENCY[AccountScheme(details.scheme)],
    )


# ---- the file -------------------------------------------------------------------------------------------------------


def payer_of(run: PaymentRun) -> Payer:
    """Return the account the section pays from."""
    account = PayerAccount.objects.get(section=run.section)
    return Payer(account.holder, account.iban, account.bic)


def transfers_of(run: PaymentRun) -> list[Transfer]:
    """Return what the file of an order asks of the bank."""
    lines = run.lines.filter(outcome=LineOutcome.PENDING).select_related("decision__project", "instalment")
    return [_transfer(line) for line in lines.order_by("pk")]


def _transfer(line: PaymentRunLine) -> Transfer:
    details = BankDetails.objects.get(grant=line.instalment.grant_id, payee__payee_ref=line.payee_ref)
    return Transfer(
        reference=line.reference,
        holder=details.holder,
        amount=line.money,
        label=f"OFQJ {line.decision.project.number} {line.instalment.words}",
        iban=details.iban,
        bic=details.bic,
        institution=details.institution,
        transit=details.transit,
        account=details.account,
    )


@transaction.atomic
def keep_run_file(*, run: PaymentRun, content: bytes, now: datetime) -> PaymentRun:
    """Keep the file of an order that waits and has none; return the order."""
    run = PaymentRun.objects.select_for_update().get(pk=run.pk)
    if run.state != RunState.PREPARED or run.file_id is not None:
        return run
    run.file = files.store(content, kind=RUN_FILE.code, name=f"{run.name}.x", attached_to=run, by=None, now=now)
    run.file_sha256 = run.file.sha256
    run.save(update_fields=["file", "file_sha256"])
    return run


# ---- its end --------------------------------------------------------------------------------------------------------


@transaction.atomic
def cancel_run(*, run: PaymentRun, by: User, now: datetime) -> PaymentRun:
    """Give up an order that was not sent: its file goes, its instalments may be paid again.

    Raises WrongState once it is over.
    """
    run, lines = _open(run)
    for line in lines:
        _answer(line, LineOutcome.DROPPED)
    _end(run, RunState.CANCELLED, by=by, now=now)
    _release(lines, by=by, now=now)
    record(run, "payment_run.cancelled", by=by, lines=len(lines))
    return run


@transaction.atomic
def confirm_run(
    *, run: PaymentRun, paid_on: date, rejections: Mapping[int, Rejection], by: User, now: datetime
) -> PaymentRun:
    """Write down what the bank answered: every line not in `rejections` (by line id) was paid on `paid_on`.

    Each paid line becomes a payment, its row in the ledger and a mail, and its account is forgotten; an account at
    fault is forgotten too, and asked again of its structure. The file goes. Raises WrongState once the order is over,
    RunRefused for a day to come or a rejection without a reason.
    """
    run, lines = _open(run)
    if paid_on > calendar.day_of(now):
        raise RunRefused(_("Cette date n’est pas encore passée : confirmez l’ordre une fois exécuté."))
    if any(not rejection.reason.strip() for rejection in rejections.values()):
        raise RunRefused(_("Dites pourquoi la banque a rejeté la ligne : la structure en a besoin."))
    for line in lines:
        if rejection := rejections.get(line.pk):
            _reject(line, rejection)
        else:
            _pay(line, paid_on, by=by, now=now)
    run.paid_on = paid_on
    _end(run, RunState.CONFIRMED, by=by, now=now)
    _release(lines, by=by, now=now)
    record(run, "payment_run.confirmed", by=by, lines=len(lines), rejected=len(rejections), paid_on=paid_on)
    return run


def _open(run: PaymentRun) -> tuple[PaymentRun, list[PaymentRunLine]]:
    """Lock an order, then its dossiers in the order of their ids, and return it with its lines. Raises WrongState."""
    run = PaymentRun.objects.select_for_update(of=("self",)).select_related("ended_by").get(pk=run.pk)
    if run.state != RunState.PREPARED:
        raise WrongState(
            _("%(who)s a déjà terminé cet ordre : « %(what)s ». Rien n’a été écrit deux fois.")
            % {"who": run.ended_by, "what": run.get_state_display()}
        )
    projects = run.lines.values("decision__project")
    list(Project.objects.select_for_update(of=("self",)).filter(pk__in=projects).order_by("pk"))
    lines = run.lines.select_related("decision__project__carrier", "instalment__grant__decision__project__carrier")
    return run, list(lines.order_by("decision__envelope_id", "pk"))


def _pay(line: PaymentRunLine, paid_on: date, *, by: User, now: datetime) -> None:
    rate = None
    if line.account_currency != line.currency:
        rate = latest_rate(line.currency, line.account_currency, paid_on)
    _answer(line, LineOutcome.PAID)  # first, so that what is planned next counts this money once
    instalment, grant = line.instalment, line.instalment.grant
    settle_instalment(instalment=instalment, grant=grant, amount=line.money, rate=rate, paid_on=paid_on, by=by, now=now)


def _reject(line: PaymentRunLine, rejection: Rejection) -> None:
    _answer(line, LineOutcome.REJECTED, reason=rejection.reason.strip())
    if rejection.account_is_wrong:
        details = BankDetails.objects.filter(grant=line.instalment.grant, payee__payee_ref=line.payee_ref).first()
        if details is not None:
            forget_bank_details(details, reason=rejection.reason.strip())


def _answer(line: PaymentRunLine, outcome: LineOutcome, *, reason: str = "") -> None:
    line.outcome, line.reason = outcome, reason
    line.save(update_fields=["outcome", "reason"])


def _end(run: PaymentRun, state: RunState, *, by: User, now: datetime) -> None:
    file, run.file = run.file, None
    run.state, run.ended_by, run.ended_at = state, by, now
    run.save(update_fields=["state", "ended_by", "ended_at", "paid_on", "file"])
    if file is not None:
        files.forget(file)


def _release(lines: Sequence[PaymentRunLine], *, by: User, now: datetime) -> None:
    """Give back to the envelope what the order had held for a grant that is now worth less, and its idle accounts."""
    for line in lines:
        grant = line.instalment.grant
        draft_recovery(grant=grant, amount=overpaid(grant), reason=_("Le versement dépasse ce qui est dû."), now=now)
        keep_only(line.decision, line.instalment.grant.due, by=by, now=now)
        forget_idle_accounts(grant)
