"""What the OFQJ types of a call: its dates in its own zone, its rules, its pieces, its grid, its sections' money."""

import re
from contextlib import suppress
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from ofqj_portal.core.calendar import ClockHourRefused, instant_of
from ofqj_portal.core.forms import MoneyAmountField, OnceForm
from ofqj_portal.core.money import Money
from partners.enums import Section
from projects.enums import Currency, ExtraCategory, PieceCategory
from projects.forms.dossier import IsoDateInput
from projects.models import Call, Envelope
from projects.models.caps import CENT, read_caps
from projects.models.grid import MAX_CRITERIA, MAX_SCALE, MAX_WEIGHT, check_grid

MONEY_OF = {Section.FRANCE: Currency.EUR, Section.QUEBEC: Currency.CAD}
SPARE_CRITERIA = 3
LAST_SECOND = 59
_SET_ELSEWHERE = {"id", "is_published", "score_grid", "extra_caps"}
_WALL_CLOCK = re.compile(
    r"(?P<year>[0-9]{4})-(?P<month>[0-9]{2})-(?P<day>[0-9]{2})[T ]"
    r"(?P<hour>[0-9]{2}):(?P<minute>[0-9]{2})(?::(?P<second>[0-9]{2}))?"
)


class WallClockField(forms.Field):
    """A date and an hour as the clocks of some place show them, without a zone; the form says which place."""

    widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")

    def to_python(self, value: Any) -> datetime | None:
        """Read 2027-01-31T23:59, as browsers send it, or 2027-01-31 23:59. Raises ValidationError."""
        if value in self.empty_values:
            return None
        if found := _WALL_CLOCK.fullmatch(str(value).strip()):
            parts = {name: int(digits or 0) for name, digits in found.groupdict().items()}
            with suppress(ValueError):
                return datetime(**parts)  # noqa: DTZ001, the zone is said by another field
        raise forms.ValidationError(_("Écrivez la date et l’heure, par exemple 2027-01-31 23:59."), code="invalid")


def _amount(label: Any, help_text: Any) -> MoneyAmountField:
    return MoneyAmountField(label=label, help_text=help_text, required=False)


def _pieces(label: Any) -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(
        label=label, choices=PieceCategory.choices, required=False, widget=forms.CheckboxSelectMultiple
    )


