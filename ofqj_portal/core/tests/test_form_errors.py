"""The summary of errors: one link a message, in the order of the page."""

from django import forms

from ofqj_portal.core.templatetags.form_errors import FieldError, error_list, has_required


class Stay(forms.Form):
    title = forms.CharField(label="Titre :")
    kind = forms.ChoiceField(label="Voyage ?", choices=[("a", "Avion"), ("t", "Train")], widget=forms.RadioSelect)
    note = forms.CharField(label="Note", required=False)

    def clean(self):
        raise forms.ValidationError("Les dates se croisent.")


def test_each_error_leads_to_its_field_and_the_others_come_first():
    assert error_list(Stay({"note": "x"})) == [
        FieldError("", "", "Les dates se croisent."),
        FieldError("id_title", "Titre", "Ce champ est obligatoire."),
        FieldError("div_id_kind", "Voyage", "Ce champ est obligatoire."),
    ]


def test_a_form_that_was_not_sent_has_nothing_to_mend():
    assert error_list(Stay(), None) == []


def test_the_rows_of_a_formset_are_read_one_by_one():
    rows = forms.formset_factory(Stay, extra=0)
    sent = rows({"form-TOTAL_FORMS": "1", "form-INITIAL_FORMS": "0", "form-0-title": "Été", "form-0-kind": "x"})
    assert [(error.anchor, error.label) for error in error_list(sent)] == [("", ""), ("div_id_form-0-kind", "Voyage")]


def test_a_form_tells_whether_something_must_be_filled():
    assert has_required(Stay()) is True
    assert has_required(None) is False
