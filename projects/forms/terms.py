"""What a section says of how it pays on a call."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ofqj_portal.core.forms import OnceForm
from partners.enums import Section
from projects.enums import PaymentCondition
from projects.queries.terms import SectionTerms


class PeoplePaidForm(OnceForm):
    """Whether young people are paid their share on a call, by one of the sections of who answers."""

    section = forms.ChoiceField(label=_("Section"))
    pays = forms.BooleanField(
        label=_("Verser leur part aux jeunes dont la structure le demande"),
        required=False,
        help_text=_("Décoché, toute l’aide va à la structure. Les parts déjà demandées restent."),
    )
    waits_for = forms.MultipleChoiceField(
        label=_("Une part est versée quand"),
        choices=PaymentCondition.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("En plus de la convention signée et du compte de la personne."),
    )
    seen = forms.CharField(max_length=100, widget=forms.HiddenInput)

    def __init__(self, *args: Any, mine: list[SectionTerms], **kwargs: Any) -> None:
        first = mine[0]
        share = first.share
        initial = {"section": first.section, "pays": share is not None, "seen": first.mark}
        initial["waits_for"] = share.waits_for if share else [PaymentCondition.DEPARTED]
        super().__init__(*args, initial=initial, **kwargs)
        self.fields["section"].choices = [(each.section, Section(each.section).label) for each in mine]
        if len(mine) == 1:
            self.fields["section"].widget = forms.HiddenInput()
