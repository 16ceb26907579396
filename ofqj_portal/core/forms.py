"""What forms of every app share: an amount typed by hand, a choice among rows, and a form that acts once."""

import hashlib
import uuid
from collections.abc import Collection, Iterator, Mapping
from copy import deepcopy
from decimal import Decimal
from functools import cached_property
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ofqj_portal.core.money import Money
from ofqj_portal.core.prepared_rows import PreparedRows
from ofqj_portal.core.shores import AmountRefused, format_amount, parse_amount


class MoneyAmountField(forms.Field):
    """An amount as people write it. Gives a Money when `currency` is said, else a Decimal; None when left empty."""

    widget = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"})

    def __init__(self, *, currency: str | None = None, min_amount: Decimal = Decimal(0), **kwargs: Any) -> None:
        self.currency = currency
        self.min_amount = min_amount
        super().__init__(**kwargs)

    def to_python(self, value: Any) -> Money | Decimal | None:
        """Read what was typed. Raises ValidationError with the reason in words."""
        if value in self.empty_values or (isinstance(value, str) and not value.strip()):
            return None
        try:
            amount = value if isinstance(value, Decimal) else parse_amount(str(value))
        except AmountRefused as refusal:
            raise forms.ValidationError(str(refusal), code="invalid") from refusal
        if amount < self.min_amount:
            least = {"least": format_amount(self.min_amount)}
            raise forms.ValidationError(_("Ce montant est trop petit : %(least)s au moins.") % least, code="min_amount")
        return Money(amount, self.currency) if self.currency else amount

    def prepare_value(self, value: Any) -> Any:
        """Show a stored amount the way the reader writes it; leave what she typed as she typed it."""
        if isinstance(value, Money):
            value = value.amount
        return format_amount(value) if isinstance(value, Decimal) else value

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Compare amounts, not the way they are written."""
        try:
            typed = self.to_python(data)
        except forms.ValidationError:
            return True
        typed = typed.amount if isinstance(typed, Money) else typed
        initial = initial.amount if isinstance(initial, Money) else initial
        return typed != initial


class _KeysAndWords(forms.models.ModelChoiceIterator):
    """The choices of a KeyedChoiceField, read when they are first drawn and once for a form."""

    @cached_property
    def found(self) -> list[Any]:
        return self.field.rows.of(None).all()

    def __iter__(self) -> Iterator[Any]:
        if self.field.empty_label is not None:
            yield "", self.field.empty_label
        yield from self.found

    def __bool__(self) -> bool:
        return True


class KeyedChoiceField(forms.ModelChoiceField):
    """A choice among rows of which nothing is read but their key and their `words`, until one of them is chosen."""

    iterator = _KeysAndWords

    def __init__(self, queryset: Any, *, words: str, **kwargs: Any) -> None:
        self.rows = PreparedRows(lambda _user, _key: queryset.values_list("pk", words))
        super().__init__(queryset, **kwargs)


class _Declared(dict[str, forms.Field]):
    """The fields of a class of filters: only `own` ones are copied for a form, and those whose choices are rows."""

    def __init__(self, fields: Mapping[str, forms.Field], own: Collection[str]) -> None:
        super().__init__(fields)
        self.own = own

    def __deepcopy__(self, memo: Any) -> dict[str, forms.Field]:
        return {
            name: deepcopy(field, memo) if name in self.own or isinstance(field, forms.ModelChoiceField) else field
            for name, field in self.items()
        }


class FilterForm(forms.Form):
    """The filters of a list. All requests share the fields it declares, but those in `own`, which it writes in."""

    own: Collection[str] = ()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self.base_fields = _Declared(self.base_fields, self.own)  # type: ignore[misc]
        super().__init__(*args, **kwargs)


class LongTextField(forms.CharField):
    """A text of several lines: a line ends with one character wherever it was typed; a limit counts alike everywhere.

    Browsers post two characters for one end of line; counter.js shows the same count as `max_length` takes here.
    """

    def __init__(self, *, rows: int = 4, **kwargs: Any) -> None:
        super().__init__(**({"widget": forms.Textarea(attrs={"rows": rows})} | kwargs))

    def to_python(self, value: Any) -> str:
        """Return the text with its ends of line made one character."""
        return super().to_python(value.replace("\r\n", "\n").replace("\r", "\n") if isinstance(value, str) else value)


class OnceForm(forms.Form):
    """Mixin: the page carries a token, so that a form posted twice acts once (see core.once).

    What is typed counts too: whoever goes back, corrects a field and posts again does something new.
    """

    form_token = forms.UUIDField(required=False, widget=forms.HiddenInput, label="")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["form_token"].initial = uuid.uuid4()
        self.once_token: uuid.UUID | None = None

    def clean(self) -> dict[str, Any]:
        """Take the token out of `cleaned_data`, which goes to a service, and keep what names this very POST."""
        data = super().clean() or self.cleaned_data
        token = data.pop("form_token", None)
        self.once_token = self._name_of_post(token) if token else None
        return data

    def _name_of_post(self, token: uuid.UUID) -> uuid.UUID:
        digest = hashlib.sha256(token.bytes)
        for name in sorted(self.data):
            values = self.data.getlist(name) if hasattr(self.data, "getlist") else self.data[name]
            if name != "csrfmiddlewaretoken":
                digest.update(repr((name, values)).encode())
        for name in sorted(self.files):
            upload = self.files[name]
            digest.update(repr((name, upload.name)).encode())
            for chunk in upload.chunks():
                digest.update(chunk)
            upload.seek(0)
        return uuid.UUID(digest.hexdigest()[:32])
