"""The rules of a call, checked on a dossier: the same list for the carrier, the submission and the officer."""

from datetime import date

from projects.models import Project
from projects.rules import money, partners, people, pieces, stay
from projects.rules.facts import DossierFacts, gather
from projects.rules.result import RuleResult
from projects.rules.whole import missing_by_section, missing_fields

__all__ = ["DossierFacts", "RuleResult", "check_rules", "gather", "missing_by_section", "missing_fields", "obstacles"]

_CHECKS = (
    people.ages,
    people.ages_of_a_mission_locale,
    people.follow_up,
    partners.other_shore,
    people.group_size,
    stay.length,
    stay.leaves_after_the_answer,
    stay.phases,
    money.scale,
    money.top_ups,
    money.share_of_the_cost,
    money.balance,
    people.leaders,
    stay.work_permit,
    partners.overdue_reports,
    pieces.required,
)


def check_rules(project: Project, on: date, *, facts: DossierFacts | None = None) -> list[RuleResult]:
    """Check every rule of the call on `project` as it stands on the civil date `on`; nothing is written.

    A filed dossier is judged by the rules frozen when it was filed. Rules that do not apply are left out.
    """
    facts = facts or gather(project, on)
    found = [result for check in _CHECKS if (result := check(facts)) is not None]
    return [result for result in found if result.code not in facts.spec.rules_out]


def obstacles(project: Project, on: date, *, facts: DossierFacts | None = None) -> list[RuleResult]:
    """List all that keeps `project` from being filed: what is empty, then the rules that are broken."""
    facts = facts or gather(project, on)
    return missing_fields(facts) + [result for result in check_rules(project, on, facts=facts) if result.blocks]
