"""What a carrier asks to change once the OFQJ has said yes, and what the OFQJ answers."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ofqj_portal.core.forms import MoneyAmountField, OnceForm
from partners.models import Structure
from projects.enums import ChangeState, HostingState, Side
from projects.models import BudgetLine, ChangeRequest, Project
from projects.queries.changes import changeable_fields
from projects.services.messages import Upload

SEVERAL = 5
_DAY = {"attrs": {"type": "date"}, "format": "%Y-%m-%d"}


class ChangeForm(OnceForm):
    """The dossier as it would be: every field starts with what stands today, and only what differs is asked."""

    departs_on = forms.DateField(label=_("Date de départ"), widget=forms.DateInput(**_DAY))
    returns_on = forms.DateField(label=_("Date de retour"), widget=forms.DateInput(**_DAY))
    places = forms.IntegerField(label=_("Nombre de places"), min_value=1, max_value=999)
    leaves = forms.ModelChoiceField(
        Structure.objects.none(),
        label=_("Partenaire d’accueil qui quitte le projet"),
        required=False,
        empty_label=_("Aucun"),
    )
    joins = forms.CharField(
        label=_("Nouveau partenaire d’accueil"),
        help_text=_("Son nom, comme dans l’annuaire. Sa lettre d’engagement est à joindre."),
        required=False,
        max_length=200,
    )
    letter = forms.FileField(
        label=_("Lettre d’engagement du nouveau partenaire"), required=False, allow_empty_file=True, max_length=200
    )
    reason = forms.CharField(
        label=_("Pourquoi ce changement"),
        help_text=_("L’OFQJ lira ces mots. Pas de détail sur une personne."),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 5}),
    )

    def __init__(
        self, *args: Any, project: Project, lines: list[BudgetLine], change: ChangeRequest | None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.project, self.lines = project, lines
        asked = change.proposed if change else {}
        for name in ("departs_on", "returns_on", "places"):
            self.fields[name].initial = asked.get(name, getattr(project, name))
        self._start_partner(asked.get("partner") or {})
        self.fields["reason"].initial = change.reason if change else ""
        self.fields["letter"].error_messages["max_length"] = _("Le nom du fichier est trop long : raccourcissez-le.")
        for line in lines:
            amount = asked.get("budget", {}).get(str(line.pk), line.amount)
            label = _("Nouveau montant : %s") % line.words
            self.fields[f"line_{line.pk}"] = MoneyAmountField(label=label, initial=amount)
        for name in [name for name in self.fields if not self._may_change(name)]:
            del self.fields[name]

    def _start_partner(self, asked: dict[str, Any]) -> None:
        hosts = self.project.structures.filter(side=Side.HOST).exclude(state=HostingState.REFUSED)
        self.fields["leaves"].queryset = Structure.objects.filter(pk__in=hosts.values("structure")).order_by("name")
        self.fields["leaves"].initial = asked.get("leaves")
        joining = Structure.objects.filter(pk=asked.get("joins")).first()
        self.fields["joins"].initial = joining.name if joining else ""

    def _may_change(self, name: str) -> bool:
        allowed = changeable_fields(self.project.state)
        if name in {"leaves", "joins", "letter"}:
            return "partner" in allowed
        return name in allowed or name in {"reason", "form_token"} or name.startswith("line_")

    def clean_joins(self) -> Structure | None:
        """Find the one structure of the directory that is named. Raises ValidationError when it is none, or several."""
        words = " ".join(self.cleaned_data["joins"].split())
        if not words:
            return None
        rows = Structure.objects.active().filter(section="")
        named = list(rows.filter(name__iexact=words)[:2]) or list(rows.matching(words).order_by("name")[: SEVERAL + 1])
        if len(named) == 1:
            return named[0]
        if not named:
            raise forms.ValidationError(_("Aucune structure de ce nom dans l’annuaire : vérifiez-le, ou écrivez-nous."))
        names = ", ".join(structure.name for structure in named[:SEVERAL])
        raise forms.ValidationError(
            _("Plusieurs structures répondent : %s. Écrivez le nom entier de l’une d’elles.") % names
        )

    def line_fields(self) -> list[tuple[BudgetLine, forms.BoundField]]:
        """Return each budget line with its field."""
        return [(line, self[f"line_{line.pk}"]) for line in self.lines]

    def partner_fields(self) -> list[forms.BoundField]:
        """Return what is asked of the partners, where they may change."""
        return [self[name] for name in ("leaves", "joins") if name in self.fields]

    def stay_fields(self) -> list[forms.BoundField]:
        """Return what is asked of the stay and of the group, where it may change."""
        return [self[name] for name in ("departs_on", "returns_on", "places") if name in self.fields]

    def facts(self) -> dict[str, Any]:
        """Return what goes to the service."""
        data = self.cleaned_data
        proposed = {name: data[name] for name in ("departs_on", "returns_on", "places") if name in data}
        proposed["budget"] = {line.pk: data[f"line_{line.pk}"] for line in self.lines}
        if "leaves" in self.fields:
            pair = {name: getattr(data[name], "pk", None) for name in ("leaves", "joins")}
            proposed["partner"] = pair
        upload = data.get("letter")
        kept = Upload(upload.name, upload.read()) if upload else None
        return {"proposed": proposed, "reason": data["reason"], "upload": kept}


class ChangeAnswerForm(OnceForm):
    """Granted, refused or sent back, and why."""

    outcome = forms.ChoiceField(
        label=_("Votre réponse"),
        choices=[
            (ChangeState.GRANTED, _("Accepter : le dossier change tout de suite")),
            (ChangeState.SENT_BACK, _("Renvoyer à la structure, pour précision")),
            (ChangeState.REFUSED, _("Refuser : le dossier reste tel quel")),
        ],
        widget=forms.RadioSelect,
    )
    motive = forms.CharField(
        label=_("Vos mots à la structure"),
        help_text=_("Obligatoires pour un refus ou un renvoi. La structure les lira."),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def clean(self) -> dict[str, Any]:
        """Ask why, unless the answer is a plain yes."""
        data = super().clean()
        if data.get("outcome") in {ChangeState.REFUSED, ChangeState.SENT_BACK} and not data.get("motive", "").strip():
            self.add_error("motive", _("Dites pourquoi : la structure lira ces mots."))
        return data
