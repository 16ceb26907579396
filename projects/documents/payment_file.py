"""The file of a payment order: SEPA credit transfers for euros, a list for the rest. The portal sends neither."""

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext as _

from ofqj_portal.core.errors import DomainError
from ofqj_portal.core.money import Money, total
from ofqj_portal.core.spreadsheets import Column, Sheet, write_csv

SEPA_SCHEMA = "pain.001.001.09"
_AMOUNT = 7  # the place of the amount in a line of the list


class FileUnchecked(DomainError):
    """The file that was written does not say what was to be paid."""


@dataclass(frozen=True)
class Transfer:
    """One payment to make: to whom, on which account, how much, and the reference that comes back from the bank."""

    reference: str
    holder: str
    amount: Money
    label: str
    iban: str = ""
    bic: str = ""
    institution: str = ""
    transit: str = ""
    account: str = ""


@dataclass(frozen=True)
class Payer:
    """The account the transfers leave from."""

    holder: str
    iban: str
    bic: str = ""


def sepa_file(name: str, payer: Payer, transfers: Sequence[Transfer], execute_on: date) -> bytes:
    """Write `transfers`, all in euros, as pain.001.001.09, checked against its schema; `name` identifies the message.

    Raises ValidationError of the library's schema checker for a file no bank would read.
    """
    from sepaxml import SepaTransfer  # with its schemas, only in a worker

    config = {"name": payer.holder, "IBAN": payer.iban, "batch": True, "currency": "EUR"}
    order = SepaTransfer(config | ({"BIC": payer.bic} if payer.bic else {}), schema=SEPA_SCHEMA, clean=True)
    order._xml.find(".//MsgId").text = name  # a file made twice is one message for the bank
    for transfer in transfers:
        payment = {
            "name": transfer.holder,
            "IBAN": transfer.iban,
            "amount": int(transfer.amount.amount * 100),
            "execution_date": execute_on,
            "description": transfer.label,
            "endtoend_id": transfer.reference,
        }
        order.add_payment(payment | ({"BIC": transfer.bic} if transfer.bic else {}))
    return order.export(validate=True)


def csv_file(transfers: Sequence[Transfer]) -> bytes:
    """Write `transfers` as a list that no spreadsheet takes for formulas, and read it back to check its sum.

    Raises FileUnchecked if what is read is not what was to be paid.
    """
    columns = [
        Column(_("Référence")),
        Column(_("Titulaire du compte")),
        Column(_("Institution")),
        Column(_("Transit")),
        Column(_("Compte")),
        Column(_("IBAN")),
        Column(_("BIC")),
        Column(_("Montant"), kind="money"),
        Column(_("Devise")),
        Column(_("Objet")),
    ]
    rows = [
        (
            *(transfer.reference, transfer.holder, transfer.institution, transfer.transit, transfer.account),
            *(transfer.iban, transfer.bic, transfer.amount.amount, transfer.amount.currency, transfer.label),
        )
        for transfer in transfers
    ]
    file = io.BytesIO()
    write_csv(file, Sheet(_("Paiements"), columns, rows))
    _check(file.getvalue(), transfers)
    return file.getvalue()


def _check(content: bytes, transfers: Sequence[Transfer]) -> None:
    read = list(csv.reader(io.StringIO(content.decode("utf-8-sig")), delimiter=";"))[1:]
    summed = sum((Decimal(row[_AMOUNT].replace(",", ".")) for row in read), Decimal(0))
    asked = total([transfer.amount for transfer in transfers], transfers[0].amount.currency)
    if len(read) != len(transfers) or summed != asked.amount:
        raise FileUnchecked(_("Le fichier écrit ne donne pas la somme à payer. Prévenez l’équipe technique."))
