"""What people type about plans: a year, an action with all it is tied to, what was done, what is carried over."""

import re
from typing import Any

from django import forms
from django.db.models import Q
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from conventions.enums import Body, DeedKind, Measure
from conventions.forms.committee import DATE
from conventions.models import Action, ActionPlan
from conventions.queries.actions import carried_candidates, nameable_projects
from ofqj_portal.core.forms import MoneyAmountField, OnceForm
from ofqj_portal.core.money import Currency, Money
from projects.models import Call

CALLS_OFFERED = 60
FUNDERS = 4


class PlanYearForm(OnceForm):
    """Which year to plan."""

    year = forms.IntegerField(label=_("Année"), min_value=2017, max_value=2099)


class TiesForm(OnceForm):
    """The calls and the accepted dossiers that an action is tied to; `seen_version` tells what stood there before."""

    calls = forms.ModelMultipleChoiceField(
        label=_("Appels rattachés"), queryset=None, required=False, widget=forms.CheckboxSelectMultiple,
        help_text=_("Les séjours, les chantiers et les missions croisées d’un appel comptent tous."),
    )  # fmt: skip
    projects = forms.CharField(
        label=_("Dossiers rattachés un à un"), required=False, max_length=1000,
        help_text=_("Leurs numéros, séparés par des virgules : OFQJ-2026-0042, OFQJ-2026-0051."),
    )  # fmt: skip
    seen_version = forms.IntegerField(widget=forms.HiddenInput, required=False, initial=0)

    def __init__(self, *args: Any, action: Action | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        latest = Call.objects.published().order_by("-closes_at", "code").values("pk")[:CALLS_OFFERED]
        tied = list(action.calls.values_list("pk", flat=True)) if action else []
        offered = Q(pk__in=latest) | Q(pk__in=tied)
        self.fields["calls"].queryset = Call.objects.filter(offered).order_by("-closes_at", "code")

    def clean_projects(self) -> list[Any]:
        """Read numbers of dossiers. Raises ValidationError naming those that no accepted dossier bears."""
        numbers = [number.upper() for number in re.split(r"[\s,;]+", self.cleaned_data["projects"]) if number]
        found = nameable_projects(numbers)
        unknown = [number for number in numbers if number not in found]
        if unknown:
            words = {"numbers": ", ".join(unknown)}
            raise forms.ValidationError(_("Aucun dossier accepté ne porte ce numéro : %(numbers)s.") % words)
        return list(found.values())

    def clean_seen_version(self) -> int:
        """Take none for an action that is not written yet."""
        return self.cleaned_data["seen_version"] or 0


class ActionForm(TiesForm):
    """An action of a plan, with what it is tied to: up to four funders, and a target for each further measure."""

    objective = forms.ModelChoiceField(label=_("Objectif de l’article 3"), queryset=None)
    title = forms.CharField(label=_("Action"), max_length=160)
    aim = forms.CharField(label=_("But"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 3}))
    owner = forms.ChoiceField(label=_("Pilote"), choices=Body.choices)
    partners = forms.MultipleChoiceField(
        label=_("Avec"), choices=Body.choices, required=False, widget=forms.CheckboxSelectMultiple
    )
    other_partners = forms.CharField(label=_("Autres partenaires"), max_length=200, required=False)
    starts_on = forms.DateField(label=_("Du"), widget=DATE)
    ends_on = forms.DateField(label=_("Au"), widget=DATE)
    measure = forms.ChoiceField(
        label=_("Ce qui est compté"), choices=Measure.choices,
        help_text=_("Le portail compte lui-même ce qui est fait, d’après les appels et les dossiers rattachés."),
    )  # fmt: skip
    target = forms.IntegerField(label=_("Prévu"), min_value=1, max_value=1_000_000)

    def __init__(self, *args: Any, plan: ActionPlan, action: Action | None = None, **kwargs: Any) -> None:
        super().__init__(*args, action=action, **kwargs)
        self.fields["objective"].queryset = plan.convention.objectives.order_by("number")
        for measure in Measure:
            label = _t("Aussi compté, %(what)s : prévu") % {"what": measure.label}
            self.fields[f"target_{measure}"] = forms.IntegerField(
                label=label, required=False, min_value=1, max_value=1_000_000
            )
        for rank in range(FUNDERS):
            self._add_funder(suffix_of(rank), rank + 1)

    def _add_funder(self, suffix: str, rank: int) -> None:
        said = {"rank": rank}
        self.fields[f"funder{suffix}"] = forms.CharField(
            label=_t("Financeur %(rank)s") % said, max_length=120, required=False
        )
        self.fields[f"amount{suffix}"] = MoneyAmountField(label=_t("Montant prévu %(rank)s") % said, required=False)
        self.fields[f"currency{suffix}"] = forms.ChoiceField(
            label=_t("Devise %(rank)s") % said, choices=Currency.choices, required=False
        )

    @property
    def what_fields(self) -> list[forms.BoundField]:
        """What is done, why and by whom."""
        return [self[name] for name in ("objective", "title", "aim", "owner", "partners", "other_partners")]

    @property
    def further_fields(self) -> list[forms.BoundField]:
        """A target for each further measure."""
        return [self[f"target_{measure}"] for measure in Measure]

    @property
    def has_further(self) -> bool:
        """Say whether a further measure is filled or refused, and is to be seen at once."""
        return any(field.value() or field.errors for field in self.further_fields)

    @property
    def funder_rows(self) -> list[list[forms.BoundField]]:
        """Who pays, how much, in which currency: one row a funder."""
        names = ("funder", "amount", "currency")
        return [[self[f"{name}{suffix_of(rank)}"] for name in names] for rank in range(FUNDERS)]

    @property
    def has_more_funders(self) -> bool:
        """Say whether a second funder, or a later one, is filled or refused."""
        return any(row[0].value() or row[1].value() or row[0].errors for row in self.funder_rows[1:])

    def clean(self) -> dict[str, Any]:
        """Gather funders and targets, and check the order of the dates."""
        data = super().clean()
        starts_on, ends_on = data.get("starts_on"), data.get("ends_on")
        if starts_on and ends_on and ends_on < starts_on:
            self.add_error("ends_on", _("La fin ne peut pas précéder le début."))
        targets = {str(measure): data.pop(f"target_{measure}", None) for measure in Measure}
        data["targets"] = {measure: target for measure, target in targets.items() if target}
        data["fundings"] = self._fundings(data)
        data["partners"] = [body for body in data.get("partners") or [] if body != data.get("owner")]
        return data

    def _fundings(self, data: dict[str, Any]) -> list[tuple[str, Money]]:
        found: dict[tuple[str, str], Money] = {}
        for suffix in map(suffix_of, range(FUNDERS)):
            funder, amount = data.pop(f"funder{suffix}", ""), data.pop(f"amount{suffix}", None)
            currency = data.pop(f"currency{suffix}", "") or Currency.EUR
            if bool(funder) != bool(amount):
                self.add_error(f"funder{suffix}", _("Donnez le financeur et son montant, ou aucun des deux."))
            elif funder and (funder, currency) in found:
                self.add_error(f"funder{suffix}", _("Ce financeur est déjà noté dans cette devise : additionnez."))
            elif funder and amount:
                found[funder, currency] = Money(amount, currency)
        return [(funder, money) for (funder, _currency), money in found.items()]


