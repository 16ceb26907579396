"""The forms that a page shows, read as a browser reads them, and filled in so that they may be sent back."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urljoin

from django import forms
from django.core.files.uploadedfile import SimpleUploadedFile
from django.forms.formsets import BaseFormSet
from django.test import Client
from django.test.signals import template_rendered
from django.urls import Resolver404, resolve
from django.utils.choices import flatten_choices

from ofqj_portal.core import calendar
from ofqj_portal.core.forms import MoneyAmountField
from ofqj_portal.dashboard.tests.access_cells import body_of
from projects.forms.call import WallClockField
from projects.forms.rates import RateField

Values = dict[str, list[Any]]
ANSWERS = {
    "amount": "10,00",
    "answer": "yes",
    "born_on": "2004-05-06",
    "first_name": "Zoé",
    "iban": "FR7630006000011234567890189",
    "last_name": "Lévêque",
    "meets_time": "14:30",
    "met": "yes",
    "period": "2024",
}
HAVE_COME = {"returned_on", "done_on", "received_on"}  # days that are noted once they have come; others lie ahead


@dataclass
class ShownForm:
    """A form of a page: where it is sent, what it would send as it stands, what it offers, and its Django fields."""

    action: str
    method: str
    values: Values = field(default_factory=dict)
    offered: dict[str, set[str]] = field(default_factory=dict)
    fields: dict[str, forms.Field] = field(default_factory=dict)

    @property
    def page(self) -> str:
        """Return the name of the address it is sent to."""
        try:
            return resolve(self.action.partition("?")[0]).view_name
        except Resolver404:
            return ""

    def filled(self) -> Values:
        """Return what it would send once somebody answered what is asked, and said a word more in each text."""
        data = {name: list(values) for name, values in self.values.items()}
        for name, asked in self.fields.items():
            said = next((value for value in data[name] if value), "")
            if name in ANSWERS and (said or name != "amount"):
                data[name] = [ANSWERS[name]]
            elif type(asked) is forms.CharField and not asked.widget.is_hidden and (said or asked.required):
                data[name] = [f"{said} bis"]
            elif asked.required and not said:
                data[name] = [_answer_to(name, asked)]
        return data


class FormReader(HTMLParser):
    """Reads the forms of a page, their fields with the values they stand on, and the choices they offer."""

    def __init__(self, url: str) -> None:
        super().__init__()
        self.url, self.forms = url, []
        self._select = self._area = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note a form, a field or a choice."""
        said = {name: value or "" for name, value in attrs}
        if tag == "form":
            action = urljoin(self.url, said.get("action", ""))
            self.forms.append(ShownForm(action, said.get("method", "get").lower()))
        elif self.forms and tag == "input" and said.get("name"):
            self._input(said, dict(attrs))
        elif self.forms and tag in ("select", "textarea"):
            name = said.get("name", "")
            self._select, self._area = (name, "") if tag == "select" else ("", name)
            self.forms[-1].values.setdefault(name, [])
        elif self._select and tag == "option":
            self.forms[-1].offered.setdefault(self._select, set()).add(said.get("value", ""))
            if "selected" in said:
                self.forms[-1].values[self._select].append(said.get("value", ""))

    def handle_endtag(self, tag: str) -> None:
        """Leave a choice or a text."""
        if tag in ("select", "textarea"):
            self._select = self._area = ""

    def handle_data(self, data: str) -> None:
        """Take the text that a long field stands on."""
        if self._area:
            before = self.forms[-1].values[self._area]
            self.forms[-1].values[self._area] = ["".join([*before, data]).lstrip("\n")]

    def _input(self, said: dict[str, str], attrs: dict[str, str | None]) -> None:
        shown, name, kind = self.forms[-1], said["name"], said.get("type", "text")
        values = shown.values.setdefault(name, [])
        if kind in ("checkbox", "radio", "hidden"):
            shown.offered.setdefault(name, set()).add(said.get("value", "on"))
        if kind not in ("file", "submit", "checkbox", "radio") or "checked" in attrs:
            values.append(said.get("value", "on" if kind == "checkbox" else ""))


def forms_shown(client: Client, url: str) -> list[ShownForm]:
    """Open a page and read its forms that change something: what browsers see, and the Django fields behind."""
    with _forms_rendered() as rendered:
        answer = client.get(url)
    if answer.streaming or answer.status_code != 200:
        body_of(answer)
        return []
    reader = FormReader(url)
    reader.feed(answer.content.decode())
    fields = {bound.html_name: bound.field for form in rendered.values() for bound in form}
    for form in reader.forms:
        form.fields = {name: fields[name] for name in form.values if name in fields}
    return reader.forms


@contextmanager
def _forms_rendered() -> Iterator[dict[int, forms.BaseForm]]:
    """Collect the Django forms that templates are given meanwhile."""
    found: dict[int, forms.BaseForm] = {}

    def note(context: Any, **_said: Any) -> None:
        for layer in context.dicts:
            for value in layer.values():
                found.update({id(form): form for form in _forms_within(value)})

    template_rendered.connect(note)
    try:
        yield found
    finally:
        template_rendered.disconnect(note)


def _forms_within(value: Any) -> Iterator[forms.BaseForm]:
    if isinstance(value, forms.BaseForm):
        yield value
    elif isinstance(value, BaseFormSet):
        yield value.management_form
        yield from value.forms
    elif isinstance(value, list | tuple):
        for part in value:
            yield from _forms_within(part)
    elif isinstance(value, dict):
        yield from _forms_within(list(value.values()))


def _answer_to(name: str, asked: forms.Field) -> Any:
    match asked:
        case forms.FileField():
            return SimpleUploadedFile("papier.pdf", b"%PDF-1.4\n", "application/pdf")
        case forms.ModelChoiceField():
            row = asked.queryset.first()
            return "" if row is None else str(row.pk)
        case forms.ChoiceField():
            return next((str(value) for value, _label in flatten_choices(asked.choices) if value), "")
        case WallClockField():
            return (calendar.now() + timedelta(days=30)).strftime("%Y-%m-%dT%H:%M")
        case RateField():
            return "1,5"
        case forms.DateField():
            return (calendar.today() + timedelta(days=0 if name in HAVE_COME else 14)).isoformat()
        case forms.TimeField():
            return "09:30"
        case forms.BooleanField():
            return "on"
        case forms.EmailField():
            return "quelqu-un@exemple.test"
        case MoneyAmountField():
            return "100,00"
        case forms.IntegerField() | forms.DecimalField():
            return str(max(1, asked.min_value or 1))
    return "Texte"
