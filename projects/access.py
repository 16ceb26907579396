"""Who may see and do what on a dossier. Judges the person, never the state; the doors add the states."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Prefetch

from ofqj_portal.core.access import May, open_door
from ofqj_portal.core.prepared_rows import RowsOf
from ofqj_portal.core.roles import Role, grants_of, has_role, led_project_ids, sections_of, structure_ids
from partners.enums import Country, Section
from partners.models import Structure
from projects.doors import BARE
from projects.enums import HostingState, PieceCategory, ProjectState, Side, Speaker
from projects.models import (
    BudgetLine,
    ConflictDeclaration,
    Piece,
    Project,
    ProjectStructure,
)
from projects.models.message import count_of_new
from projects.models.told import parts_told
from projects.models.visibility import FILING_ROLES, declared_ties, drafts_advised_by, readable_by

# ---- who she is on one dossier --------------------------------------------------------------------------------------


def _sides(user: Any, project: Project, side: str, *roles: Role) -> bool:
    ours = structure_ids(user, *(roles or FILING_ROLES))
    return any(row.structure_id in ours and row.side == side for row in project.structures.all())


def is_carrier(user: Any, project: Project) -> bool:
    """Say whether she is an adviser or a manager of a structure that carries it."""
    return _sides(user, project, Side.CARRIER)


def is_host(user: Any, project: Project) -> bool:
    """Say whether she is of a host structure that did not refuse."""
    ours = structure_ids(user, *FILING_ROLES)
    return any(
        row.structure_id in ours and row.side == Side.HOST and row.state != HostingState.REFUSED
        for row in project.structures.all()
    )


def host_row(user: Any, project: Project) -> ProjectStructure | None:
    """Return the row of the partner structure in whose name she answers, if any; the lead carrier is none."""
    ours = structure_ids(user, *FILING_ROLES)
    rows = [
        row
        for row in project.structures.all()
        if row.structure_id in ours and not row.is_lead and row.state != HostingState.REFUSED
    ]
    return rows[0] if rows else None


def is_leader(user: Any, project: Project) -> bool:
    """Say whether she leads its stay."""
    return project.pk in led_project_ids(user)


def has_conflict(user: Any, project: Project) -> bool:
    """Say whether she belongs, in any role, to one of its structures, or declared a tie: then she never judges it."""
    ours = structure_ids(user)
    return any(row.structure_id in ours for row in project.structures.all()) or project.pk in declared_ties(user)


def sections_judged_by(user: Any, project: Project, *roles: Role) -> set[str]:
    """Return the sections asked by the dossier over which she holds one of `roles` (officer or decider by default)."""
    if has_conflict(user, project):
        return set()
    asked = {aid.section for aid in project.aid_requests.all()}
    return sections_of(user, *(roles or (Role.OFFICER, Role.DECIDER))) & asked


def is_ofqj(user: Any, project: Project) -> bool:
    """Say whether she reads it for the OFQJ: review, decision or payments."""
    return bool(sections_judged_by(user, project)) or (has_role(user, Role.FINANCE) and not has_conflict(user, project))


# ---- what she may do ------------------------------------------------------------------------------------------------


def can_create(user: Any) -> bool:
    """An adviser or a manager of a structure that is not the OFQJ's may start a dossier."""
    return any(grant.role in FILING_ROLES and grant.section is None for grant in grants_of(user))


def carrying_structures(user: Any) -> Any:
    """Return the active structures in whose name she may file."""
    return Structure.objects.active().filter(pk__in=structure_ids(user, *FILING_ROLES), section="").order_by("name")


def can_edit(user: Any, project: Project) -> bool:
    """A carrier's people edit the dossier."""
    return is_carrier(user, project)


can_submit = can_withdraw = can_answer = can_edit


def can_answer_hosting(user: Any, project: Project) -> bool:
    """An invited partner's people confirm, refuse, and describe what they bring."""
    return host_row(user, project) is not None


def can_read_budget(user: Any, project: Project) -> bool:
    """Its partners and the OFQJ; who only leads the stay does not."""
    return is_carrier(user, project) or is_host(user, project) or is_ofqj(user, project)


def can_read_narrative(user: Any, project: Project) -> bool:
    """Everybody who reads the dossier but finance, whose business is the money."""
    return bool(
        is_carrier(user, project)
        or is_host(user, project)
        or is_leader(user, project)
        or sections_judged_by(user, project)
    )


def can_read_history(user: Any, project: Project) -> bool:
    """The carriers' people and the OFQJ."""
    return is_carrier(user, project) or is_ofqj(user, project)


def advising_section(project: Project) -> str:
    """Return the section that advises before filing: the one of the carrier's shore."""
    return Section.QUEBEC if project.carrier.country == Country.QC else Section.FRANCE


def voice_of(user: Any, project: Project) -> tuple[str, int] | None:
    """Say in whose name she writes in the thread: (Speaker, structure), or None.

    A carrier's people; a confirmed host's once the dossier is filed; the officers and deciders of the sections asked,
    and before filing those of the section that advises.
    """
    ours = structure_ids(user, *FILING_ROLES)
    for row in sorted(project.structures.all(), key=lambda row: (row.side != Side.CARRIER, row.pk)):
        hosts = row.state == HostingState.CONFIRMED and project.state != ProjectState.DRAFT
        if row.structure_id in ours and (row.side == Side.CARRIER or hosts):
            return Speaker.STRUCTURE, row.structure_id
    sections = sections_judged_by(user, project)
    if project.state == ProjectState.DRAFT and not has_conflict(user, project):
        sections = sections_of(user, Role.OFFICER, Role.DECIDER) & {advising_section(project)}
    for grant in sorted(grants_of(user), key=lambda grant: (str(grant.section), grant.role != Role.OFFICER)):
        if grant.section in sections and grant.structure_id:
            return Speaker.OFQJ, grant.structure_id
    return None


