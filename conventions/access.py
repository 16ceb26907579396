"""Who reads the convention, its plans and its reports, and who moves them. Judges the person, never the state."""

from typing import Any

from django.db.models import F, QuerySet

from conventions.enums import Body
from conventions.models import (
    Action,
    ActionPlan,
    AnnualReport,
    Convention,
    Meeting,
    ReportContribution,
    ReportDownload,
)
from ofqj_portal.core import calendar, file_types
from ofqj_portal.core.access import EVERYBODY, SIGNED_IN, Actor, May, declare, open_door
from ofqj_portal.core.files import FileKind, register_kind
from ofqj_portal.core.models import StoredFile
from ofqj_portal.core.prepared_rows import PreparedRows
from ofqj_portal.core.roles import Role, RoleGrant, grants_of, has_role, parties_of, sections_of

FILE_KIND = "conventions.annual_report"
PICTURE_KIND = "conventions.contribution_picture"
READERS_OF_CONVENTION = (
    Role.ADVISER, Role.MANAGER, Role.OFFICER, Role.DECIDER, Role.FINANCE, Role.NETWORK, Role.COMMITTEE, Role.DPO,
)  # fmt: skip
#: They read a whole provisional report.
READERS_OF_DRAFT = (Role.OFFICER, Role.DECIDER, Role.FINANCE, Role.COMMITTEE)
#: They open, present and publish reports, and prepare plans.
KEEPERS = (Role.OFFICER, Role.DECIDER, Role.COMMITTEE)


# ---- which rows -----------------------------------------------------------------------------------------------------


def conventions_of(user: Any) -> QuerySet[Convention]:
    """Keep the conventions `user` may read: all, for whoever works in a structure, a section, a party."""
    return Convention.objects.all() if has_role(user, *READERS_OF_CONVENTION) else Convention.objects.none()


def reports_of(user: Any) -> QuerySet[AnnualReport]:
    """Keep the reports `user` may open: the last version of each period, or the published one for everybody else."""
    rows = AnnualReport.objects.select_related("convention", "snapshot", "paper")
    return rows.latest_versions() if can_see_drafts(user) else rows.filter(state="published")


# ---- may she? -------------------------------------------------------------------------------------------------------


def can_see_drafts(user: Any) -> bool:
    """The OFQJ, the committee and the networks that are a party follow a report before it is published."""
    return has_role(user, *READERS_OF_DRAFT) or bool(parties_of(user, Role.NETWORK))


def can_read_drafts(user: Any) -> bool:
    """The OFQJ and the committee read the whole of a provisional report."""
    return has_role(user, *READERS_OF_DRAFT)


def can_read_whole(user: Any, report: AnnualReport) -> bool:
    """Everybody once it is published; before, the OFQJ and the committee. A network reads its own party's part only."""
    return report.is_public or can_read_drafts(user)


def can_keep(user: Any, _row: Any = None) -> bool:
    """The officers and deciders of the OFQJ and the members of the committee prepare plans and reports."""
    return has_role(user, *KEEPERS)


def can_publish(user: Any, _row: Any = None) -> bool:
    """The deciders of the OFQJ publish what the committee adopted."""
    return has_role(user, Role.DECIDER)


def can_record_vote(user: Any, _row: Any = None) -> bool:
    """A member of the committee writes its meetings and votes down."""
    return has_role(user, Role.COMMITTEE)


def seats_of(user: Any) -> list[RoleGrant]:
    """List the seats that `user` holds today in the committee."""
    return [grant for grant in grants_of(user) if grant.role == Role.COMMITTEE]


def can_contribute(user: Any, contribution: ReportContribution) -> bool:
    """Say whether `user` writes what this body adds to a report."""
    return can_write_for(user, Body(contribution.body))


def can_write_for(user: Any, body: Body) -> bool:
    """Say whether `user` writes for this body: its members of the committee, its network, or its section's officers."""
    seats = {(g.party, g.section or "") for g in grants_of(user) if g.role == Role.COMMITTEE}
    if (body.party, body.section) in seats:
        return True
    if body.section:
        return body.section in sections_of(user, Role.OFFICER, Role.DECIDER)
    return body.party in parties_of(user, Role.NETWORK)


