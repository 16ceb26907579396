"""What other dates would do to a group: who could no longer leave, who could, and why. Shown before it hurts."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from participants.eligibility import Met, Stay, Verdict, eligibility_of, judge_age, stay_of
from participants.enums import BEFORE_DEPARTURE
from participants.models import Participant, Participation
from participants.queries.groups import group_rows
from participants.rule_book import RuleBook, rule_book
from projects.models import Project


@dataclass(frozen=True)
class Effect:
    """One person whom other dates touch: what would newly stand in her way, or no longer would."""

    participation: Participation
    verdicts: tuple[Verdict, ...]

    @property
    def name(self) -> str:
        return str(self.participation.participant)


@dataclass(frozen=True)
class Effects:
    """Whom other dates newly keep from leaving, and whom they free of something."""

    stopped: list[Effect]
    freed: list[Effect]

    @property
    def sentence(self) -> str:
        """Say it in one sentence, without a name; "" when nobody is touched."""
        stopped = ngettext(
            "Ces dates empêchent %(count)d personne de partir.",
            "Ces dates empêchent %(count)d personnes de partir.",
            len(self.stopped),
        ) % {"count": len(self.stopped)}
        freed = ngettext(
            "Elles lèvent un obstacle pour %(count)d personne.",
            "Elles lèvent un obstacle pour %(count)d personnes.",
            len(self.freed),
        ) % {"count": len(self.freed)}
        return " ".join([*([stopped] if self.stopped else []), *([freed] if self.freed else [])])


def eligibility_effects(project: Project, departs_on: date | None, returns_on: date | None) -> Effects:
    """Say what moving the stay of `project` to these dates would do to whoever still waits to leave: two queries.

    The project's own dates stay as they are; nothing is written.
    """
    rows = group_rows(project).filter(state__in=BEFORE_DEPARTURE)
    return effects_on(rows, project, stay_of(project), Stay(departs_on, returns_on), rule_book(project))


def effects_on(rows: Iterable[Participation], project: Project, was: Stay, would_be: Stay, book: RuleBook) -> Effects:
    """Compare what stands in the way of each of `rows` on two stays."""
    stopped, freed = [], []
    for row in rows:
        before, after = (
            {verdict.code: verdict for verdict in eligibility_of(row, project, stay, book=book).blocking}
            for stay in (was, would_be)
        )
        if new := tuple(after[code] for code in after if code not in before):
            stopped.append(Effect(row, new))
        elif gone := tuple(before[code] for code in before if code not in after):
            freed.append(Effect(row, gone))
    return Effects(stopped, freed)


def dates_in_words(effects: Effects) -> str:
    """Say what other dates would do, also when they touch nobody."""
    return effects.sentence or _("Ces dates ne changent rien pour les personnes du groupe.")


def age_in_words(project: Project, person: Participant, *, book: RuleBook) -> str:
    """Say why the age of somebody who may join the group forbids her to leave on its dates; "" when it does not.

    Asks nothing of the database once her structure is at hand; nothing is said while the stay has no date.
    """
    stay = stay_of(project)
    if stay.departs_on is None:
        return ""
    verdicts = judge_age(person.born_on, stay, book.bounds_for(project, person.structure, stay.departs_on))
    blocking = [verdict for verdict in verdicts if verdict.met is Met.NO]
    return " ".join(f"{verdict.reason} {verdict.fix}".strip() for verdict in blocking)
