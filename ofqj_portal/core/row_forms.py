"""The forms of the rows of one table: they hold the same fields together, prepared once, instead of a copy for each."""

from collections.abc import Iterable, Iterator
from copy import deepcopy
from typing import Any, Self

from django import forms
from django.utils.choices import BaseChoiceIterator


class RowFields(dict[str, forms.Field]):
    """The fields of all the rows of a table: nothing of a row is ever written in them."""

    @classmethod
    def of(cls, form: type[forms.BaseForm], *, disabled: bool = False) -> Self:
        """Copy the fields that a form declares, once for the table; what its rows offer is then said on the copy."""
        fields = cls(deepcopy(form.base_fields))
        for field in fields.values():
            field.disabled = disabled
        return fields

    def __deepcopy__(self, _memo: Any) -> Self:
        return self


class RowForm(forms.Form):
    """One row: the form that Django makes, with the fields of its table."""

    def __init__(self, *args: Any, fields: RowFields, **kwargs: Any) -> None:
        self.base_fields = fields  # type: ignore[misc]
        super().__init__(*args, **kwargs)


class RowChoices(BaseChoiceIterator):
    """Choices put into words once for all the rows that offer them."""

    def __init__(self, choices: Iterable[tuple[Any, Any]]) -> None:
        self.words = [(code, str(label)) for code, label in choices]

    def __iter__(self) -> Iterator[tuple[Any, str]]:
        return iter(self.words)
