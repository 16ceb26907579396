"""What a dossier's pages are told before its dates move: who of the group could leave no longer."""

from datetime import date
from typing import Any

from django.urls import reverse

from participants.access import GroupView, group_view
from participants.queries.effects import Effect, eligibility_effects
from projects.date_effects import DateEffects, tells_effects
from projects.models import Project


@tells_effects
def tell_effects(user: Any, project: Project, departs_on: date, returns_on: date) -> DateEffects | None:
    """Tell whoever carries the group whom these dates newly keep from leaving, with the reasons; None for nobody."""
    if group_view(user, project) != GroupView.CARRIER:
        return None
    effects = eligibility_effects(project, departs_on, returns_on)
    if not effects.stopped:
        return None
    people = "-".join(str(effect.participation.pk) for effect in effects.stopped)
    return DateEffects(
        sentence=effects.sentence,
        lines=tuple(_line(effect) for effect in effects.stopped),
        url=reverse("participants:group", args=[project.number]),
        key=f"{departs_on:%Y%m%d}-{returns_on:%Y%m%d}-{people}",
    )


def _line(effect: Effect) -> tuple[str, str]:
    return effect.name, " ".join(f"{verdict.reason} {verdict.fix}".strip() for verdict in effect.verdicts)
