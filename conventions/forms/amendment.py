"""What people type about amendments: their dates, the text of an article, an answer, who may sign."""

import hashlib
import re
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from conventions.enums import PUBLIC, AccordAnswer, ReportState
from conventions.forms.committee import DATE
from conventions.models import Amendment, AnnualReport, Convention, SigningMandate
from conventions.queries.accords import SeatKey, seat_label
from conventions.queries.text import START, ArticleText, Wanted, place_label
from ofqj_portal.core.files import MAX_UPLOAD_BYTES
from ofqj_portal.core.forms import OnceForm
from partners.enums import Party

MAX_PARAGRAPH = 4000


def _long(label: Any, **more: Any) -> forms.CharField:
    rows = more.pop("rows", 3)
    return forms.CharField(label=label, widget=forms.Textarea(attrs={"rows": rows}), **more)


class TextOnForm(forms.Form):
    """Which day's text to read."""

    le = forms.DateField(label=_("Texte en vigueur le"), widget=DATE, required=False)


class AmendmentForm(OnceForm):
    """What an amendment is called, why, from when, and up to when it renews the convention."""

    title = forms.CharField(label=_("Objet"), max_length=160)
    purpose = _long(
        _("Pourquoi"), required=False, max_length=4000,
        help_text=_("Ce que les autres parties doivent savoir. Changer ces lignes ne redemande aucun accord."),
    )  # fmt: skip
    takes_effect_on = forms.DateField(
        label=_("Prend effet le"), widget=DATE, required=False, help_text=_("Vide : le jour du dernier accord.")
    )
    renews_until = forms.DateField(
        label=_("Renouvelle la convention jusqu’au"), widget=DATE, required=False,
        help_text=_("Pour un renouvellement seulement : l’avenant modifie alors l’article 3 et un bilan l’accompagne."),
    )  # fmt: skip
    report = forms.ModelChoiceField(label=_("Bilan joint"), queryset=None, required=False)
    seen_version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, convention: Convention, amendment: Amendment | None = None, **kwargs: Any) -> None:
        if amendment is not None:
            kwargs["initial"] = {
                name: getattr(amendment, name)
                for name in ("title", "purpose", "takes_effect_on", "renews_until", "report")
            } | {"seen_version": amendment.version}
        super().__init__(*args, **kwargs)
        adopted = AnnualReport.objects.filter(convention=convention, state__in=[*PUBLIC, ReportState.ADOPTED])
        self.fields["report"].queryset = adopted.order_by("-starts_on", "-version")
        if amendment is None:
            del self.fields["seen_version"]


class ArticleForm(forms.Form):
    """An article as a party wants it to read: a field for each paragraph, and one for what would follow it."""

    seen_version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, text: ArticleText, wanted: Wanted, version: int, **kwargs: Any) -> None:
        super().__init__(*args, initial={"seen_version": version}, **kwargs)
        self.text = text
        self._add_after(START, wanted)
        for line in text.living:
            name = f"texte-{line.key}"
            self.fields[name] = _long(
                place_label("replace", line.key).capitalize(), required=False, max_length=MAX_PARAGRAPH,
                initial=wanted.texts.get(line.key, line.text), rows=3,
                help_text=_("Videz le champ pour supprimer cet alinéa."),
            )  # fmt: skip
            self._add_after(line.key, wanted)

    def _add_after(self, key: str, wanted: Wanted) -> None:
        self.fields[f"apres-{key}"] = _long(
            _("Alinéa à ajouter %(place)s") % {"place": place_label("add", key)},
            required=False, max_length=MAX_PARAGRAPH, initial=wanted.added.get(key, ""), rows=2,
        )  # fmt: skip

    def wanted(self) -> Wanted:
        """Return what the article should say."""
        data = self.cleaned_data
        return Wanted(
            texts={line.key: data[f"texte-{line.key}"] for line in self.text.living},
            added={key: data[f"apres-{key}"] for key in (START, *(line.key for line in self.text.living))},
        )


class WithdrawForm(OnceForm):
    """Why an amendment is taken back."""

    reason = _long(_("Pourquoi"), max_length=2000)