def can_follow_rows(user: Any) -> bool:
    """Say whether the rows behind a figure (dossiers, ententes) open for `user`; the committee sees figures only."""
    return has_role(user, Role.OFFICER, Role.DECIDER, Role.FINANCE, Role.NETWORK)


# ---- doors ----------------------------------------------------------------------------------------------------------


def get_convention(user: Any, slug: str, may: May | None = None) -> Convention:
    """Hand over a convention `user` may read, or answer 404; 403 if `may` refuses."""
    return open_door(conventions_of(user), user, may=may, slug=slug)


def get_plan(user: Any, slug: str, year: int, may: May | None = None, states: Any = None) -> ActionPlan:
    """Hand over the plan of a year: 404, 403, 409 as for any door."""
    rows = ActionPlan.objects.filter(convention__in=conventions_of(user)).select_related("convention")
    return open_door(rows, user, may=may, states=states, convention__slug=slug, year=year)


def get_action(user: Any, slug: str, year: int, number: int, may: May | None = None, states: Any = None) -> Action:
    """Hand over one action of a plan; `states` are those of its plan: 404, 403, 409."""
    rows = Action.objects.filter(plan__convention__in=conventions_of(user)).select_related("plan__convention")
    keys = {"plan__convention__slug": slug, "plan__year": year, "number": number}
    return open_door(rows.annotate(plan_state=F("plan__state")), user, may=may, states=states,
                      state_field="plan_state", **keys)  # fmt: skip


def get_meeting(user: Any, pk: int, may: May | None = None) -> Meeting:
    """Hand over a meeting of the committee of a convention `user` may read."""
    rows = Meeting.objects.filter(committee__convention__in=conventions_of(user))
    return open_door(rows.select_related("committee__convention"), user, may=may, pk=pk)


def get_report(user: Any, period: str, may: May | None = None, states: Any = None) -> AnnualReport:
    """Hand over the report of a period: 404 unless published or `user` reads drafts, 403, 409."""
    rows: Any = _REPORT.of(user, period=period)
    return open_door(rows, user, may=may, states=states)


def get_report_to_make(user: Any, period: str) -> AnnualReport:
    """Hand over the report whose paper is asked for: the same doors, without the figures it was made from."""
    rows: Any = _TO_MAKE.of(user, period=period)
    return open_door(rows, user, may=can_keep)


def _report(user: Any, _key: None, *, period: str) -> QuerySet[AnnualReport]:
    newest = Convention.objects.order_by("-signed_on").values("pk")[:1]
    return reports_of(user).filter(convention__in=newest, period=period)


_REPORT = PreparedRows(_report, period=str)
_TO_MAKE = PreparedRows(lambda user, key, *, period: _report(user, key, period=period).select_related(None), period=str)


def get_contribution(user: Any, period: str, body: str) -> ReportContribution:
    """Hand over what a body writes for a report: 403 to whoever does not write for it."""
    report = get_report(user, period)
    contribution = open_door(report.contributions.all(), user, may=can_contribute, body=body)
    contribution.report = report
    return contribution


# ---- the paper ------------------------------------------------------------------------------------------------------


def _report_of(file: StoredFile) -> AnnualReport | None:
    return AnnualReport.objects.filter(pk=file.attached_key).first()


def _may_read_paper(user: Any, file: StoredFile) -> bool:
    report = _report_of(file)
    return report is not None and can_read_whole(user, report)


def note_download(user: Any, file: StoredFile) -> None:
    """Write in the download log that the paper of a report was taken; nobody signed in leaves no name."""
    report = _report_of(file)
    if report is not None:
        reader = user if user.is_authenticated else None
        ReportDownload.objects.create(report=report, paper=file, user=reader, at=calendar.now())


register_kind(
    FileKind(
        FILE_KIND,
        "Bilan annuel",
        _may_read_paper,
        types=frozenset({file_types.PDF}),
        taken=note_download,
        made_here=True,
    )
)


def _may_see_picture(user: Any, file: StoredFile) -> bool:
    """Whoever reads the whole report sees its pictures, and whoever writes the part they stand in."""
    rows = ReportContribution.objects.select_related("report").filter(pictures__file=file)
    row = rows.first()
    return row is not None and (can_read_whole(user, row.report) or can_contribute(user, row))


