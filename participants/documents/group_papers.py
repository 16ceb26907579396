"""The lists one prints for a group: rooms, travel, attendance. Each says what it needs of each person, and no more."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from ofqj_portal.core.shores import format_date
from participants.enums import HAS_LEFT, HOLDS_A_PLACE, Gender, GroupPaperKind, ParticipationState, ProfessionalState
from participants.models import Participation, ProfessionalParticipation
from participants.queries.groups import group_rows, leader_rows
from projects.models import Project

NOT_LEAVING = ProfessionalState.WITHDRAWN
Row = tuple[str, ...]


@dataclass(frozen=True)
class GroupPaper:
    """A list ready to be laid out: its columns, a row a person; `is_signed` leaves room for a hand."""

    kind: str
    title: str
    number: str
    project_title: str
    stay: str
    day: str
    columns: Row
    rows: tuple[Row, ...]
    team_title: str
    team: tuple[Row, ...]
    note: str
    is_signed: bool

    @classmethod
    def of(cls, project: Project, kind: GroupPaperKind, day: date | None = None) -> "GroupPaper":
        """Write one list of the group as it stands; `day` heads an attendance sheet."""
        columns, row_of, member_of, note = _SHAPES[kind]()
        signed = kind == GroupPaperKind.ATTENDANCE
        people = sorted(_people(project, kind), key=lambda row: str(row.participant.last_name).casefold())
        team = [member for member in leader_rows(project) if member.state != NOT_LEAVING]
        return cls(
            kind=kind.value,
            title=str(kind.label),
            number=project.number,
            project_title=project.title,
            stay=_stay_in_words(project),
            day=format_date(day) if day and signed else "",
            columns=columns,
            rows=tuple(row_of(row) for row in people),
            team_title=_("L’équipe"),
            team=tuple(member_of(member) for member in team),
            note=note,
            is_signed=signed,
        )


def _people(project: Project, kind: GroupPaperKind) -> Iterable[Participation]:
    """Keep whoever left, once the group has; before, whoever holds a place, or is confirmed for the travel list."""
    expected = (ParticipationState.CONFIRMED,) if kind == GroupPaperKind.TRAVEL else HOLDS_A_PLACE
    return group_rows(project).filter(state__in=(*expected, *HAS_LEFT))


Shape = tuple[Row, Callable[[Participation], Row], Callable[[ProfessionalParticipation], Row], str]


def _rooms() -> Shape:
    def gender(row: Participation) -> str:
        said = row.participant.gender
        return "" if said == Gender.NOT_SAID else str(row.participant.get_gender_display())

    note = _("Le genre n’est écrit que si la personne l’a dit. Demandez à chacun·e avec qui il lui convient de dormir.")
    columns = (_("Prénom"), _("Nom"), _("Genre"), _("Chambre"))
    return (
        columns,
        lambda row: (row.participant.first_name, row.participant.last_name, gender(row), ""),
        lambda member: (member.first_name, member.last_name, "", ""),
        note,
    )


def _travel() -> Shape:
    def row_of(row: Participation) -> Row:
        person, expires_on = row.participant, row.passport_expires_on
        return (
            person.last_name,
            person.first_name,
            format_date(person.born_on),
            format_date(expires_on) if expires_on else "",
        )

    columns = (_("Nom"), _("Prénom"), _("Date de naissance"), _("Passeport valable jusqu’au"))
    note = _("Le numéro du passeport n’est pas gardé par le portail : vérifiez-le sur le document, le jour du départ.")
    return columns, row_of, lambda member: (member.last_name, member.first_name, "", ""), note


def _attendance() -> Shape:
    columns = (_("Prénom"), _("Nom"), _("Matin"), _("Après-midi"))
    note = _("Chaque personne signe pour elle-même. La structure garde cette feuille ; le portail n’en a pas de copie.")
    return (
        columns,
        lambda row: (row.participant.first_name, row.participant.last_name, "", ""),
        lambda member: (member.first_name, member.last_name, "", ""),
        note,
    )


_SHAPES: dict[GroupPaperKind, Callable[[], Shape]] = {
    GroupPaperKind.ROOMS: _rooms,
    GroupPaperKind.TRAVEL: _travel,
    GroupPaperKind.ATTENDANCE: _attendance,
}


def _stay_in_words(project: Project) -> str:
    from_day, to_day = project.departed_on or project.departs_on, project.returned_on or project.returns_on
    if not from_day or not to_day:
        return ""
    return _("du %(from)s au %(to)s") % {"from": format_date(from_day), "to": format_date(to_day)}
