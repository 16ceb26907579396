"""What is asked of people for one project: the call's own ages, and the table of conditions (`EligibilityRule`)."""

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from ofqj_portal.core.calendar import age_on
from participants.models import EligibilityRule
from partners.enums import StructureKind
from projects.enums import FOR_PROFESSIONALS

if TYPE_CHECKING:
    from partners.models import Structure
    from projects.models import Project


@dataclass(frozen=True)
class AgeBounds:
    """Ages in whole years on the day of departure, both included; None where the programme sets no bound.

    `alert_above` is the age past which a Mission Locale has to explain its choice (R2); `is_explained` says it did.
    """

    youngest: int | None = None
    oldest: int | None = None
    alert_above: int | None = None
    is_explained: bool = False

    def suit(self, born_on: date, departs_on: date) -> bool:
        """Say whether nobody has a word to say of this age on that day; `judge_age` says which word."""
        age = age_on(born_on, departs_on)
        most = [bound for bound in (self.oldest, self.alert_above) if bound is not None]
        return (self.youngest is None or age >= self.youngest) and all(age <= bound for bound in most)


@dataclass(frozen=True)
class Papers:
    """What the papers must be: months of passport after the return, age of the attestation in months, words to read.

    `stays_max` is the number of stays already made from which somebody is signalled; None for never.
    """

    passport_months: int = 0
    attestation_months: int | None = None
    note: str = ""
    stays_max: int | None = None


@dataclass(frozen=True)
class RuleBook:
    """The lines of the table that concern a programme, the nearest first: its own before all, a side before both."""

    lines: tuple[EligibilityRule, ...] = ()

    def says(self, name: str, country: str, day: date | None) -> Any:
        """Return the cell `name` for a side and a day of departure, from the nearest line that fills it, else None.

        Without a day, the lines that have no end speak.
        """
        for line in self.lines:
            holds = line.ends_on is None if day is None else line.holds_on(day)
            if holds and line.country in ("", country) and getattr(line, name) not in (None, ""):
                return getattr(line, name)
        return None

    def bounds_for(self, project: "Project", structure: "Structure", day: date | None) -> AgeBounds:
        """Return the ages asked of somebody whom `structure` follows, who would leave on `day`.

        The call's are those the dossier was filed under; the table may only be stricter.
        """
        rules = project.call_rules
        if rules.programme in FOR_PROFESSIONALS:
            return AgeBounds()
        least, most, ml = (self.says(name, structure.country, day) for name in ("age_min", "age_max", "age_max_ml"))
        alert_above = _stricter(min, rules.age_max_ml, ml) if structure.kind == StructureKind.ML else None
        return AgeBounds(
            _stricter(max, rules.age_min, least),
            _stricter(min, rules.age_max, most),
            alert_above,
            is_explained=bool(project.age_reason.strip()),
        )

    def papers_for(self, structure: "Structure", day: date | None) -> Papers:
        """Return what the papers of somebody whom `structure` follows must be."""
        country = structure.country
        return Papers(
            self.says("passport_months", country, day) or 0,
            self.says("attestation_months", country, day),
            self.says("papers", country, day) or "",
            self.says("stays_max", country, day),
        )


def rule_book(project: "Project") -> RuleBook:
    """Open the table at the programme of `project`: one query."""
    lines = EligibilityRule.objects.of_programme(project.call_rules.programme)
    near = sorted(lines, key=lambda line: (line.programme != "", line.country != "", line.starts_on), reverse=True)
    return RuleBook(tuple(near))


def _stricter(choose: Any, *bounds: int | None) -> int | None:
    said = [bound for bound in bounds if bound is not None]
    return choose(said) if said else None
