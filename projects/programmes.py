"""What differs from one programme to another, in one table: what its dossier asks, which rules say nothing."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext_lazy as _

from projects.enums import PhaseKind, Programme

_YOUNG_ONLY = frozenset({"public", "age_from", "age_to", "age_reason", "leaders_planned", "preparation_hours"})
_YOUNG_RULES = frozenset({"R1", "R2", "R3", "R11"})
_MISSION_LABELS = {"places": _("nombre de professionnels"), "profile": _("profil des professionnels")}
_ALONE = {"group_min": 1, "group_alert_min": 1, "leaders_min": 0}


@dataclass(frozen=True)
class ProgrammeSpec:
    """One programme. `left_out` are fields its dossier does not have, `asked` those a filing needs in addition,
    `optional` those it does not need; `rules_out` are codes of rules that say nothing here; `starts_with` are the
    figures a new call of this programme is proposed, which its editor changes at will.
    """

    left_out: frozenset[str] = frozenset({"observation_programme"})
    asked: frozenset[str] = frozenset()
    optional: frozenset[str] = frozenset()
    rules_out: frozenset[str] = frozenset()
    phases: tuple[PhaseKind, ...] = ()
    labels: Mapping[str, Any] = field(default_factory=dict)
    starts_with: Mapping[str, Any] = field(default_factory=dict)


_MISSION = ProgrammeSpec(
    left_out=_YOUNG_ONLY | {"has_work_period"},
    asked=frozenset({"observation_programme"}),
    rules_out=_YOUNG_RULES,
    labels=_MISSION_LABELS,
    starts_with=_ALONE | {"days_min": 3},
)
PROGRAMMES: dict[str, ProgrammeSpec] = {
    Programme.GROUP_STAY: ProgrammeSpec(starts_with={"aid_per_head_amount": 500}),
    Programme.CHANTIER: ProgrammeSpec(
        asked=frozenset({"phases"}),
        phases=tuple(PhaseKind),
        starts_with={"preparation_weeks_min": 5, "hours_per_week_min": 20, "days_max": 90},
    ),
    Programme.PROJECT_GRANT: ProgrammeSpec(
        starts_with={"grant_floor_amount": 2000, "grant_cap_amount": 20000, "max_share_pct": 70}
    ),
    Programme.INTERNSHIP: ProgrammeSpec(
        optional=frozenset({"leaders_planned", "preparation_hours"}),
        rules_out=frozenset({"R11"}),
        starts_with=_ALONE | {"days_max": 180},
    ),
    Programme.CIVIC_SERVICE: ProgrammeSpec(
        optional=frozenset({"leaders_planned", "preparation_hours"}),
        rules_out=frozenset({"R11"}),
        starts_with=_ALONE | {"days_max": 365, "age_max": 25},
    ),
    Programme.CROSS_MISSION: _MISSION,
    Programme.SUPPORT_MISSION: _MISSION,
}


def spec_of(programme: str) -> ProgrammeSpec:
    """Return what is particular to a programme."""
    return PROGRAMMES[programme]
