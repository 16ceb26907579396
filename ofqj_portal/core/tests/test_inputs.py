"""Inputs written in one go say exactly what Django's own templates say."""

from datetime import date
from decimal import Decimal

import pytest
from django import forms

from ofqj_portal.core.inputs import _writer, draw_input

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
    assert all(_writer(kind) for kind in plain)
    assert not any(_writer(kind) for kind in (forms.ClearableFileInput, forms.RadioSelect, forms.SelectMultiple))
