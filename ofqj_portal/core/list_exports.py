"""The lists that can be exported. Each app describes its own in its exports.py; the dashboard makes the files.

A description says which rows an address shows to a person, and how a batch of them reads, cell by cell. It rests on the
same queries and the same filter form as the page, so that a file never holds more than the page does.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Model, QuerySet
from django.forms import Form
from django.http import QueryDict
from django.utils.translation import gettext as _


@dataclass(frozen=True)
class ListColumn:
    """A heading, its meaning and its kind as in spreadsheets.Column; an amount has its currency in another column."""

    label: Any
    meaning: Any
    kind: str = "text"
    width: int = 0


@dataclass(frozen=True)
class SaidFilter:
    """One filter in place: its name in the address, its label, and its value in words."""

    name: str
    label: str
    words: str


@dataclass(frozen=True)
class Selection:
    """What an address shows to a person: the rows, in the order of the page, and the filters in words."""

    rows: "QuerySet[Any]"
    filters: list[SaidFilter]


@dataclass(frozen=True)
class ListExport:
    """One list: `about` says what a row is, `url_name` names its page, `slug` the files made of it.

    `may(user)` says whether the page exists for her; `select(user, data, now)` gives the rows for the data of an
    address. Then one of two says what stands in the cells: `lines(rows, user, now)` puts a batch of rows into them, one
    list a row, without a query a row; where the database can say them all, `cells(rows, user, now)` returns the rows
    as tuples (`values_list`), which leave far faster (copied_rows.py).
    """

    code: str
    slug: str
    title: Any
    about: Any
    url_name: str
    columns: Sequence[ListColumn]
    may: Callable[[Any], bool]
    select: Callable[[Any, QueryDict, datetime], Selection]
    lines: Callable[[Sequence[Any], Any, datetime], Iterable[list[Any]]] | None = None
    cells: Callable[["QuerySet[Any]", Any, datetime], "QuerySet[Any, Any]"] | None = None
    names_people: bool = False


_lists: dict[str, ListExport] = {}


def register_list(export: ListExport) -> ListExport:
    """Make a list known under its code; called at start-up by the app that shows it."""
    _lists[export.code] = export
    return export


def list_called(code: str) -> ListExport:
    """Return the list called `code`. Raises KeyError."""
    return _lists[code]


def filters_said(form: Form) -> list[SaidFilter]:
    """Put into words what the filter form of a page made of an address; what it could not read is not in place.

    Hidden fields have no words of their own: the list says what they mean.
    """
    read = getattr(form, "cleaned_data", {})
    return [
        SaidFilter(name, str(field.label), _in_words(field, read[name]))
        for name, field in form.fields.items()
        if not field.widget.is_hidden and read.get(name) not in (None, "", False, [])
    ]


def _in_words(field: Any, value: Any) -> str:
    if value is True:
        return _("oui")
    if isinstance(value, list):
        return ", ".join(_in_words(field, one) for one in value)
    if isinstance(value, Model) or not hasattr(field, "choices"):
        return str(value)
    return str(dict(field.choices).get(value, value))
