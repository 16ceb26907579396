"""Inputs written in one go say exactly what Django's own templates say."""

from datetime import date
from decimal import Decimal

import pytest
from django import forms

from ofqj_portal.core.input_columns import Column
from ofqj_portal.core.inputs import draw_input, writer_of
from ofqj_portal.core.row_forms import RowFields, RowForm
from ofqj_portal.core.templatetags.fields import control, kind

FRUITS = [("", "—"), (1, "Pomme « d’api »"), ("Secs", [("2", "Noix & noisettes"), (3, "<Datte>")])]


class Basket(forms.Form):
    name = forms.CharField(max_length=30, help_text="Celui de l’étiquette.")
    email = forms.EmailField(required=False, widget=forms.EmailInput(attrs={"id": "courriel", "class": "long"}))
    count = forms.IntegerField(min_value=1, disabled=True)
    price = forms.DecimalField(widget=forms.TextInput(attrs={"inputmode": "decimal", "data-rate": 1.5}))
    day = forms.DateField(widget=forms.DateInput(format="%Y-%m-%d"))
    note = forms.CharField(widget=forms.Textarea)
    ripe = forms.BooleanField(required=False)
    fruit = forms.ChoiceField(choices=FRUITS)
    mark = forms.CharField(widget=forms.HiddenInput, required=False)
    photo = forms.FileField(required=False)  # with a way of its own: its widget draws it


KEPT = {
    "name": 'Panier "du" soir',
    "email": None,
    "count": 3,
    "price": Decimal("4.50"),
    "day": date(2026, 11, 2),
    "note": "\n<b>l’été</b>",
    "ripe": True,
    "fruit": 3,
    "mark": "a'b",
}
SENT = {"name": "", "email": "x<", "price": "cher", "day": "hier", "note": "", "fruit": "9", "mark": ""}


@pytest.mark.parametrize("form", [Basket(), Basket(initial=KEPT), Basket(SENT), Basket(KEPT | {"fruit": "2"})])
def test_an_input_is_drawn_as_its_widget_draws_it(form):
    for field in form:
        attrs = {"class": "form-control"}
        assert draw_input(field, dict(attrs)) == field.as_widget(attrs=dict(attrs)).replace("&#x27;", "&#39;")


def test_every_kind_of_input_of_the_portal_is_written_here_but_those_that_have_a_way_of_their_own():
    plain = {type(field.field.widget) for field in Basket()} - {forms.ClearableFileInput}
    assert all(writer_of(kind) for kind in plain)
    assert not any(writer_of(kind) for kind in (forms.ClearableFileInput, forms.RadioSelect, forms.SelectMultiple))


def test_a_column_draws_its_rows_as_fields_that_stand_alone():
    rows = [Basket(initial=KEPT, prefix=0), Basket(SENT, prefix=1), Basket(KEPT | {"1-fruit": "2"}, prefix=1)]
    for name in Basket.base_fields:
        column = Column(name, "<Titre>")
        for row in rows:
            field = row[name]
            label = f'<label class="masque" for="{field.id_for_label}">&lt;Titre&gt;, ligne 1</label>'
            said = " ".join(field.errors)
            errors = f'<p class="invalid-feedback" id="{field.id_for_label}_error">{said}</p>' if said else ""
            assert column.cell(row, "ligne 1") == label + control(field, kind(field)) + errors


def test_the_rows_of_a_table_hold_the_same_fields_and_their_own_values():
    class Row(RowForm):
        fruit = forms.ChoiceField(choices=FRUITS)

    fields = RowFields.of(Row, disabled=True)
    first, second = (Row(fields=fields, initial={"fruit": code}) for code in (1, 3))
    assert first.fields is second.fields
    assert (first["fruit"].value(), second["fruit"].value()) == (1, 3)
    assert not Row.base_fields["fruit"].disabled