register_kind(
    FileKind(
        PICTURE_KIND, "Image d’une contribution", _may_see_picture, types=frozenset({file_types.JPEG, file_types.PNG})
    )
)


# ---- who reaches which page -----------------------------------------------------------------------------------------

FORM = ("GET", "POST")
READ_CONVENTION = SIGNED_IN - {Actor.LEADER, Actor.ADMIN}
KEEP = frozenset({Actor.OFFICER, Actor.DECIDER, Actor.OTHER_SECTION, Actor.COMMITTEE})
READ_DRAFT = KEEP | {Actor.FINANCE}
SEE_DRAFT = READ_DRAFT | {Actor.NETWORK}
DECIDE = frozenset({Actor.DECIDER})

declare("conventions:list", reach=READ_CONVENTION)
declare("conventions:convention", subject="convention", reach=READ_CONVENTION)
declare("conventions:plan", subject="plan", reach=READ_CONVENTION)
declare("conventions:meeting", subject="meeting", reach=READ_CONVENTION)
declare("conventions:plans", subject="convention", reach=READ_CONVENTION)
declare("conventions:action", subject="plan", reach=READ_CONVENTION)
for _name in (
    "plan_new", "action_new", "deed_new", "plan_propose", "plan_carry", "action_change", "action_tie",
    "action_remove",
):  # fmt: skip
    declare(
        f"conventions:{_name}", subject="convention" if _name == "plan_new" else "plan", reach=KEEP,
        refused=READ_CONVENTION - KEEP, methods=FORM,
    )  # fmt: skip
for _name, _subject in (("meeting_new", "convention"), ("vote_plan", "meeting"), ("vote_report", "meeting")):
    declare(
        f"conventions:{_name}", subject=_subject, reach={Actor.COMMITTEE},
        refused=READ_CONVENTION - {Actor.COMMITTEE}, methods=FORM,
    )  # fmt: skip
declare("conventions:reports", reach=EVERYBODY)
declare("conventions:report_new", reach=KEEP, refused=SIGNED_IN - KEEP, methods=FORM)
declare("conventions:report", subject="provisional_report", reach=SEE_DRAFT)
declare("conventions:report_document", subject="provisional_report", reach=READ_DRAFT, refused={Actor.NETWORK})
declare("conventions:report_progress", subject="provisional_report", reach=READ_DRAFT, refused={Actor.NETWORK})
declare("conventions:past_years", reach=KEEP, refused=SIGNED_IN - KEEP, methods=FORM)
declare("conventions:report_proof", subject="report_proof", reach=EVERYBODY)
declare("conventions:report_downloads", subject="provisional_report", reach=KEEP, refused=SEE_DRAFT - KEEP)
for _name in ("report_build", "report_close", "report_present"):
    declare(f"conventions:{_name}", subject="provisional_report", reach=KEEP, refused=SEE_DRAFT - KEEP, methods=FORM)
for _name in ("report_publish", "report_correct"):
    declare(
        f"conventions:{_name}", subject="provisional_report", reach=DECIDE, refused=SEE_DRAFT - DECIDE, methods=FORM
    )
declare(
    "conventions:contribution", subject="contribution", reach={Actor.OFFICER, Actor.DECIDER, Actor.COMMITTEE},
    refused={Actor.OTHER_SECTION, Actor.FINANCE, Actor.NETWORK}, methods=FORM,
)  # fmt: skip
for _name in ("picture_add", "picture_remove"):
    declare(
        f"conventions:{_name}", subject="contribution_picture" if _name == "picture_remove" else "contribution",
        reach={Actor.OFFICER, Actor.DECIDER, Actor.COMMITTEE},
        refused={Actor.OTHER_SECTION, Actor.FINANCE, Actor.NETWORK}, methods=FORM,
    )  # fmt: skip
declare("conventions:report_picture", subject="report_picture", reach=READ_DRAFT)
declare("conventions:report_stop", subject="provisional_report", reach=KEEP, refused=SEE_DRAFT - KEEP, methods={"POST"})