class CallForm(OnceForm, forms.ModelForm):
    """One call. `seen` is the fingerprint of its terms when the page was built."""

    seen = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)
    opens_at = WallClockField(label=_("Ouvre le"), help_text=_("À l’heure du fuseau choisi."))
    closes_at = WallClockField(label=_("Ferme le"), help_text=_("Cette minute-là comprise."))
    rules_url = forms.URLField(label=_("Adresse du règlement"), required=False, assume_scheme="https")
    aid_per_head_amount = _amount(_("Aide par personne"), _("Vide s’il n’y a pas de barème par personne."))
    grant_floor_amount = _amount(_("Aide minimale par projet"), _("Vide s’il n’y en a pas."))
    grant_cap_amount = _amount(_("Aide maximale par projet"), _("Vide s’il n’y en a pas."))
    required_pieces = _pieces(_("Pièces à joindre"))
    recommended_pieces = _pieces(_("Pièces conseillées"))

    class Meta:
        model = Call
        fields = [field.name for field in Call._meta.concrete_fields if field.name not in _SET_ELSEWHERE]
        widgets = {"answer_by": IsoDateInput, "summary": forms.Textarea(attrs={"rows": 4})}
        help_texts = {"code": _("La fin de son adresse, sans espace ni accent : sejours-2028.")}

    def __init__(
        self, *args: Any, sections: set[str], envelopes: list[Envelope], seen: str = "", **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["seen"].initial = seen
        for field in self.fields.values():
            field.label = str(field.label)[:1].upper() + str(field.label)[1:]
        if self.instance.pk:
            self.fields["code"].disabled = True
            zone = ZoneInfo(self.instance.zone)
            for name in ("opens_at", "closes_at"):
                self.initial[name] = getattr(self.instance, name).astimezone(zone).replace(tzinfo=None)
        self._add_caps()
        self._add_envelopes(sections, {envelope.section: envelope for envelope in envelopes})

    def _add_caps(self) -> None:
        there = dict(read_caps(self.initial.get("extra_caps", self.instance.extra_caps)))
        for category in ExtraCategory:
            self.fields[f"cap_{category}"] = MoneyAmountField(
                label=category.label, required=False, initial=there.get(category), min_amount=CENT
            )

    def _add_envelopes(self, sections: set[str], there: dict[str, Envelope]) -> None:
        for section in Section:
            envelope = there.get(section)
            currency = envelope.currency if envelope else str(MONEY_OF[section])
            words = {"section": section.label, "currency": currency}
            is_set = bool(envelope and self.instance.is_published)
            self.fields[f"envelope_{section}"] = MoneyAmountField(
                label=_("Enveloppe d’%(section)s (%(currency)s)") % words,
                help_text=_ANNOUNCED if is_set else "" if section in sections else _NOT_YOURS,
                currency=currency,
                required=False,
                disabled=is_set or section not in sections,
                initial=envelope.total_amount if envelope else None,
            )

    def clean(self) -> dict[str, Any]:
        """Turn the hours of the zone into instants; a stored instant whose hour was not touched stays as it is."""
        data = super().clean()
        zone = ZoneInfo(data.get("zone") or self.instance.zone)
        for name, last in (("opens_at", 0), ("closes_at", LAST_SECOND)):
            wall = data.get(name)
            if isinstance(wall, datetime):
                data[name] = self._instant(name, wall, zone, last)
        caps = {str(category): data.get(f"cap_{category}") for category in ExtraCategory}
        data["extra_caps"] = {category: str(cap.quantize(CENT)) for category, cap in caps.items() if cap}
        return data

    def _instant(self, name: str, wall: datetime, zone: ZoneInfo, last: int) -> datetime | None:
        stored = self.initial.get(name)
        same_zone = self.initial.get("zone", self.instance.zone) == zone.key
        if self.instance.pk and same_zone and isinstance(stored, datetime) and _minute(stored) == _minute(wall):
            wall = stored
        else:
            wall = wall.replace(second=last)
        try:
            return instant_of(wall, zone)
        except ClockHourRefused as refusal:
            self.add_error(name, str(refusal))
            return None

    def validate_unique(self) -> None:
        """Leave the address to the service, which knows whether this very form was posted before."""

    @property
    def groups(self) -> list[dict[str, Any]]:
        """The fields by what they are about, for the page; figures stand side by side."""
        return [
            {"legend": legend, "fields": [self[name] for name in names], "side_by_side": legend in SIDE_BY_SIDE}
            for legend, names in [*GROUPS, (_("Autres règles"), self._left())]
            if names
        ]

    def _left(self) -> tuple[str, ...]:
        """Name the fields that no group of the page holds, so that none is asked without being shown."""
        shown = {name for _legend, names in GROUPS for name in names}
        return tuple(name for name in self.fields if name not in shown | {"seen", "form_token"})

    @property
    def columns(self) -> dict[str, Any]:
        """What goes to the service: the clean values of the columns."""
        return {name: value for name, value in self.cleaned_data.items() if name in _COLUMNS}

    @property
    def money(self) -> dict[str, Money | None]:
        """What each section puts on the call."""
        return {str(section): self.cleaned_data.get(f"envelope_{section}") for section in Section}


_COLUMNS = {field.name for field in Call._meta.concrete_fields}
_NOT_YOURS = _("Cette section l’inscrit elle-même.")
_ANNOUNCED = _("Annoncée : les finances la changent à la page des enveloppes.")
EXTRAS = _("Compléments par jeune qui rencontre un obstacle, au plus")
GROUPS: list[tuple[Any, tuple[str, ...]]] = [
    (_("L’appel"), ("title", "code", "summary", "programme", "direction", "rules_url")),
    (_("Quand"), ("zone", "opens_at", "closes_at", "answer_by")),
    (_("Qui finance"), ("envelope_fr", "envelope_qc")),
    (
        _("L’aide"),
        ("currency", "aid_per_head_amount", "grant_floor_amount", "grant_cap_amount", "max_share_pct"),
    ),
    (EXTRAS, tuple(f"cap_{category}" for category in ExtraCategory)),
    (_("Le groupe"), ("group_min", "group_alert_min", "group_max", "age_min", "age_max", "age_max_ml")),
    (_("L’encadrement"), ("leaders_min", "leader_ratio")),
    (_("Le séjour et les phases"), ("days_min", "days_max", "preparation_weeks_min", "hours_per_week_min")),
    (
        _("Le bilan du projet"),
        ("report_due_days", "report_reminder_days", "report_line_pct", "report_takeover_days"),
    ),
    (_("Ce qui change sans demander d’accord"), ("change_days", "change_places", "change_budget_pct")),
    (_("Les pièces"), ("required_pieces", "recommended_pieces")),
]
_AFTER = {_("Le bilan du projet"), _("Ce qui change sans demander d’accord")}
SIDE_BY_SIDE = {_("L’aide"), EXTRAS, _("Le groupe"), _("L’encadrement"), _("Le séjour et les phases"), *_AFTER}


def _minute(moment: datetime) -> datetime:
    return moment.replace(second=0, microsecond=0)


# ---- the score grid, a row a criterion ------------------------------------------------------------------------------


class CriterionForm(forms.Form):
    """One criterion of the grid; without a name, there is none."""

    code = forms.CharField(required=False, max_length=60, widget=forms.HiddenInput)
    label = forms.CharField(label=_("Critère"), required=False, max_length=120)
    help = forms.CharField(label=_("Ce qu’on regarde"), required=False, max_length=300)
    weight = forms.IntegerField(label=_("Poids"), required=False, min_value=1, max_value=MAX_WEIGHT)
    scale = forms.IntegerField(label=_("Note sur"), required=False, min_value=1, max_value=MAX_SCALE)
    required = forms.BooleanField(label=_("Obligatoire"), required=False)

    def clean(self) -> dict[str, Any]:
        """Ask for the weight and the scale of a criterion that has a name."""
        data = super().clean()
        if data.get("label"):
            for name in ("weight", "scale"):
                if data.get(name) is None and name not in self.errors:
                    self.add_error(name, _("Indiquez ce nombre."))
        return data


class BaseGridFormSet(forms.BaseFormSet):
    """The rows of a grid, read as `check_grid` expects them."""

    def clean(self) -> None:
        """Check the grid as a whole."""
        if not any(self.errors):
            check_grid(self.grid)

    @property
    def grid(self) -> list[dict[str, Any]]:
        """The criteria that have a name; a new one gets a code from its name, an older one keeps its own."""
        rows = [form.cleaned_data for form in self.forms if form.cleaned_data.get("label")]
        taken = {row["code"] for row in rows if row.get("code")}
        grid = []
        for row in rows:
            code = row.get("code") or _free_code(row["label"], taken)
            taken.add(code)
            grid.append({name: row[name] for name in ("label", "help", "weight", "scale", "required")} | {"code": code})
        return grid


def _free_code(label: str, taken: set[str]) -> str:
    stem = "c_" + (slugify(label).replace("-", "_")[:40] or "critere")
    return next(code for n in range(len(taken) + 1) if (code := f"{stem}_{n}" if n else stem) not in taken)


def grid_formset(data: Any, grid: list[dict[str, Any]]) -> Any:
    """Build the rows of a grid: those there are, and some to spare."""
    factory = forms.formset_factory(
        CriterionForm,
        formset=BaseGridFormSet,
        extra=SPARE_CRITERIA,
        max_num=MAX_CRITERIA,
        absolute_max=MAX_CRITERIA + SPARE_CRITERIA,
    )
    rows = [{"scale": 5, "required": True, "help": ""} | criterion for criterion in grid]
    return factory(data, prefix="critere", initial=rows)
