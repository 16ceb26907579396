"""What an instalment still waits for: each thing named, who can lift it, and her button when it is the reader."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from ofqj_portal.core.roles import Role
from projects import access
from projects.enums import AFTER_DEPARTURE, AgreementState, PaymentCondition, ProjectState
from projects.models import Decision, GrantAgreement, Instalment, Project

_S = ProjectState


@dataclass(frozen=True)
class Missing:
    """One thing that blocks a payment: what, who can lift it, and the reader's own way to do so (empty for none)."""

    code: str
    what: str
    who: str
    url: str = ""
    action: str = ""


@dataclass(frozen=True)
class Standing:
    """What is known of one grant's paper and accounts, whoever reads it.

    `has_bank_details` speaks of the structure's, `shares_with_account` names the payees of shares that have theirs.
    """

    decision: Decision
    agreement: GrantAgreement | None
    has_bank_details: bool = True
    shares_with_account: frozenset[int] = frozenset()

    @property
    def project(self) -> Project:
        return self.decision.project


def missing_for(instalment: Instalment, standing: Standing, user: Any) -> list[Missing]:
    """Name all that `instalment` still waits for, in the order in which it comes; empty when it may be paid."""
    found = [_agreement(standing, user), _bank_details(instalment, standing, user)]
    found += [_CONDITIONS[PaymentCondition(code)](standing.project, user) for code in instalment.waits_for]
    return [missing for missing in found if missing is not None]


def blocks_by_hand(instalment: Instalment, standing: Standing) -> list[Missing]:
    """Name what also blocks a payment that finance notes by hand: all but the bank details."""
    return [missing for missing in missing_for(instalment, standing, None) if missing.code != "bank_details"]


def _agreement(standing: Standing, user: Any) -> Missing | None:
    agreement, project, section = standing.agreement, standing.project, standing.decision.section
    section_name = str(standing.decision.get_section_display())
    page = reverse("projects:agreement", args=[project.number, section])
    if agreement is None or agreement.state == AgreementState.REFUSED:
        words = _("un nouveau texte de convention") if agreement else _("la convention")
        mine = user is not None and section in access.sections_judged_by(user, project)
        return Missing("agreement", words, section_name, *((page, _("L’établir")) if mine else ()))
    if agreement.state == AgreementState.WAITING_CARRIER:
        mine = user is not None and access.is_carrier(user, project)
        action = _("Signer") if mine and access.signs_for_carrier(user, project) else _("Lire la convention")
        what = _("la signature de la structure")
        return Missing("carrier_signature", what, project.carrier.name, *((page, action) if mine else ()))
    if agreement.state == AgreementState.WAITING_OFQJ:
        mine = user is not None and section in access.sections_judged_by(user, project, Role.DECIDER)
        return Missing(
            "ofqj_signature", _("la signature de l’OFQJ"), section_name, *((page, _("Signer")) if mine else ())
        )
    return None


def _bank_details(instalment: Instalment, standing: Standing, user: Any) -> Missing | None:
    if instalment.payee_id is not None:
        if instalment.payee_id in standing.shares_with_account:
            return None
        url = f"/projets/{standing.project.number}/groupe/versements/"
        words = _("les coordonnées bancaires du jeune")
        return _from_carrier("bank_details", words, standing.project, user, url, _("Les donner"))
    if standing.has_bank_details:
        return None
    return _from_carrier(
        "bank_details",
        _("les coordonnées bancaires"),
        standing.project,
        user,
        reverse("projects:bank_details", args=[standing.project.number]),
        _("Les donner"),
    )


def _departure(project: Project, user: Any) -> Missing | None:
    if project.state in AFTER_DEPARTURE:
        return None
    url = f"/projets/{project.number}/groupe/depart/"
    return _from_carrier("departure", _("le départ du groupe"), project, user, url, _("Noter le départ"))


def _report(project: Project, user: Any) -> Missing | None:
    if project.state in {_S.REPORT_SUBMITTED, _S.CLOSED}:
        return None
    if project.state in {_S.REPORT_DUE, _S.REPORT_INCOMPLETE}:
        url = reverse("projects:report", args=[project.number])
        words = _("le bilan complété") if project.state == _S.REPORT_INCOMPLETE else _("le bilan du séjour")
        return _from_carrier("report", words, project, user, url, _("Écrire le bilan"))
    if project.state == _S.ONGOING:
        url = f"/projets/{project.number}/groupe/retour/"
        return _from_carrier(
            "return", _("le retour du groupe, puis le bilan"), project, user, url, _("Noter le retour")
        )
    return _from_carrier("report", _("le bilan du séjour"), project, user, "", "")


def _closing(project: Project, user: Any) -> Missing | None:
    if project.state == _S.CLOSED:
        return None
    if project.state != _S.REPORT_SUBMITTED:
        return _report(project, user)
    url = reverse("projects:report", args=[project.number])
    mine = user is not None and access.can_examine(user, project)
    who = str(_("OFQJ"))
    return Missing("closing", _("l’accord de l’OFQJ sur le bilan"), who, *((url, _("Lire et clore")) if mine else ()))


def _from_carrier(code: str, what: str, project: Project, user: Any, url: str, action: str) -> Missing:
    mine = bool(url) and user is not None and access.is_carrier(user, project)
    return Missing(code, what, project.carrier.name, *((url, action) if mine else ()))


_CONDITIONS: dict[PaymentCondition, Callable[[Project, Any], Missing | None]] = {
    PaymentCondition.DEPARTED: _departure,
    PaymentCondition.REPORT_SUBMITTED: _report,
    PaymentCondition.REPORT_ACCEPTED: _closing,
}
