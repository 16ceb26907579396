"""What people type about a written consultation: its deadline, its questions, and the voice of a party."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from conventions.enums import Ballot, PlanState, ReportState
from conventions.forms.committee import DATE
from conventions.models import ActionPlan, AnnualReport, Consultation, ConsultationVoice, Resolution
from conventions.queries.consultations import Question
from conventions.services.voices import Answer
from ofqj_portal.core.calendar import PARIS, ZONES
from ofqj_portal.core.forms import LongTextField, OnceForm

MAX_RESERVE = 2000


class ConsultationForm(OnceForm):
    """What is asked, why, and until when; the hour is that of the zone chosen."""

    title = forms.CharField(label=_("Objet"), max_length=160)
    note = LongTextField(label=_("Pourquoi par écrit, et maintenant"), max_length=4000, required=False)
    closes_on = forms.DateField(label=_("Répondre avant le"), widget=DATE)
    closes_time = forms.TimeField(
        label=_("À"), widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"), initial="18:00"
    )
    zone = forms.ChoiceField(
        label=_("Heure de"), choices=[(zone, ZONES[zone]) for zone in ("Europe/Paris", "America/Toronto")]
    )

    def __init__(self, *args: Any, consultation: Consultation | None = None, **kwargs: Any) -> None:
        if consultation is not None:
            local = consultation.closes_at.astimezone(PARIS)
            kwargs["initial"] = {
                "title": consultation.title, "note": consultation.note, "closes_on": local.date(),
                "closes_time": local.time(), "zone": "Europe/Paris",
            }  # fmt: skip
        super().__init__(*args, **kwargs)

    def clean(self) -> dict[str, Any]:
        """Join day, hour and zone into one instant."""
        data = super().clean()
        day, hour, zone = data.pop("closes_on", None), data.pop("closes_time", None), data.pop("zone", None)
        if day and hour and zone:
            data["closes_at"] = datetime.combine(day, hour, ZoneInfo(zone))
        return data


class QuestionForm(OnceForm):
    """One question: a plan proposed, a report presented, a resolution that waits, or a new one in words."""

    subject = forms.ChoiceField(label=_("Sur quoi"))
    text = LongTextField(
        label=_("Texte de la nouvelle résolution"), max_length=4000, required=False,
        help_text=_("Seulement pour une nouvelle résolution."),
    )  # fmt: skip

    NEW = "resolution"

    def __init__(self, *args: Any, consultation: Consultation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        committee = consultation.committee
        of_convention = {"convention": committee.convention_id}
        self.rows: dict[str, ActionPlan | AnnualReport | Resolution] = {}
        choices = [(self.NEW, _t("Une nouvelle résolution"))]
        for plan in ActionPlan.objects.filter(**of_convention, state=PlanState.PROPOSED).order_by("year"):
            self.rows[f"plan-{plan.pk}"] = plan
            choices.append((f"plan-{plan.pk}", _t("Plan d’action %(year)s") % {"year": plan.year}))
        for report in AnnualReport.objects.filter(**of_convention, state=ReportState.DRAFTED).order_by("period"):
            self.rows[f"report-{report.pk}"] = report
            choices.append((f"report-{report.pk}", _t("Bilan %(period)s") % {"period": report.period}))
        for waiting in committee.resolutions.filter(is_settled=False).order_by("number"):
            self.rows[f"resolution-{waiting.pk}"] = waiting
            choices.append((f"resolution-{waiting.pk}", f"{waiting} · {waiting.text[:80]}"))
        self.fields["subject"].choices = choices

    def clean(self) -> dict[str, Any]:
        """Hand over the row chosen, or the words of a new resolution."""
        data = super().clean()
        chosen = data.pop("subject", "")
        if chosen == self.NEW and not data.get("text"):
            self.add_error("text", _("Écrivez ce que le comité déciderait."))
        return {"subject": self.rows.get(chosen), "text": data.get("text", "")}


class VoicesForm(OnceForm):
    """What a party says to each question; a question left empty stays without an answer."""

    seen_version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, questions: list[Question], party: str, **kwargs: Any) -> None:
        said = {question.item.pk: _voice_of(question, party) for question in questions}
        known = {pk: voice for pk, voice in said.items() if voice}
        kwargs["initial"] = {"seen_version": sum(voice.version for voice in known.values())}
        super().__init__(*args, **kwargs)
        self.items = [question.item.pk for question in questions]
        for question in questions:
            self._ask(question, known.get(question.item.pk))

    def _ask(self, question: Question, voice: ConsultationVoice | None) -> None:
        pk, words = question.item.pk, {"question": question.words}
        self.fields[f"choice_{pk}"] = forms.ChoiceField(
            label=question.words, choices=[("", _t("pas encore de réponse")), *Ballot.choices], required=False,
            initial=voice.choice if voice else "",
        )  # fmt: skip
        self.fields[f"reserve_{pk}"] = LongTextField(
            label=_t("Réserve écrite : %(question)s") % words, required=False, max_length=MAX_RESERVE, rows=2,
            initial=voice.reserve if voice else "",
        )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        """Gather an answer for each question that has one."""
        data = super().clean()
        answers = {}
        for pk in self.items:
            choice, reserve = data.get(f"choice_{pk}"), data.get(f"reserve_{pk}", "")
            if choice:
                answers[pk] = Answer(choice, reserve)
            elif reserve:
                self.add_error(f"choice_{pk}", _("Une réserve accompagne une voix : choisissez laquelle."))
        if not answers and not self.errors:
            raise forms.ValidationError(_("Répondez au moins à une question."))
        return {"answers": answers, "seen_version": data.get("seen_version")}


def _voice_of(question: Question, party: str) -> ConsultationVoice | None:
    return next((voice for voice in question.voices if voice.party == party), None)
