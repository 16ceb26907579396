"""The filters of a list: forms share what nobody writes in, and nothing that one of them was told."""

import pytest
from django import forms

from ofqj_portal.core.forms import FilterForm, KeyedChoiceField
from partners.models import Network
from partners.tests.factories import NetworkFactory


class Filters(FilterForm):
    own = ("state",)
    q = forms.CharField(required=False, max_length=10)
    state = forms.ChoiceField(required=False)
    network = KeyedChoiceField(Network.objects.order_by("name"), words="name", required=False)

    def __init__(self, *args, states=(), **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["state"].choices = [("", "Tous"), *states]


def test_what_a_form_is_told_stays_its_own_and_the_rest_is_shared():
    told, other = Filters({"q": "x" * 11}, states=[("draft", "Brouillon")]), Filters({"q": "deux"})

    assert told.fields["q"] is other.fields["q"]
    assert [code for code, _label in other.fields["state"].choices] == [""]
    assert (told.is_valid(), other.is_valid()) == (False, True)
    assert (other.cleaned_data["q"], other.errors) == ("deux", {})
    del told.fields["q"]
    assert "q" in Filters().fields


@pytest.mark.django_db
def test_rows_that_a_filter_offers_are_read_for_each_form():
    first = str(Filters()["network"])
    NetworkFactory(name="Réseau du Val d’Essai")

    assert "Val d’Essai" not in first
    assert "Val d’Essai" in str(Filters()["network"])
