"""What a group waits for: what, by when, and where it is done."""

from dataclasses import dataclass
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ofqj_portal.core.shores import format_date
from participants.enums import HOLDS_A_PLACE, ParticipationState
from participants.queries.sheets import PersonLine
from projects.enums import AFTER_RETURN, DECIDED_NO, DECIDED_YES, FOR_PROFESSIONALS, ProjectState
from projects.models import Project

NOTHING_TO_DO = AFTER_RETURN | DECIDED_NO | {ProjectState.CANCELLED, ProjectState.WITHDRAWN}


@dataclass(frozen=True)
class GroupStep:
    """What comes next for the carrier: what, when in words, where to do it. Without `url` there is nothing to press."""

    what: str
    when: str = ""
    url: str = ""
    action: str = ""
    late: bool = False
    mine: bool = True


def group_step(lines: list[PersonLine], project: Project, today: date) -> GroupStep | None:
    """Say what the group waits for, for its carrier; None when nothing does."""
    if project.state in NOTHING_TO_DO:
        return None
    if project.state == ProjectState.ONGOING:
        return _return_step(project, today)
    held = [line for line in lines if line.state in HOLDS_A_PLACE]
    if project.call.programme in FOR_PROFESSIONALS:
        return _departure_step(project, today)
    if not held:
        url = reverse("participants:group_add", args=[project.number])
        return GroupStep(_("Ajoutez les personnes du groupe."), _leaving(project), url, _("Ajouter une personne"))
    return _people_step(held, project, today)


def _people_step(held: list[PersonLine], project: Project, today: date) -> GroupStep:
    stuck = [line for line in held if not line.may_leave]
    if stuck:
        return _checks_step(stuck, project)
    ready = [line for line in held if line.state == ParticipationState.REGISTERED]
    if ready and project.state not in DECIDED_YES:
        what = _("Le groupe est prêt. Vous confirmerez chaque personne une fois le projet accepté.")
        return GroupStep(what, _leaving(project), mine=False)
    if ready:
        what = ngettext(
            "%(count)d personne est prête : confirmez son départ.",
            "%(count)d personnes sont prêtes : confirmez leur départ.",
            len(ready),
        )
        return GroupStep(what % {"count": len(ready)}, _leaving(project), ready[0].url, _("Confirmer"))
    return _departure_step(project, today)


def _checks_step(stuck: list[PersonLine], project: Project) -> GroupStep:
    what = ngettext(
        "%(count)d personne ne peut pas encore partir.",
        "%(count)d personnes ne peuvent pas encore partir.",
        len(stuck),
    )
    first = next((line.url for line in stuck if line.url), "")
    return GroupStep(what % {"count": len(stuck)}, _leaving(project), first, _("Voir ce qui manque") if first else "")


def _departure_step(project: Project, today: date) -> GroupStep:
    if project.state != ProjectState.ACCEPTED:
        return GroupStep(_("Le départ se note une fois le projet accepté."), _leaving(project), mine=False)
    if project.departs_on and today < project.departs_on:
        return GroupStep(_("Tout est prêt. Le départ se note le jour venu."), _leaving(project), mine=False)
    url = reverse("participants:departure", args=[project.number])
    late = bool(project.departs_on and today > project.departs_on)
    return GroupStep(_("Notez qui est vraiment parti."), _leaving(project), url, _("Noter le départ"), late=late)


def _return_step(project: Project, today: date) -> GroupStep:
    url = reverse("participants:return", args=[project.number])
    when = _("retour prévu le %s") % format_date(project.returns_on) if project.returns_on else ""
    if project.returns_on and today < project.returns_on:
        return GroupStep(_("Le groupe est en séjour."), when, url, _("Noter le retour"), mine=False)
    late = bool(project.returns_on and today > project.returns_on)
    return GroupStep(_("Notez le retour du groupe."), when, url, _("Noter le retour"), late=late)


def _leaving(project: Project) -> str:
    return _("départ prévu le %s") % format_date(project.departs_on) if project.departs_on else ""