def suffix_of(rank: int) -> str:
    """Name the fields of a funder by its rank, from 0: none for the first, then _2, _3…"""
    return f"_{rank + 1}" if rank else ""


def values_of(action: Action) -> dict[str, Any]:
    """Give what a form shows of an action that is there."""
    values: dict[str, Any] = {
        name: getattr(action, name)
        for name in ("objective", "title", "aim", "owner", "partners", "other_partners", "starts_on", "ends_on",
                     "measure", "target")
    }  # fmt: skip
    values |= ties_of(action)
    values |= {f"target_{row.measure}": row.target for row in action.targets.all()}
    for rank, row in enumerate(action.fundings.order_by("funder", "currency")[:FUNDERS]):
        suffix = suffix_of(rank)
        values |= {f"funder{suffix}": row.funder, f"amount{suffix}": row.amount, f"currency{suffix}": row.currency}
    return values


def ties_of(action: Action) -> dict[str, Any]:
    """Give what a form shows of the ties of an action."""
    return {
        "calls": list(action.calls.values_list("pk", flat=True)),
        "projects": ", ".join(action.projects.order_by("number").values_list("number", flat=True)),
        "seen_version": action.version,
    }


class CarryForm(OnceForm):
    """Which actions of the year before go on."""

    actions = forms.ModelMultipleChoiceField(
        label=_("Actions à reprendre"), queryset=None, widget=forms.CheckboxSelectMultiple,
        help_text=_("But, pilote, partenaires, mesures et financeurs suivent ; les appels restent à leur année."),
    )  # fmt: skip

    def __init__(self, *args: Any, plan: ActionPlan, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["actions"].queryset = carried_candidates(plan)


class DeedForm(OnceForm):
    """Something done that no project holds."""

    kind = forms.ChoiceField(label=_("Nature"), choices=DeedKind.choices, required=False)
    title = forms.CharField(label=_("Ce qui a été fait"), max_length=200)
    done_on = forms.DateField(label=_("Date"), widget=DATE)
    url = forms.URLField(label=_("Adresse"), required=False, assume_scheme="https")

    def clean_kind(self) -> str:
        """Take « Autre » where nothing was chosen."""
        return self.cleaned_data["kind"] or DeedKind.OTHER
