"""What people type about notices, their letters, and disputes."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from conventions.enums import NoticeKind
from conventions.forms.committee import DATE
from conventions.models import Mandate, NoticeDelivery
from ofqj_portal.accounts.models import User
from ofqj_portal.core.forms import OnceForm
from partners.enums import Party


class NoticeForm(OnceForm):
    """Which notice, against whom, on what grounds."""

    kind = forms.ChoiceField(label=_("Nature"), choices=NoticeKind.choices)
    against = forms.ChoiceField(
        label=_("Partie mise en demeure"), choices=[("", "—"), *Party.choices], required=False,
        help_text=_("Pour une mise en demeure seulement."),
    )  # fmt: skip
    legal_text = forms.CharField(
        label=_("Loi ou règlement qui en est la cause"), max_length=300, required=False,
        help_text=_("Pour une résiliation de plein droit seulement."),
    )  # fmt: skip
    grounds = forms.CharField(label=_("Motifs"), max_length=4000, widget=forms.Textarea(attrs={"rows": 5}))


class DeliveryForm(OnceForm):
    """The registered letter to one party."""

    registered_number = forms.CharField(label=_("Numéro du recommandé"), max_length=40, required=False)
    sent_on = forms.DateField(label=_("Envoyé le"), widget=DATE, required=False)
    received_on = forms.DateField(
        label=_("Reçu le"), widget=DATE, required=False, help_text=_("La date de l’avis de réception.")
    )

    def __init__(self, *args: Any, delivery: NoticeDelivery, **kwargs: Any) -> None:
        names = ("registered_number", "sent_on", "received_on")
        super().__init__(*args, initial={name: getattr(delivery, name) for name in names}, **kwargs)


class EndForm(forms.Form):
    """The day on which the convention ends, and the second look at what that does."""

    ends_on = forms.DateField(label=_("La convention prend fin le"), widget=DATE)
    seen_effects = forms.CharField(max_length=64, required=False, widget=forms.HiddenInput)


class DisputeForm(OnceForm):
    """A dispute, and who reads it."""

    title = forms.CharField(label=_("Objet"), max_length=160)
    text = forms.CharField(label=_("Ce qui s’est passé"), max_length=8000, widget=forms.Textarea(attrs={"rows": 6}))
    readers = forms.ModelMultipleChoiceField(
        label=_("Personnes qui le lisent"), queryset=None, widget=forms.CheckboxSelectMultiple,
        help_text=_("Elles seules, et vous, verront que ce désaccord existe."),
    )  # fmt: skip

    def __init__(self, *args: Any, mandates: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        seated: Any = Mandate.objects.filter(pk__in=mandates.values("pk")).values("user")
        self.fields["readers"].queryset = User.objects.filter(pk__in=seated).order_by("last_name", "first_name", "pk")


class DisputeEntryForm(OnceForm):
    """One more step of a dispute."""

    text = forms.CharField(label=_("Ce qui s’est passé"), max_length=8000, widget=forms.Textarea(attrs={"rows": 6}))
