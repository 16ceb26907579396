"""The next step of a dossier: who does what, by when, and the one button that does it."""

from dataclasses import replace
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ofqj_portal.core import calendar
from ofqj_portal.core.addresses import address_of
from ofqj_portal.core.shores import format_date
from partners.enums import Section
from projects.access import host_row
from projects.enums import ChangeState, HostingState, ProjectState
from projects.labels import Reader
from projects.models import Project
from projects.models.project import A_NUMBER
from projects.queries.changes import change_that_holds
from projects.queries.conditions import conditions_state
from projects.queries.deadlines import deadline_of
from projects.queries.money_step import for_the_money
from projects.queries.readers import open_request, reader_of, shown_state
from projects.queries.step import NextStep

_S = ProjectState


def next_step(project: Project, user: Any, *, now: datetime | None = None) -> NextStep:
    """Say what comes next on `project`, in the words of `user`."""
    now = now or calendar.now()
    reader = reader_of(user, project)
    state = shown_state(project, reader, calendar.real_now())
    if reader == Reader.HOST and (hosting := _hosting_to_answer(project, user, state, now)):
        return hosting
    change = _change(project, now)
    if change is None and (money := for_the_money(project, user, reader, state, now)):
        return money
    step = change or _BY_STATE[state](project, now)
    holder = holder_of(project, state, now)
    mine = holder == reader and not step.idle
    if holder != reader and not step.done:
        step = replace(step, url="", action="", who=holder_label(project, holder))
    return replace(step, mine=mine)


def holder_of(project: Project, state: str, now: datetime) -> str:
    """Return who has the ball in `state`: a Reader, or "" when nobody has."""
    if change_that_holds(project, now) == ChangeState.ASKED:
        return Reader.OFQJ
    if state == _S.CONDITIONALLY_ACCEPTED and conditions_state(project).awaits_lifting:
        return Reader.OFQJ
    if state in _HELD_BY_CARRIER:
        return Reader.CARRIER
    return Reader.OFQJ if state in _HELD_BY_OFQJ else ""


def holder_label(project: Project, holder: str) -> str:
    """Name who has the ball, for somebody else."""
    if holder == Reader.CARRIER:
        return project.carrier.name
    if holder == Reader.OFQJ:
        sections = [str(_SECTIONS[aid.section]) for aid in project.aid_requests.all()]
        if len(sections) == 1:
            return sections[0]
        return _(" et ").join(sections) if sections else _("OFQJ")
    return ""


_SECTIONS = {section.value: section.label for section in Section}  # a list names one on every row
_HELD_BY_CARRIER = {
    _S.DRAFT,
    _S.INCOMPLETE,
    _S.ACCEPTED,
    _S.CONDITIONALLY_ACCEPTED,
    _S.PARTIALLY_ACCEPTED,
    _S.ONGOING,
    _S.REPORT_DUE,
    _S.REPORT_INCOMPLETE,
    _S.WITHDRAWN,
}
#: A host that is invited still says whether it takes part.
HOST_MAY_ANSWER = frozenset({_S.DRAFT, _S.SUBMITTED, _S.UNDER_REVIEW})
_HELD_BY_OFQJ = {_S.SUBMITTED, _S.UNDER_REVIEW, _S.REPORT_SUBMITTED}


def host_may_answer(project: Project, state: str, now: datetime) -> bool:
    """Say whether an invited host may still answer; a draft waits for nobody once its call is closed."""
    return state in HOST_MAY_ANSWER and (state != _S.DRAFT or project.call.is_open(now))


def _hosting_to_answer(project: Project, user: Any, state: str, now: datetime) -> NextStep | None:
    row = host_row(user, project)
    if row is None or row.state != HostingState.INVITED or not host_may_answer(project, state, now):
        return None
    return NextStep(
        what=_("%(carrier)s compte sur votre structure : participez-vous ?") % {"carrier": project.carrier},
        url=address_of("projects:hosting", project.number, A_NUMBER),
        action=_("Répondre"),
        blocks=_("la décision de l’OFQJ"),
        mine=True,
    )


def _change(project: Project, now: datetime) -> NextStep | None:
    state = change_that_holds(project, now)
    if not state:
        return None
    asked = state == ChangeState.ASKED
    day = project.returns_on if project.state == ProjectState.ONGOING else project.departs_on
    return NextStep(
        what=_("Répondre au changement que la structure demande") if asked else _("Revoir le changement demandé"),
        when=_("avant le %s") % format_date(day),
        blocks=_("le changement"),
        url=_page(project, "changes"),
        action=_("Répondre") if asked else _("Revoir la demande"),
    )


def _page(project: Project, name: str, *more: str) -> str:
    return address_of(f"projects:{name}", project.number, A_NUMBER, *more)


def _draft(project: Project, now: datetime) -> NextStep:
    closed = not project.call.is_open(now)
    if closed:
        return NextStep(what=_("L’appel est clos : ce brouillon ne peut plus être déposé"), done=True)
    return NextStep(
        what=_("Compléter le dossier et le déposer"),
        due_at=project.call.closes_at,
        url=_page(project, "section", "depot"),
        action=_("Relire et déposer"),
    )


def _submitted(project: Project, now: datetime) -> NextStep:
    return NextStep(what=_("Prendre le dossier en charge"), when=_answer_by(project), **_to_review(project))


def _under_review(project: Project, now: datetime) -> NextStep:
    return NextStep(what=_("Instruire le dossier et décider"), when=_answer_by(project), **_to_review(project))


def _to_review(project: Project) -> dict[str, Any]:
    return {"url": _page(project, "review"), "action": _("Instruire")}


