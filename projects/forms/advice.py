"""What is asked, answered and kept of a request for advice, and what the lists are filtered by."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ofqj_portal.core.forms import OnceForm
from projects.advice_access import asking_structures
from projects.enums import AdviceKind, AdviceState
from projects.models.advice import WORDS_MAX
from projects.queries.advice import AdviceFilters
from projects.queries.queue import officers_of

_NO_NAMES = _("Du texte simple. Pas de nom de jeune ni de détail sur sa santé ou sa situation.")


class AdviceForm(OnceForm):
    """A question, in the name of one's structure."""

    structure = forms.ModelChoiceField(None, label=_("Au nom de"), empty_label=None)
    kind = forms.ChoiceField(label=_("Que cherchez-vous ?"), choices=AdviceKind.choices, widget=forms.RadioSelect)
    subject = forms.CharField(label=_("En une ligne"), max_length=160)
    body = forms.CharField(
        label=_("Votre question"), help_text=_NO_NAMES, max_length=WORDS_MAX, widget=forms.Textarea(attrs={"rows": 6})
    )
    wished_on = forms.DateField(
        label=_("Réponse souhaitée avant le"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["structure"].queryset = asking_structures(user)


class AdviceMessageForm(OnceForm):
    """One message more."""

    body = forms.CharField(
        label=_("Votre message"), help_text=_NO_NAMES, max_length=WORDS_MAX, widget=forms.Textarea(attrs={"rows": 5})
    )


class AdviceOfficerForm(OnceForm):
    """The colleague who follows the request."""

    officer = forms.ModelChoiceField(None, label=_("Personne qui suit la demande"), empty_label=None)

    def __init__(self, *args: Any, section: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["officer"].queryset = officers_of({section})


class AdviceNoteForm(OnceForm):
    """What is kept of the exchange."""

    note = forms.CharField(
        label=_("Ce qu’on en garde"),
        help_text=_("Une note de contact : la structure la lit aussi. Pas de détail sur une personne."),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )


class AdviceFilterForm(forms.Form):
    """Every filter of /conseil/; what makes no sense keeps everything."""

    q = forms.CharField(label=_("Sujet ou structure"), required=False, max_length=100)
    kind = forms.ChoiceField(
        label=_("Que cherche-t-on ?"), required=False, choices=[("", _("Tout")), *AdviceKind.choices]
    )
    state = forms.ChoiceField(
        label=_("Où en est-elle ?"), required=False, choices=[("", _("En cours")), *AdviceState.choices]
    )
    officer = forms.ModelChoiceField(None, label=_("Suivie par"), required=False, empty_label=_("Tout le monde"))

    def __init__(self, *args: Any, sections: set[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["officer"].queryset = officers_of(sections)
        if not sections:
            del self.fields["officer"]
            self.fields["state"].choices = [("", _("Toutes")), *AdviceState.choices]

    @property
    def filters(self) -> AdviceFilters:
        """Return the filters that make sense."""
        data = getattr(self, "cleaned_data", {})
        return AdviceFilters(data.get("q", ""), data.get("kind", ""), data.get("state", ""), data.get("officer"))

    @property
    def is_active(self) -> bool:
        """Say whether some filter is set."""
        return self.filters != AdviceFilters()
