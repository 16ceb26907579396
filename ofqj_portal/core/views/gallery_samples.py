"""Invented data for the gallery: each component in each of its states."""

from datetime import UTC, datetime
from typing import Any

from django import forms
from django.core.paginator import Page, Paginator

from ofqj_portal.core.charts import Chart, Series, pair_chart
from ofqj_portal.core.shores import format_pct

LATE_STEP = {
    "what": "Terminez le bilan du séjour « Cuisine sans frontières »",
    "when": "attendu depuis 6 jours",
    "blocks": "le solde de 1 800 € et votre prochain dépôt",
    "url": "#",
    "action": "Terminer le bilan",
    "late": True,
}
YOUR_STEP = {
    "what": "Répondez à deux questions de l’OFQJ sur « Premiers pas au Grand-Val »",
    "when": "hébergement, assurance · avant le jeudi 3 décembre, 23 h 59 (Paris)",
    "url": "#",
    "action": "Répondre",
}
THEIR_STEP = {"what": "L’OFQJ lit votre dossier", "who": "OFQJ France", "when": "réponse à la fin de mars"}
DONE_STEP = {"what": "Le dossier est clos : plus rien ne vous attend", "when": "bilan reçu le 14 juillet 2026"}

STATES = [
    ("you", "Compléments à fournir"),
    ("with", "En instruction"),
    ("ok", "Accepté"),
    ("late", "Bilan en retard"),
    ("neutral", "Retiré"),
]

STEPS = [
    {"label": "Dépôt", "date": "le 12 février", "done": True},
    {"label": "Instruction", "date": "depuis le 20 février", "current": True},
    {"label": "Décision", "date": "fin mars"},
    {"label": "Départ", "date": "4 mai"},
    {"label": "Retour", "date": "15 mai"},
    {"label": "Bilan", "date": "avant le 14 juillet"},
]
LATE_STEPS = [
    *({"label": label, "date": day, "done": True} for label, day in (("Dépôt", "12 févr."), ("Décision", "27 mars"))),
    {"label": "Départ", "date": "4 mai", "done": True},
    {"label": "Retour", "date": "15 mai", "done": True},
    {"label": "Bilan", "date": "attendu depuis le 14 juillet", "current": True, "late": True},
]

RULES = [
    {"met": "yes", "sentence": "12 places, de 18 à 25 ans au départ", "fix": "chacun sera vérifié à son inscription"},
    {"met": "yes", "sentence": "Partenaire québécois confirmé", "fix": "le 12 novembre, par le CJE"},
    {
        "met": "no",
        "sentence": "Aide ≤ 70 % du coût",
        "fix": "6 000 € sur 8 320 € = 72,1 %. Demandez 5 824 € et trouvez 176 € ailleurs.",
        "source": "Règlement, art. 4",
        "url": "#",
    },
    {
        "met": "alert",
        "sentence": "1 accompagnateur pour 8 jeunes",
        "fix": "conseillé : 2 ; prévu : 1.",
        "url": "#",
    },
]

FIGURES = [
    {"value": "31", "label": "jeunes partis", "url": "#"},
    {"value": "68 %", "label": "avec moins d’opportunités", "detail": "21 sur 31"},
    {"value": "76 %", "label": "en sortie positive à 6 mois", "detail": "21 réponses sur 28"},
    {"value": "12 400 $ CA", "label": "accordés par le Québec"},
]

ENVELOPE = [
    {"kind": "paye", "pct": 31, "label": "payé : 48 360 €"},
    {"kind": "pris", "pct": 46, "label": "engagé : 71 760 €"},
    {"kind": "demande", "pct": 14, "label": "demandé : 21 840 €"},
]

ROWS = [
    ("Premiers pas au Grand-Val", "OFQJ-2027-0042 · CJE du Grand-Val · 12 jeunes, 4–15 mai 2027", "you",
     "Compléments à fournir", "Vous", True, "avant le 3 déc.", False, "6 000 €"),
    ("Forêt et métiers du bois", "OFQJ-2027-0051 · CJE des Deux-Rives · 10 jeunes, 12–22 juin 2027", "with",
     "En instruction", "OFQJ France", False, "réponse fin mars", False, "5 000 €"),
    ("Cuisine sans frontières", "OFQJ-2026-0118 · CJE du Vieux-Canal · 9 partis sur 10", "late",
     "Bilan en retard", "Vous", True, "depuis le 16 nov.", True, "4 500 €"),
    ("Chantier du fleuve", "OFQJ-2026-0097 · accueil d’un groupe québécois", "ok",
     "Clos", "", False, "", False, "12 400 $ CA"),
]  # fmt: skip
ROW_KEYS = ("title", "detail", "kind", "state", "holder", "mine", "due", "late", "aid")

SECTIONS = [
    {"label": "Structures et partenaires", "url": "#", "complete": True},
    {"label": "Le projet", "url": "#", "complete": True},
    {"label": "Séjour et phases", "url": "#", "complete": True},
    {"label": "Préparation et sécurité", "url": "#", "missing": "1 manque"},
    {"label": "Budget", "url": "#", "current": True, "missing": "en cours"},
    {"label": "Pièces", "url": "#", "missing": "0 sur 3"},
    {"label": "Relire et déposer", "url": "#"},
]
SECTIONS = [{"current": False, "complete": False, "to_reread": False, "missing": "", **row} for row in SECTIONS]