def _answer_by(project: Project) -> str:
    day = project.call.answer_by
    return _("réponse prévue le %(day)s") % {"day": format_date(day)} if day else ""


def _incomplete(project: Project, now: datetime) -> NextStep:
    asked = open_request(project)
    due_at = asked.due_at if asked else None
    return NextStep(
        what=_("L’OFQJ demande des précisions : compléter et renvoyer"),
        due_at=due_at,
        late=bool(due_at and due_at < now),
        blocks=_("l’instruction"),
        url=_page(project, "complements"),
        action=_("Répondre"),
    )


def _accepted(project: Project, now: datetime) -> NextStep:
    when = _("départ le %(day)s") % {"day": format_date(project.departs_on)}
    if _today(project, now) < project.departs_on:
        what = _("Préparer le départ et inscrire le groupe")
        return NextStep(what=what, when=when, url=_group_page(project), action=_("Voir le groupe"))
    return NextStep(
        what=_("Noter qui est vraiment parti"),
        when=when,
        late=_today(project, now) > project.departs_on,
        blocks=_("le versement de l’aide"),
        url=_group_page(project, "depart/"),
        action=_("Noter le départ"),
    )


def _conditional(project: Project, now: datetime) -> NextStep:
    state = conditions_state(project)
    if state.awaits_lifting:
        return NextStep(
            what=_("Lire les réponses aux conditions, puis les lever"),
            blocks=_("le départ"),
            url=_page(project, "decision"),
            action=_("Lire les réponses"),
        )
    return NextStep(
        what=_("Remplir les conditions posées par l’OFQJ"),
        due_at=state.due_at,
        late=bool(state.due_at and state.due_at < now),
        blocks=_("le départ"),
        url=_page(project, "decision"),
        action=_("Répondre aux conditions"),
    )


def _partial(project: Project, now: datetime) -> NextStep:
    return NextStep(
        what=_("Confirmer un plan qui tient avec l’aide accordée, ou retirer le dossier"),
        blocks=_("le départ"),
        url=_page(project, "decision"),
        action=_("Lire la réponse"),
    )


def _ongoing(project: Project, now: datetime) -> NextStep:
    when = _("retour le %(day)s") % {"day": format_date(project.returns_on)}
    if _today(project, now) < project.returns_on:
        what = _("Le groupe est en séjour : son retour se note le jour venu")
        return NextStep(what=what, when=when, url=_group_page(project), action=_("Voir le groupe"), idle=True)
    return NextStep(
        what=_("Le groupe est rentré : noter son retour"),
        when=when,
        late=_today(project, now) > project.returns_on,
        blocks=_("le bilan et le solde"),
        url=_group_page(project, "retour/"),
        action=_("Noter le retour"),
    )


def _today(project: Project, now: datetime) -> date:
    return now.astimezone(project.carrier.zone).date()


def _group_page(project: Project, page: str = "") -> str:
    return f"/projets/{project.number}/groupe/{page}"


def _report_due(project: Project, now: datetime) -> NextStep:
    return _report(project, now, _("Remettre le bilan du séjour"), _("Écrire le bilan"))


def _report_incomplete(project: Project, now: datetime) -> NextStep:
    return _report(project, now, _("Reprendre le bilan sur les points demandés"), _("Reprendre le bilan"))


def _report(project: Project, now: datetime, what: str, action: str) -> NextStep:
    due_at = deadline_of(project, None)
    return NextStep(
        what=what,
        due_at=due_at,
        late=bool(due_at and due_at < now),
        blocks=_("le solde et le prochain dépôt"),
        url=_page(project, "report"),
        action=action,
    )


def _report_submitted(project: Project, now: datetime) -> NextStep:
    return NextStep(what=_("Lire le bilan et clore le dossier"), url=_page(project, "report"), action=_("Lire"))


def _over(project: Project, now: datetime) -> NextStep:
    return NextStep(what=str(_ENDINGS[project.state]), done=True)


def _withdrawn(project: Project, now: datetime) -> NextStep:
    if not project.call.is_open(now):
        return NextStep(what=_("Dossier retiré ; l’appel est clos"), done=True)
    return NextStep(
        what=_("Dossier retiré ; vous pouvez le rouvrir tant que l’appel est ouvert"),
        due_at=project.call.closes_at,
        url=_page(project, "reopen"),
        action=_("Rouvrir le brouillon"),
    )


_ENDINGS: dict[str, Any] = {
    _S.REFUSED: gettext_lazy("L’OFQJ a refusé ce projet ; la réponse et ses motifs sont dans le dossier"),
    _S.CLOSED_WITHOUT_ACTION: gettext_lazy("Dossier classé sans suite"),
    _S.CLOSED: gettext_lazy("Dossier clos : il n’y a plus rien à faire"),
    _S.CANCELLED: gettext_lazy("Projet annulé"),
}
_BY_STATE: dict[str, Any] = {
    _S.DRAFT: _draft,
    _S.SUBMITTED: _submitted,
    _S.UNDER_REVIEW: _under_review,
    _S.INCOMPLETE: _incomplete,
    _S.ACCEPTED: _accepted,
    _S.CONDITIONALLY_ACCEPTED: _conditional,
    _S.PARTIALLY_ACCEPTED: _partial,
    _S.ONGOING: _ongoing,
    _S.REPORT_DUE: _report_due,
    _S.REPORT_SUBMITTED: _report_submitted,
    _S.REPORT_INCOMPLETE: _report_incomplete,
    _S.WITHDRAWN: _withdrawn,
    **dict.fromkeys(_ENDINGS, _over),
}