def can_talk(user: Any, project: Project) -> bool:
    """Say whether she may write in the thread."""
    return voice_of(user, project) is not None


def can_read_thread(user: Any, project: Project) -> bool:
    """Who writes in the thread reads it, and so does who leads the stay."""
    return can_talk(user, project) or is_leader(user, project)


def can_review(user: Any, project: Project) -> bool:
    """An officer of a section that is asked, who does not belong to one of its structures."""
    return bool(sections_judged_by(user, project, Role.OFFICER))


def can_decide(section: str) -> May:
    """Build the judge of who decides for `section`: one of its deciders, without tie to the dossier."""

    def judge(user: Any, project: Project) -> bool:
        return section in sections_judged_by(user, project, Role.DECIDER)

    return judge


def can_examine(user: Any, project: Project) -> bool:
    """An officer or a decider of a section that is asked, without tie to the dossier."""
    return bool(sections_judged_by(user, project))


def can_lift(user: Any, declared: ConflictDeclaration) -> bool:
    """A decider of the section for which the tie was declared, and never one's own."""
    return declared.person_id != user.pk and declared.section in sections_of(user, Role.DECIDER)


def can_cancel(user: Any, project: Project) -> bool:
    """A manager of a carrier, or who examines the dossier for the OFQJ."""
    return _sides(user, project, Side.CARRIER, Role.MANAGER) or can_examine(user, project)


def can_report(user: Any, project: Project) -> bool:
    """A carrier's people write and hand in the report."""
    return is_carrier(user, project)


def can_read_report(user: Any, project: Project) -> bool:
    """The carriers' people and the OFQJ read the report."""
    return is_carrier(user, project) or is_ofqj(user, project)


def can_read_agreement(user: Any, project: Project) -> bool:
    """The carriers' people and the OFQJ, finance included, read the funding agreements."""
    return can_read_history(user, project)


def signs_for_carrier(user: Any, project: Project) -> bool:
    """A manager of the lead carrier, to which the grant goes."""
    return project.carrier_id in structure_ids(user, Role.MANAGER)


def can_sign(section: str) -> May:
    """Build the judge of who signs the agreement of `section`: the lead carrier's managers, its own deciders."""

    def judge(user: Any, project: Project) -> bool:
        return signs_for_carrier(user, project) or section in sections_judged_by(user, project, Role.DECIDER)

    return judge


def gives_bank_details(user: Any, project: Project) -> bool:
    """The people of the lead carrier give its account; nobody of it reads it again."""
    return project.carrier_id in structure_ids(user, *FILING_ROLES)


def can_pay(user: Any, project: Project) -> bool:
    """Finance serves both sections."""
    return has_role(user, Role.FINANCE) and not has_conflict(user, project)


def can_read_piece(user: Any, piece: Piece) -> bool:
    """Who reads the dossier reads its pieces; bank details stay with those who carry it and those who judge it."""
    project = piece.project
    if not can_read_narrative(user, project):
        return piece.category == PieceCategory.BANK_DETAILS and can_pay(user, project)
    if piece.category == PieceCategory.BANK_DETAILS:
        return is_carrier(user, project) or bool(sections_judged_by(user, project))
    return True


# ---- the door -------------------------------------------------------------------------------------------------------


def get_project(
    user: Any, number: str, may: May | None = None, states: Iterable[str] | None = None, *, rows: Any = None
) -> Project:
    """Hand over the dossier called `number`, with its structures and aid requests at hand.

    `rows` may bring more along: dossiers, or those of a prepared door (`projects.doors`). Raises Http404 if it is not
    there for her, PermissionDenied if `may` refuses, StateForbids outside `states`.
    """
    rows = BARE.of(user, number=number) if rows is None else rows
    prepared = isinstance(rows, RowsOf)
    if prepared:
        return open_door(rows, user, may=may, states=states)
    return open_door(with_those_named(rows.visible_to(user)), user, may=may, states=states, number=number)


def with_those_named(rows: Any) -> Any:
    named = Prefetch("structures", ProjectStructure.objects.select_related("structure"))
    return rows.select_related("call", "carrier", "agreement").prefetch_related(named, "aid_requests")


def get_thread(user: Any, number: str, may: May = can_read_thread) -> Project:
    """Hand over the dossier called `number` for its messages alone: a draft's too, to those it was written to.

    Raises Http404 if it is not there for her, PermissionDenied if `may` refuses.
    """
    rows = Project.objects.filter(readable_by(user) | drafts_advised_by(user))
    return open_door(with_those_named(rows), user, may=may, number=number)


PIECES = Prefetch("pieces", Piece.objects.select_related("file"))


def with_parts(rows: Any, *more: str | Prefetch) -> Any:
    """Bring along the phases, the budget, what is told of the rest, and `more` (such as PIECES) for reading alone."""
    lines = Prefetch("budget_lines", BudgetLine.objects.select_related("account"))
    return rows.annotate(**parts_told()).prefetch_related("phases", lines, *more)


def get_whole_project(user: Any, number: str, *, rows: Any = None) -> Project:
    """Hand over the dossier called `number` to be read from end to end: its phases, budget and pieces at hand too.

    It is one of `rows`, which may bring more along.
    """
    rows = with_parts(Project.objects.all() if rows is None else rows, PIECES)
    return get_project(user, number, rows=rows.annotate(new_messages=count_of_new(user)))
