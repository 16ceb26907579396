"""R8: on every form that takes money, an amount is read by the rule of the shores or refused with the reason."""

import importlib
import pkgutil
from datetime import date
from decimal import Decimal
from types import SimpleNamespace

import pytest
from django import forms
from django.urls import reverse

import conventions.forms
import projects.forms
from ofqj_portal.accounts.tests.factories import DEMO_PASSWORD
from ofqj_portal.core.forms import MoneyAmountField
from ofqj_portal.core.money import Money
from ofqj_portal.core.row_forms import RowFields
from partners.tests.factories import MembershipFactory
from projects.forms.bookings import BookingForm
from projects.forms.budget import AidForm, ExtraForm, IncomeForm, LineForm
from projects.forms.call import CallForm
from projects.forms.change import ChangeForm
from projects.forms.decision import AnswerForm
from projects.forms.payment import EnvelopeForm, PaymentForm
from projects.forms.rates import RateForm
from projects.forms.recovery import ReceiveRecoveryForm
from projects.forms.report import ReportForm
from projects.forms.session import SessionForm
from projects.models import Envelope, LedgerEntry, ProjectReport, RecoveryReceipt
from projects.tests.factories import ProjectFactory
from projects.tests.money_factories import awarded, overpaid_by

NASTY = ["NaN", "1e9", "-0,01", "0,005", "1,000.50", "１２", "1²", "Infinity", "0x10"]
TEN = Money(Decimal("10.00"), "EUR")
CHARGE = SimpleNamespace(pk=1, words="60 Achats", amount=Decimal(1), actual_amount=None, actual_reason="")


def session_form():
    project = SimpleNamespace(pk=7, title="Essai")
    row = SimpleNamespace(project=project, trial=None, asked=TEN, reviewed_by_me=False, charges=[CHARGE])
    return SessionForm(rows=[row], currency="EUR", version=1)


def every_form():
    project = ProjectFactory(accepted=True)
    lines = list(project.budget_lines.select_related("account"))
    return [
        LineForm(fields=RowFields.of(LineForm), side="charge"),
        IncomeForm(fields=RowFields.of(IncomeForm), side="income"),
        ExtraForm(fields=RowFields.of(ExtraForm)),
        AidForm(currencies={"fr": "EUR", "qc": "CAD"}, is_open=True, seen="", rates={}),
        BookingForm(),
        CallForm(sections={"fr", "qc"}, envelopes=[], instance=project.call),
        ChangeForm(project=project, lines=lines, change=None),
        AnswerForm(asked=TEN, charges=[CHARGE]),
        session_form(),
        PaymentForm(left=TEN, balance_due=False, today=date(2026, 4, 1)),
        EnvelopeForm(total=TEN),
        ReceiveRecoveryForm(left=TEN),
        ReportForm(**report_facts()),
    ]


def report_facts():
    project = ProjectFactory(report_due=True)
    lines = list(project.budget_lines.select_related("account"))
    return {"project": project, "report": ProjectReport(project=project), "lines": lines}


def money_fields(form):
    return {name: field for name, field in form.fields.items() if isinstance(field, MoneyAmountField)}


@pytest.mark.django_db
def test_every_amount_of_every_form_is_read_the_same_way_or_refused_in_words():
    found = {type(form).__name__: money_fields(form) for form in every_form()}
    assert [name for name, fields in found.items() if not fields] == []
    for name, fields in found.items():
        for key, field in fields.items():
            for typed in NASTY:
                with pytest.raises(forms.ValidationError) as refusal:
                    field.clean(typed)
                assert refusal.value.messages[0], (name, key, typed)
            read = field.clean("1\u202f000,50")
            assert getattr(read, "amount", read) == Decimal("1000.50"), (name, key)
            assert getattr(field.clean("1 000,50"), "amount", field.clean("1 000,50")) == Decimal("1000.50")


@pytest.mark.parametrize("typed", [*NASTY, "1 000,50", "1,000.50", "1000,50"])
def test_a_rate_is_never_an_amount_misread(typed):
    form = RateForm({"direction": "EUR-CAD", "rate": typed, "on": "2026-03-01", "source": "Banque de France"})
    form.is_valid()
    read = {"0,005": Decimal("0.005"), "1 000,50": Decimal("1000.50"), "1000,50": Decimal("1000.50")}
    assert (
        "rate" in form.errors or form.cleaned_data["rate"] == read[typed]
    )  # the service then says what is too far off


def test_no_form_reads_a_number_with_decimals_in_another_way():
    classes = [
        thing
        for package in (projects.forms, conventions.forms)
        for module in pkgutil.iter_modules(package.__path__, f"{package.__name__}.")
        for thing in vars(importlib.import_module(module.name)).values()
        if isinstance(thing, type) and issubclass(thing, forms.BaseForm)
    ]
    assert len(classes) > 30
    others = [
        f"{one.__name__}.{name}"
        for one in classes
        for name, field in getattr(one, "base_fields", {}).items()
        if isinstance(field, forms.DecimalField | forms.FloatField)
    ]
    assert others == []


@pytest.mark.django_db
def test_what_finance_types_wrong_moves_no_money_and_stays_on_the_page(client):
    grant = awarded(ProjectFactory(accepted=True), amount="4000.00").grant
    overpaid_by(grant, "100.00", sent=True)
    user = MembershipFactory(finance=True).user
    user.set_password(DEMO_PASSWORD)
    user.save()
    client.force_login(user)
    project, before = grant.decision.project, (LedgerEntry.objects.count(), Envelope.objects.get().total_amount)
    pages = {
        reverse("projects:payment", args=[project.number, "fr"]): {"kind": "advance", "paid_on": "2026-04-01"},
        reverse("projects:receive_recovery", args=[project.number, "fr"]): {"received_on": "2026-04-01"},
        reverse("projects:envelope", args=[project.call.code, "fr"]): {},
    }
    for page, said in pages.items():
        field = "total" if "enveloppe" in page else "amount"
        for typed in NASTY[:6]:
            answer = client.post(page, said | {field: typed})
            assert (answer.status_code, list(answer.context["form"].errors)) == (200, [field]), (page, typed)
            assert f'value="{typed}"' in answer.content.decode()
    assert (LedgerEntry.objects.count(), Envelope.objects.get().total_amount) == before
    assert not RecoveryReceipt.objects.exists()
