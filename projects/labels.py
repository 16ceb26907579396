"""The words of a state for whoever reads it: the same state waits for one and is somebody else's turn for another."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.utils.translation import gettext_lazy as _

from projects.enums import ProjectState


class Reader(StrEnum):
    """On which side of the dossier its reader stands."""

    CARRIER = "carrier"
    HOST = "host"
    OFQJ = "ofqj"
    OTHER = "other"  # a network: reads lists


@dataclass(frozen=True)
class StateLabel:
    """A word and its kind (you, with, ok, late, neutral), for `components/state.html`."""

    kind: str
    label: Any

    @property
    def css(self) -> str:
        """The class of its badge, as in `components/state.html`."""
        return _CLASSES[self.kind]


_CLASSES = {"you": "vous", "with": "chez", "ok": "ok", "late": "non", "neutral": "neutre"}
_S = ProjectState
_NEUTRAL = {state: ("neutral", state.label) for state in _S}
_ANSWERED = {
    _S.ACCEPTED: ("ok", _("Accepté")),
    _S.CONDITIONALLY_ACCEPTED: ("ok", _("Accepté sous conditions")),
    _S.PARTIALLY_ACCEPTED: ("ok", _("Accepté en partie")),
    _S.REFUSED: ("late", _("Refusé")),
    _S.ONGOING: ("ok", _("Séjour en cours")),
    _S.CLOSED: ("ok", _("Clos")),
}
_WORDS: dict[str, dict[str, tuple[str, Any]]] = {
    Reader.CARRIER: _NEUTRAL
    | _ANSWERED
    | {
        _S.DRAFT: ("you", _("Brouillon, à compléter")),
        _S.SUBMITTED: ("with", _("Déposé")),
        _S.UNDER_REVIEW: ("with", _("En cours d’instruction")),
        _S.INCOMPLETE: ("you", _("En attente de votre réponse")),
        _S.PARTIALLY_ACCEPTED: ("you", _("Accepté en partie, à confirmer")),
        _S.CONDITIONALLY_ACCEPTED: ("you", _("Accepté sous conditions")),
        _S.REPORT_DUE: ("you", _("Bilan à remettre")),
        _S.REPORT_SUBMITTED: ("with", _("Bilan remis")),
        _S.REPORT_INCOMPLETE: ("you", _("Bilan à compléter")),
    },
    Reader.HOST: _NEUTRAL
    | _ANSWERED
    | {
        _S.DRAFT: ("with", _("Brouillon de votre partenaire")),
        _S.SUBMITTED: ("with", _("Déposé")),
        _S.UNDER_REVIEW: ("with", _("En cours d’instruction")),
        _S.INCOMPLETE: ("with", _("Réponse attendue du porteur")),
        _S.REPORT_DUE: ("with", _("Bilan attendu du porteur")),
        _S.REPORT_SUBMITTED: ("with", _("Bilan remis")),
        _S.REPORT_INCOMPLETE: ("with", _("Bilan en cours de reprise")),
    },
    Reader.OFQJ: _NEUTRAL
    | _ANSWERED
    | {
        _S.SUBMITTED: ("you", _("À prendre en charge")),
        _S.UNDER_REVIEW: ("you", _("En instruction")),
        _S.INCOMPLETE: ("with", _("Compléments demandés")),
        _S.PARTIALLY_ACCEPTED: ("with", _("Plan à confirmer par la structure")),
        _S.CONDITIONALLY_ACCEPTED: ("with", _("Conditions à remplir")),
        _S.REPORT_DUE: ("with", _("Bilan attendu")),
        _S.REPORT_SUBMITTED: ("you", _("Bilan à lire")),
        _S.REPORT_INCOMPLETE: ("with", _("Bilan renvoyé à la structure")),
    },
    Reader.OTHER: _NEUTRAL,
}


def state_label(state: str, reader: str, *, late: bool = False) -> StateLabel:
    """Return the word and the kind of `state` for `reader`; what is late is red, whoever has the ball."""
    kind, label = _WORDS[reader][state]
    if late and state == _S.REPORT_DUE:
        return StateLabel("late", _("Bilan en retard"))
    if late and state == _S.INCOMPLETE and reader == Reader.CARRIER:
        return StateLabel("late", _("Votre réponse est en retard"))
    return StateLabel("late" if late else kind, label)


def state_choices(reader: str) -> list[tuple[str, Any]]:
    """List the states with the words of `reader`, for a filter."""
    return [(state, _WORDS[reader][state][1]) for state in ProjectState]


_BEFORE_BALANCE = {
    _S.ACCEPTED: _("le groupe n’est pas encore parti."),
    _S.CONDITIONALLY_ACCEPTED: _("les conditions ne sont pas levées."),
    _S.PARTIALLY_ACCEPTED: _("la structure n’a pas confirmé son plan."),
    _S.UNDER_REVIEW: _("le dossier est encore en instruction."),
    _S.ONGOING: _("le séjour est en cours."),
    _S.REPORT_DUE: _("la structure n’a pas remis son bilan."),
    _S.REPORT_INCOMPLETE: _("la structure doit compléter son bilan."),
    _S.REPORT_SUBMITTED: _("le bilan est remis, l’OFQJ ne l’a pas encore clos."),
    _S.CANCELLED: _("le projet est annulé."),
}


def balance_block(state: str) -> str:
    """Say what the balance still waits for, in words that follow « Solde bloqué : »; empty when nothing blocks it."""
    return str(_BEFORE_BALANCE.get(ProjectState(state), ""))
