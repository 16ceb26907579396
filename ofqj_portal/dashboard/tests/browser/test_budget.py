"""The balance of a budget as it is typed: the page's script reads and adds amounts exactly as the server does."""

from decimal import Decimal
from typing import Any

import pytest
from playwright.sync_api import expect

from ofqj_portal.core.shores import AmountRefused, Shore, parse_amount, reading_as
from ofqj_portal.dashboard.tests.browser.visitor import Axes, Visitor
from partners.tests.factories import member
from projects.models import BudgetAccount
from projects.tests.factories import CallFactory, ProjectFactory
from projects.tests.money_factories import EnvelopeFactory

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser, pytest.mark.slow]
NB, NNB = "\u00a0", "\u202f"
TYPED = [
    *("", " ", "0", "12", "1234,5", "1234.50", "1 234,50", f"1{NB}234,50", f" 1{NNB}234{NNB}567,5\t", "99999999,99"),
    *("NaN", "1e9", "-0,01", "0,005", "1,000.50", "1 000.50", "1.234", "１２３", "١٢٣", "1²", "12 34", "5,", ",5"),
    *("100000000", "9" * 40, "+5", "0x10", "1,2,3", "12 €", "1'234", "1\u20090 00", "\u20091\u2009234"),
]
MODULE = "const { parseAmount, convert } = await import('/static/js/amounts.js');"
READ_ALL = f"async texts => {{ {MODULE} return texts.map(text => String(parseAmount(text))) }}"
CONVERT = f"async pairs => {{ {MODULE} return pairs.map(([cents, rate]) => String(convert(BigInt(cents), rate))) }}"
RATES = [(0, "0.617284"), (1, "0.5"), (3, "0.5"), (100, "1.62"), (123456789, "0.617284"), (9999999999, "99.999999")]
EVERY_AMOUNT = ("charge-0-amount", "income-0-amount", "aid_fr")


def on_the_server(text: str) -> str:
    """Return cents as the script writes them, "null" for what is refused, on both shores alike."""
    if not text.strip():
        return "0"
    read = []
    for shore in Shore:
        with reading_as(shore):
            try:
                read.append(str(int(parse_amount(text) * 100)))
            except AmountRefused:
                read.append("null")
    assert read[0] == read[1]
    return read[0]


@pytest.fixture
def project() -> Any:
    call = CallFactory(always_open=True, extra_caps={"passport": "90.00"})
    EnvelopeFactory(call=call)
    return ProjectFactory(call=call)


def test_the_balance_follows_what_is_typed_and_says_what_the_server_says(page, live_server, project):
    axes = Axes(live_server.url)
    adviser = Visitor(page, live_server.url, axes)
    adviser.sign_in(member(project.carrier, with_password=True))
    adviser.go(f"/projets/{project.number}/budget/")
    verdict, charges = page.locator("[data-sum=verdict]"), page.locator("dl [data-sum=charge]")
    expect(verdict).to_have_text("Équilibré.")

    page.locator("[name=charge-0-amount]").fill("9 500,50")
    expect(charges).to_have_text(f"9{NNB}500,50{NB}€")
    expect(verdict).to_have_text(f"Il manque 1{NNB}500,50{NB}€ de ressources.")
    page.locator("[name=charge-0-amount]").fill("1,000.50")
    expect(verdict).to_have_text(f"Un montant ne se lit pas{NB}: il n’entre pas dans les totaux.")
    page.locator("[name=charge-0-amount]").fill("8000")
    in_kind = BudgetAccount.objects.get(country="fr", code="86")
    page.locator("[name=charge-1-account]").select_option(str(in_kind.pk))
    page.locator("[name=charge-1-amount]").fill("100")
    expect(verdict).to_contain_text("Les contributions en nature diffèrent")
    page.locator("[name=charge-1-amount]").fill("")
    page.locator("[name=aid_fr]").fill("4 100,10")
    expect(verdict).to_have_text(f"Il y a 100,10{NB}€ en trop.")
    typed = {name: page.locator(f"[name={name}]").input_value() for name in EVERY_AMOUNT}
    for name in EVERY_AMOUNT:
        page.locator(f"[name={name}]").fill("")
    expect(verdict).to_have_text("Saisissez les charges et les ressources.")
    for name, value in typed.items():
        page.locator(f"[name={name}]").fill(value)
    adviser.press("Enregistrer et recalculer")

    expect(page.locator("[data-sum=resources]")).to_have_text(f"8{NNB}100,10{NB}€")
    assert page.evaluate(READ_ALL, TYPED) == [on_the_server(text) for text in TYPED]
    assert page.evaluate(CONVERT, [[str(cents), rate] for cents, rate in RATES]) == [
        str(int((Decimal(cents) * Decimal(rate)).quantize(Decimal(1), "ROUND_HALF_UP"))) for cents, rate in RATES
    ]
    assert axes.complaints == []
