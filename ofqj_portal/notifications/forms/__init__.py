"""What people choose of the mails they get, and what the administrator looks for in the outbox."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ofqj_portal.core.forms import LongTextField
from ofqj_portal.core.mail_kinds import mail_kinds
from ofqj_portal.core.models import MailState
from ofqj_portal.notifications.models import Preference, Rhythm


class PreferenceForm(forms.Form):
    """How often, which kinds without a mail, and a pause. The kinds shown are those this person was ever told of."""

    rhythm = forms.ChoiceField(label=_("Vos courriels arrivent"), choices=Rhythm.choices, widget=forms.RadioSelect)
    muted = forms.MultipleChoiceField(
        label=_("À lire dans le portail seulement, sans courriel"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Ce qui demande une réponse de vous et ce qui protège votre compte part toujours par courriel."),
    )
    paused_until = forms.DateField(
        label=_("En pause jusqu’au"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("Ce jour est compris. Ce qui attendait part en un seul courriel le lendemain matin."),
    )

    def __init__(self, *args: Any, preference: Preference, kinds: set[str], today: date, **kwargs: Any) -> None:
        initial = {name: getattr(preference, name) for name in ("rhythm", "muted", "paused_until")}
        super().__init__(*args, initial=initial, **kwargs)
        shown, self.today = kinds | set(preference.muted), today
        choices = [
            (code, kind.label)
            for code, kind in mail_kinds().items()
            if code in shown and kind.is_told and not kind.mandatory
        ]
        self.fields["muted"].choices = choices
        if not choices:
            del self.fields["muted"]

    def clean_paused_until(self) -> date | None:
        """Refuse a pause that is already over."""
        day = self.cleaned_data["paused_until"]
        if day and day < self.today:
            raise forms.ValidationError(_("Cette date est déjà passée."))
        return day


class OutboxFilterForm(forms.Form):
    """What to look for in the outbox."""

    BOUNCED = "bounced"
    state = forms.ChoiceField(
        label=_("État"), required=False, choices=[("", _("Tous")), *MailState.choices, (BOUNCED, _("Revenu"))]
    )
    kind = forms.ChoiceField(label=_("Sorte"), required=False)
    address = forms.CharField(label=_("Adresse"), required=False, max_length=254)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kinds = [(code, kind.label) for code, kind in mail_kinds().items()]
        self.fields["kind"].choices = [("", _("Toutes")), *kinds]


class BounceForm(forms.Form):
    """A report as it came, or an address and a reason typed by hand."""

    report = LongTextField(
        label=_("Le message de retour, tel que reçu"),
        rows=8,
        max_length=100_000,
        required=False,
        help_text=_("Avec ses en-têtes : le portail y lit l’adresse, le courriel et la cause."),
    )
    address = forms.EmailField(label=_("Sinon, l’adresse qui refuse"), required=False, max_length=254)
    reason = forms.CharField(label=_("Cause"), required=False, max_length=300)

    def clean(self) -> dict[str, Any]:
        """Ask for one or the other."""
        data = super().clean() or self.cleaned_data
        if not self.errors and not data.get("report") and not data.get("address"):
            self.add_error("report", _("Collez le message de retour, ou donnez l’adresse."))
        return data