FACTS = [
    {"label": "Réseau", "value": "Union nationale des Missions Locales (UNML)", "url": "#"},
    {"label": "Adresse", "value": "4, rue de l’Essai\n76000 Val-d’Essai"},
    {"label": "Capacité d’accueil", "value": 12, "detail": "jeunes, vérifiée le 3 mars 2026"},
    {"label": "Site", "value": ""},
]

LINES = [
    {
        "label": "Décision de l’OFQJ France : accepté",
        "at": datetime(2027, 3, 27, 14, 5, tzinfo=UTC),
        "by_label": "Compte de démonstration",
    },
    {
        "label": "Compléments envoyés",
        "at": datetime(2027, 3, 2, 9, 40, tzinfo=UTC),
        "by_label": "Mission Locale du Val d’Essai",
        "note": "Attestation d’assurance ajoutée.",
    },
    {"label": "Dossier déposé", "at": datetime(2027, 2, 12, 16, 30, tzinfo=UTC)},
]

CHANGES = [
    {"label": "Dates du séjour", "before": "4–15 mai 2027", "after": "11–22 mai 2027"},
    {"label": "Assurance", "before": "", "after": "Contrat de groupe, attestation jointe"},
]

JOBS = [
    {"state": "queued", "progress_pct": 0},
    {"state": "running", "progress_pct": 62, "label": "Rédaction du chapitre « Territoires » (5 sur 8)"},
    {"state": "done", "progress_pct": 100},
    {"state": "failed", "progress_pct": 40, "error": "Le modèle du bilan contient une image trop lourde."},
]


class SampleForm(forms.Form):
    """One field of each kind."""

    title = forms.CharField(label="Titre du projet", max_length=120, help_text="Celui que les jeunes diraient.")
    programme = forms.ChoiceField(
        label="Programme", choices=[("", "Choisissez"), ("a", "Séjour collectif"), ("b", "Chantier")]
    )
    departs_on = forms.DateField(label="Date de départ", widget=forms.DateInput(attrs={"type": "date"}))
    amount = forms.DecimalField(label="Aide demandée", localize=True, help_text="En euros.", required=False)
    aims = forms.CharField(label="Objectifs", max_length=600, widget=forms.Textarea(attrs={"rows": 4}), required=False)
    profile = forms.MultipleChoiceField(
        label="Publics prévus",
        choices=[("q", "Quartiers prioritaires"), ("r", "Communes rurales")],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    first_time = forms.ChoiceField(
        label="Premier séjour à l’étranger ?", choices=[("o", "Oui"), ("n", "Non")], widget=forms.RadioSelect
    )
    agreed = forms.BooleanField(label="Je certifie que la structure suit chacun de ces jeunes.")
    piece = forms.FileField(label="Attestation d’assurance", required=False)


class SampleFilters(forms.Form):
    """What a list is filtered by."""

    q = forms.CharField(label="Titre, numéro, structure", required=False)
    state = forms.ChoiceField(label="Où en est-il ?", choices=[("", "Tous"), ("u", "En instruction")], required=False)
    year = forms.ChoiceField(label="Année", choices=[("", "Toutes"), ("2027", "2027")], required=False)


def page() -> Page:
    """Return the fourth page of nine."""
    return Paginator(range(225), 25).page(4)


def chart() -> Chart:
    """Draw situations before and after."""
    return pair_chart(
        "Trois répondants sur quatre sont en emploi, en formation ou en étude six mois après",
        "Situation des jeunes, en pourcentage de 231 réponses",
        "Situation",
        ["Emploi ou alternance", "Formation, études", "Recherche d’emploi"],
        Series("À l’entrée", [9, 14, 72]),
        Series("À 6 mois", [41, 33, 18]),
        show=format_pct,
        note="Les cases de moins de 5 personnes sont masquées.",
    )


def samples() -> dict[str, Any]:
    """Return everything the gallery shows."""
    return {
        "next_steps": [LATE_STEP, YOUR_STEP, {**THEIR_STEP, "mine": False}, {**DONE_STEP, "done": True}],
        "states": STATES,
        "steps": STEPS,
        "late_steps": LATE_STEPS,
        "rules": RULES,
        "figures": FIGURES,
        "envelope": ENVELOPE,
        "rows": [dict(zip(ROW_KEYS, row, strict=True)) for row in ROWS],
        "sections": SECTIONS,
        "facts": FACTS,
        "lines": LINES,
        "changes": CHANGES,
        "jobs": JOBS,
        "chart": chart(),
        "form": SampleForm(),
        "broken": SampleForm({"title": "", "amount": "beaucoup"}, auto_id="rate_%s"),
        "filters": SampleFilters(auto_id="filtre_%s"),
        "page": page(),
        "deadline": datetime(2027, 2, 15, 22, 59, tzinfo=UTC),
    }
