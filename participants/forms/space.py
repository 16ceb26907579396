"""What a person answers in her own space, with one thumb."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ofqj_portal.core.forms import OnceForm
from participants.data_enums import Purpose, RequestKind
from participants.enums import Agreement, SituationCategory, Statement

WORDS = {
    RequestKind.CORRECTION: gettext_lazy("Qu’est-ce qui est faux ? Que faut-il écrire ?"),
    RequestKind.ERASURE: gettext_lazy("Voulez-vous dire quelque chose ? Ce n’est pas obligé."),
    RequestKind.OPPOSITION: gettext_lazy("Qu’est-ce que nous devons arrêter de faire ? Ce n’est pas obligé."),
}
#: The first question and, for each of its answers, the second: together they give a category of i-milo.
NEWS_GROUPS = {
    "travail": (
        gettext_lazy("Je travaille"),
        (
            (SituationCategory.EMPLOYMENT, gettext_lazy("J’ai un emploi.")),
            (SituationCategory.APPRENTICESHIP, gettext_lazy("Je travaille et j’étudie en même temps.")),
        ),
    ),
    "etudes": (
        gettext_lazy("J’apprends"),
        (
            (SituationCategory.TRAINING, gettext_lazy("Je suis en formation pour un métier.")),
            (SituationCategory.SCHOOL, gettext_lazy("Je vais à l’école ou à l’université.")),
        ),
    ),
    "essai": (
        gettext_lazy("J’essaie, j’aide"),
        (
            (SituationCategory.IMMERSION, gettext_lazy("Je découvre une entreprise.")),
            (SituationCategory.PMSMP, gettext_lazy("Je fais un stage avec ma structure.")),
            (SituationCategory.VOLUNTEERING, gettext_lazy("Je suis volontaire ou bénévole.")),
        ),
    ),
    "autre": (
        gettext_lazy("Rien de tout cela"),
        (
            (SituationCategory.JOB_SEEKER, gettext_lazy("Je cherche un emploi et je suis inscrit·e.")),
            (SituationCategory.NONE, gettext_lazy("Je ne suis inscrit·e nulle part.")),
        ),
    ),
}


class AnswerForm(OnceForm):
    """Yes or no to one purpose, on the text she had under her eyes."""

    purpose = forms.TypedChoiceField(choices=Purpose.choices, coerce=Purpose, widget=forms.HiddenInput)
    text = forms.IntegerField(min_value=1, max_value=2**62, widget=forms.HiddenInput)
    answer = forms.ChoiceField(
        choices=[("yes", gettext_lazy("oui")), ("no", gettext_lazy("non"))],
        widget=forms.HiddenInput,
        error_messages={"required": gettext_lazy("Appuyez sur oui ou sur non.")},
    )


class SendLinkForm(OnceForm):
    """The link goes to the address of the fiche; or to its mobile, where the operator sends short messages."""

    channel = forms.ChoiceField(
        label=gettext_lazy("Par quel chemin ?"),
        choices=[("mail", gettext_lazy("Par e-mail")), ("sms", gettext_lazy("Par SMS"))],
        widget=forms.RadioSelect,
    )

    def __init__(self, *args: Any, has_email: bool, has_mobile: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["channel"].initial = "mail" if has_email else "sms"
        if not has_mobile:
            del self.fields["channel"]

    @property
    def is_for_mobile(self) -> bool:
        """Say whether a short message was chosen."""
        return self.cleaned_data.get("channel") == "sms"


class AskForm(OnceForm):
    """What she asks, in her words; a correction must say what."""

    words = forms.CharField(
        label=gettext_lazy("Votre message"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 5}),
    )

    def __init__(self, *args: Any, kind: RequestKind, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["words"].label = WORDS[kind]
        self.fields["words"].required = kind == RequestKind.CORRECTION
        self.fields["words"].error_messages["required"] = _("Dites ce qu’il faut corriger.")


class NewsForm(OnceForm):
    """What she does now: the second question narrows the first."""

    category = forms.TypedChoiceField(
        label=gettext_lazy("Qu’est-ce qui vous ressemble ?"),
        coerce=SituationCategory,
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choisissez une réponse.")},
    )

    def __init__(self, *args: Any, group: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["category"].choices = [(code.value, words) for code, words in NEWS_GROUPS[group][1]]


class OwnAssessmentForm(OnceForm):
    """Five sentences, four answers; she may leave any of them out."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for statement in Statement:
            self.fields[statement.value] = forms.TypedChoiceField(
                label=statement.label,
                choices=[(str(value), label) for value, label in Agreement.choices],
                coerce=int,
                empty_value=None,
                required=False,
                widget=forms.RadioSelect,
            )

    def answers(self) -> dict[Statement, int | None]:
        """Return the answers, as the service takes them."""
        return {statement: self.cleaned_data[statement.value] for statement in Statement}
