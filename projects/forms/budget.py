"""The budget as it is typed: lines of the country's chart of accounts, and the aid asked from each section."""

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ofqj_portal.core.forms import MoneyAmountField
from ofqj_portal.core.row_forms import RowChoices, RowFields, RowForm
from partners.enums import Section
from projects.enums import BudgetSide, ExtraCategory, Obstacle
from projects.forms.dossier import SEEN_MAX
from projects.models import AidExtra, BudgetAccount, BudgetLine, Project
from projects.services.budgeting import ExtraEntry, LineEntry

SPARE_ROWS = 2
MAX_ROWS, MAX_EXTRAS = 60, 32


class AccountField(forms.TypedChoiceField):
    """An account among those read for the whole page: no row asks the database again."""

    default_error_messages = forms.ModelChoiceField.default_error_messages

    def offer(self, accounts: list[BudgetAccount]) -> None:
        """Offer these accounts, and answer with one of them."""
        known = {str(account.pk): account for account in accounts}
        self.choices = RowChoices([("", "—"), *((account.pk, account) for account in accounts)])
        self.coerce = known.__getitem__


class LineForm(RowForm):
    """One line; without an amount, there is none."""

    account = AccountField(label=_("Compte"), required=False, empty_value=None)
    label = forms.CharField(label=_("Précision"), required=False, max_length=160)
    amount = MoneyAmountField(label=_("Montant"), required=False)

    def __init__(self, *args: Any, side: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.side = side

    def clean(self) -> dict[str, Any]:
        """Ask for the account of an amount."""
        data = super().clean() or {}
        if data.get("amount") and not data.get("account") and "account" not in self.errors:
            self.add_error("account", _("Choisissez le compte de ce montant."))
        return data

    @property
    def entry(self) -> LineEntry | None:
        """The line for the service; None without an amount."""
        data = self.cleaned_data
        if not data.get("amount"):
            return None
        return LineEntry(
            side=self.side,
            account=data["account"],
            amount=data["amount"],
            label=data.get("label", ""),
            funder=data.get("funder", ""),
            secured=bool(data.get("secured")),
        )


class IncomeForm(LineForm):
    """A line of income says who pays, and whether it is certain."""

    label = None  # the page asks for none on this side
    funder = forms.CharField(label=_("Financeur"), required=False, max_length=120)
    secured = forms.BooleanField(label=_("Acquis"), required=False)


def line_formset(
    project: Project, side: str, data: Any, *, lines: list[BudgetLine], accounts: list[BudgetAccount], is_open: bool
) -> Any:
    """Build the formset of one side: the saved lines, a row for each unused account of charges, and spare rows."""
    form, factory = _LINES[side]
    fields: Any = RowFields.of(form, disabled=not is_open)
    fields["account"].offer(accounts)
    initial = [_initial(line) for line in lines]
    used = {line.account_id for line in lines}
    if side == BudgetSide.CHARGE:
        common = [account for account in accounts if account.hint and not account.is_in_kind]
        initial += [{"account": account.pk} for account in common if account.pk not in used]
    if data is not None:
        initial = []  # what was typed stands alone: stored lines may have moved to other rows meanwhile
    shared = {"fields": fields, "side": side}
    return factory(data, prefix=side, initial=initial, form_kwargs=shared, error_messages=_TOO_MANY)


_LINES = {
    side: (form, forms.formset_factory(form, extra=SPARE_ROWS, max_num=MAX_ROWS, absolute_max=MAX_ROWS))
    for side, form in ((BudgetSide.CHARGE, LineForm), (BudgetSide.INCOME, IncomeForm))
}

_TOO_MANY = {"missing_management_form": _("La page a été envoyée incomplète : rechargez-la, puis recommencez.")}


def _initial(line: BudgetLine) -> dict[str, Any]:
    return {
        "account": line.account_id,
        "label": line.label,
        "amount": line.amount,
        "funder": line.funder,
        "secured": line.secured,
    }


class ExtraForm(RowForm):
    """One top-up; without a kind, there is none."""

    category = forms.ChoiceField(label=_("Complément"), required=False)
    obstacle = forms.ChoiceField(label=_("Obstacle"), required=False)
    people = forms.IntegerField(label=_("Jeunes"), required=False, min_value=1, max_value=500)
    unit_amount = MoneyAmountField(label=_("Montant par jeune"), required=False)

    def clean(self) -> dict[str, Any]:
        """Ask for the rest of a top-up that is begun."""
        data = super().clean() or {}
        if any(data.get(name) for name in self.fields):
            for name in self.fields:
                if not data.get(name) and name not in self.errors:
                    self.add_error(name, _("À remplir pour ce complément."))
        return data

    @property
    def entry(self) -> ExtraEntry | None:
        """The top-up for the service; None for a blank row."""
        return ExtraEntry(**self.cleaned_data) if self.cleaned_data.get("category") else None


class BaseExtraFormSet(forms.BaseFormSet):
    """The rows of top-ups: each kind once for each obstacle."""

    @property
    def entries(self) -> list[ExtraEntry]:
        """The top-ups for the service."""
        return [entry for form in self.forms if (entry := form.entry)]

    def clean(self) -> None:
        """Refuse the same top-up twice."""
        keys = [(e.category, e.obstacle) for form in self.forms if not form.errors and (e := form.entry)]
        if len(set(keys)) != len(keys):
            raise forms.ValidationError(
                _("Deux lignes disent le même complément pour le même obstacle : réunissez-les.")
            )


def extra_formset(data: Any, *, extras: list[AidExtra], caps: dict[str, Decimal], is_open: bool) -> Any:
    """Build the rows of top-ups: those asked, and a spare one for each kind the call gives."""
    factory = forms.formset_factory(
        ExtraForm, formset=BaseExtraFormSet, extra=len(caps), max_num=MAX_EXTRAS, absolute_max=MAX_EXTRAS
    )
    initial = [
        {name: getattr(extra, name) for name in ("category", "obstacle", "people", "unit_amount")} for extra in extras
    ]
    fields: Any = RowFields.of(ExtraForm, disabled=not is_open)
    fields["category"].choices = RowChoices([("", "—"), *((code, ExtraCategory(code).label) for code in caps)])
    fields["obstacle"].choices = RowChoices([("", "—"), *Obstacle.choices])
    shared = {"fields": fields}
    return factory(data, prefix="extra", initial=initial, form_kwargs=shared, error_messages=_TOO_MANY)


class AidForm(forms.Form):
    """What each section of the call is asked for, in its envelope's currency."""

    seen = forms.CharField(required=False, max_length=SEEN_MAX, widget=forms.HiddenInput)

    def __init__(
        self,
        *args: Any,
        currencies: dict[str, str],
        is_open: bool,
        seen: str,
        rates: dict[str, dict[str, str]],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.currencies = currencies
        self.fields["seen"].initial = seen
        for section, currency in currencies.items():
            words = {"section": Section(section).label, "currency": _CURRENCY_SIGNS[currency]}
            self.fields[f"aid_{section}"] = MoneyAmountField(
                label=_("Aide demandée à %(section)s (%(currency)s)") % words, required=False, disabled=not is_open
            )
            marks = {f"data-{name}": rate for name, rate in rates.get(section, {}).items()}
            self.fields[f"aid_{section}"].widget.attrs |= marks

    @property
    def amounts(self) -> dict[str, Decimal | None]:
        """The amount asked from each section; None for nothing."""
        return {section: self.cleaned_data.get(f"aid_{section}") for section in self.currencies}

    @property
    def sound_amounts(self) -> dict[str, Decimal | None]:
        """The same, without those that make no sense."""
        return {section: amount for section, amount in self.amounts.items() if f"aid_{section}" not in self.errors}


def sound_lines(formsets: dict[str, Any]) -> tuple[list[LineEntry], frozenset[tuple[str, int | None]]]:
    """Return the lines that make sense, and the (side, account) pairs to leave as stored because of one that does not.

    A line without any account that makes no sense might stand for any: (side, None) leaves its whole side.
    """
    forms_of = [form for formset in formsets.values() for form in formset.forms]
    entries = [form.entry for form in forms_of if not form.errors]
    held = {(form.side, getattr(form.cleaned_data.get("account"), "pk", None)) for form in forms_of if form.errors}
    return [entry for entry in entries if entry], frozenset(held)


_CURRENCY_SIGNS = {"EUR": "€", "CAD": "$ CA"}
