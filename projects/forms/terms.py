"""What a section says of how it pays on a call."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ofqj_portal.core.forms import OnceForm
from partners.enums import Section
from projects.enums import PaymentCondition, PaymentKind
from projects.queries.terms import SectionTerms, terms_from
from projects.services.terms import MAX_ADVANCED_PCT, MAX_ADVANCES, Advance, ScheduleRefused, schedule_lines


class PeoplePaidForm(OnceForm):
    """Whether young people are paid their share on a call, by one of the sections of who answers."""

    section = forms.ChoiceField(label=_("Section"))
    pays = forms.BooleanField(
        label=_("Verser leur part aux jeunes dont la structure le demande"),
        required=False,
        help_text=_(
            "Décoché, toute l’aide va à la structure. Les dossiers déjà déposés gardent l’échéancier de leur dépôt."
        ),
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


class ScheduleForm(OnceForm):
    """The advances of one section on a call, each with what it waits for, and what its balance waits for."""

    seen = forms.CharField(max_length=24, widget=forms.HiddenInput)

    def __init__(self, *args: Any, found: SectionTerms, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.found = found
        self.fields["seen"].initial = found.whole_mark
        there = [term for term in found.terms if term.kind == PaymentKind.ADVANCE]
        for rank in range(1, max(MAX_ADVANCES, len(there)) + 1):
            term = there[rank - 1] if rank <= len(there) else None
            self.fields[f"advance_{rank}"] = forms.IntegerField(
                label=_("Acompte %d : part de l’aide (%%)") % rank,
                min_value=1,
                max_value=MAX_ADVANCED_PCT,
                required=False,
                initial=term.share_pct if term else None,
                help_text=_("Vide : pas d’acompte à ce rang."),
            )
            label = _("L’acompte %d attend aussi que") % rank
            self.fields[f"advance_{rank}_waits"] = _waits(label, term.waits_for if term else [])
        balance = next((term for term in found.terms if term.kind == PaymentKind.BALANCE), None)
        self.fields["balance_waits"] = _waits(_("Le solde attend aussi que"), balance.waits_for if balance else [])

    def clean(self) -> dict[str, Any]:
        """Check that the advances leave something to the balance."""
        data = super().clean()
        if not self.errors:
            try:
                schedule_lines(self.advances, data["balance_waits"], self.found)
            except ScheduleRefused as refusal:
                self.add_error(None, str(refusal))
        return data

    @property
    def advances(self) -> list[Advance]:
        """The advances that were typed, in their order."""
        ranks = [name for name in self.fields if name.startswith("advance_") and not name.endswith("_waits")]
        typed = [(self.cleaned_data.get(name), self.cleaned_data.get(f"{name}_waits", [])) for name in ranks]
        return [Advance(pct, tuple(waits)) for pct, waits in typed if pct]

    @property
    def facts(self) -> dict[str, Any]:
        """What the service asks."""
        data = self.cleaned_data
        return {"advances": self.advances, "balance_waits": data["balance_waits"], "seen": data["seen"]}

    @property
    def preview(self) -> SectionTerms:
        """The schedule as it was typed, not stored."""
        section = self.found.section
        lines = schedule_lines(self.advances, self.cleaned_data["balance_waits"], self.found)
        return SectionTerms(section, tuple(terms_from(lines, call_id=None, section=section)))


def _waits(label: Any, initial: list[str]) -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(
        label=label,
        choices=PaymentCondition.choices,
        required=False,
        initial=initial,
        widget=forms.CheckboxSelectMultiple,
    )


class UsualScheduleForm(OnceForm):
    """Back to the usual schedule of the section."""

    seen = forms.CharField(max_length=24, widget=forms.HiddenInput)