class AnswerForm(forms.Form):
    """What a signatory says of the text she has before her; `seen_hash` is that very text."""

    answer = forms.ChoiceField(choices=AccordAnswer.choices)
    reason = _long(_("Pourquoi vous refusez"), required=False, max_length=2000)
    seen_hash = forms.CharField(max_length=64, widget=forms.HiddenInput)


class SigningForm(OnceForm):
    """Somebody who may sign for a party."""

    seat = forms.ChoiceField(label=_("Signe pour"))
    name = forms.CharField(label=_("Nom"), max_length=120)
    capacity = forms.CharField(label=_("Qualité"), max_length=120, help_text=_("Président, secrétaire générale…"))
    delegated_by = forms.CharField(
        label=_("Par délégation de"), max_length=160, required=False,
        help_text=_("Qui délègue sa signature (P/O), et par quel acte."),
    )  # fmt: skip
    email = forms.EmailField(
        label=_("Adresse e-mail"), help_text=_("Le lien personnel par lequel cette personne donne son accord y part.")
    )
    starts_on = forms.DateField(label=_("Depuis le"), widget=DATE)

    def __init__(self, *args: Any, seats: list[SeatKey], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["seat"].choices = [("/".join(seat), seat_label(seat)) for seat in seats]

    def clean_seat(self) -> SeatKey:
        """Read the party and the section."""
        party, _slash, section = self.cleaned_data["seat"].partition("/")
        return party, section


class SigningChangeForm(OnceForm):
    """How to reach somebody who may sign, and until when she may."""

    email = forms.EmailField(label=_("Adresse e-mail"), required=False)
    delegated_by = forms.CharField(label=_("Par délégation de"), max_length=160, required=False)
    ends_on = forms.DateField(label=_("Jusqu’au"), widget=DATE, required=False, help_text=_("Vide : sans fin connue."))

    def __init__(self, *args: Any, mandate: SigningMandate, **kwargs: Any) -> None:
        kwargs["initial"] = {name: getattr(mandate, name) for name in ("email", "delegated_by", "ends_on")}
        super().__init__(*args, **kwargs)


class DelegationActForm(OnceForm):
    """The act by which a signature is delegated, in PDF."""

    file = forms.FileField(label=_("Fichier PDF"), widget=forms.ClearableFileInput(attrs={"accept": "application/pdf"}))


class ProofCheckForm(forms.Form):
    """A proof file, or its digest: one of the two."""

    file = forms.FileField(label=_("Fichier de preuve"), required=False, help_text=_("Il est lu, jamais gardé."))
    digest = forms.CharField(label=_("Ou son empreinte SHA-256"), required=False, max_length=128)

    def clean(self) -> dict[str, Any]:
        """Give one digest, of the file or as pasted."""
        data = super().clean() or {}
        upload, pasted = data.get("file"), re.sub(r"[\s:-]", "", data.get("digest", "")).lower()
        if upload is not None and upload.size > MAX_UPLOAD_BYTES:
            self.add_error("file", _("Ce fichier est trop lourd pour être une preuve du portail."))
        elif upload is not None:
            data["digest"] = hashlib.sha256(upload.read()).hexdigest()
        elif re.fullmatch(r"[0-9a-f]{64}", pasted):
            data["digest"] = pasted
        else:
            self.add_error("digest", _("Déposez le fichier, ou collez une empreinte de 64 signes (0-9, a-f)."))
        return data


class ObligationFilter(forms.Form):
    """Which dates to show: those still to be met, unless another state is asked for."""

    etat = forms.ChoiceField(
        label=_("État"), required=False,
        choices=[("", _("à tenir")), ("late", _("en retard")), ("soon", _("bientôt")), ("met", _("tenues")),
                 ("all", _("toutes"))],
    )  # fmt: skip
    partie = forms.ChoiceField(label=_("Partie"), required=False, choices=[("", _("toutes")), *Party.choices])
    annee = forms.ChoiceField(label=_("Année"), required=False)

    def __init__(self, *args: Any, convention: Convention, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        years = range(convention.signed_on.year, convention.ends_on.year + 2)
        self.fields["annee"].choices = [("", _("toutes")), *((str(year), str(year)) for year in years)]
