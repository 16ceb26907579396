"""What checking a rule says."""

from dataclasses import dataclass, replace

from ofqj_portal.core.addresses import address_of
from projects.enums import RuleMet
from projects.models import Project
from projects.models.project import A_NUMBER
from projects.sections import BY_CODE, OTHER_LABELS, SECTION_OF


@dataclass(frozen=True)
class RuleResult:
    """One rule, met or not: the sum that shows it, what would mend it, where it comes from, and the field to go to.

    `number` names the dossier where it is mended; empty for a reader who cannot. `elsewhere` is the address of another
    page that mends it.
    """

    code: str
    met: str
    sentence: str
    fix: str = ""
    source: str = ""
    field: str = ""
    section: str = ""
    number: str = ""
    elsewhere: str = ""

    @property
    def url(self) -> str:
        """The address where it is mended; composed when it is shown only."""
        return self.elsewhere or (field_url(self.number, self.field) if self.number else "")

    @property
    def blocks(self) -> bool:
        """An alert never stops a submission."""
        return self.met == RuleMet.NO


def result(
    project: Project, code: str, met: str | bool, sentence: str, *, field: str, fix: str = "", source: str = ""
) -> RuleResult:
    """Build a result; a bool means met or not, and what is met has nothing to mend."""
    if isinstance(met, bool):
        met = RuleMet.YES if met else RuleMet.NO
    return RuleResult(
        code=code,
        met=str(met),
        sentence=str(sentence),
        fix="" if met == RuleMet.YES else str(fix),
        source=str(source),
        field=field,
        section=SECTION_OF[field],
        number=project.number,
    )


def field_url(number: str, field: str) -> str:
    """Return the address of the field in the pages of a dossier."""
    anchor = field if field in OTHER_LABELS else f"div_id_{field}"
    return address_of("projects:section", number, A_NUMBER, BY_CODE[SECTION_OF[field]].slug) + f"#{anchor}"


def linked_only(results: list[RuleResult], fields: set[str]) -> list[RuleResult]:
    """Keep the links that lead to a field the reader may write now; the others would end at a closed door."""
    return [found if found.field in fields else replace(found, number="", elsewhere="") for found in results]
