"""The lists of this app as files: dossiers, the officers' queue, the grants to pay."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ofqj_portal.core.list_exports import ListColumn, ListExport, SaidFilter, Selection, filters_said, register_list
from ofqj_portal.core.money import Money
from ofqj_portal.core.roles import Role, has_role
from partners.enums import Section
from projects.forms.filters import ProjectFilterForm
from projects.forms.payment import GrantFilterForm
from projects.forms.queue import QueueFilterForm
from projects.labels import Reader, state_choices
from projects.queries import project_list_rows, rows_of
from projects.queries.payments import grant_rows, grants_to_pay
from projects.queries.queue import queue_choices, queue_lines, queue_rows, sections_examined_by
from projects.queries.readers import reads_for_ofqj

_NUMBER = ListColumn(
    gettext_lazy("Numéro"), gettext_lazy("Le numéro du dossier, donné une fois pour toutes."), width=16
)
_TITLE = ListColumn(gettext_lazy("Titre"), gettext_lazy("Le titre du dossier."), width=40)
_CALL = ListColumn(gettext_lazy("Appel"), gettext_lazy("L’appel à projets auquel il répond."), width=30)
_CARRIER = ListColumn(
    gettext_lazy("Structure porteuse"), gettext_lazy("La structure qui dépose et conduit le projet."), width=32
)
_HOSTS = ListColumn(
    gettext_lazy("Structures d’accueil"),
    gettext_lazy("Les structures qui accueillent, ou à qui on l’a demandé ; séparées par des virgules."),
    width=32,
)
_STATE = ListColumn(
    gettext_lazy("Où en est-il"), gettext_lazy("L’état du dossier, dans les mots de la page."), width=26
)
_HOLDER = ListColumn(
    gettext_lazy("Qui a la main"),
    gettext_lazy("Qui doit faire la suite ; vide quand personne n’attend rien."),
    width=28,
)
_MINE = ListColumn(
    gettext_lazy("À vous"), gettext_lazy("« oui » si c’est à vous, qui avez demandé ce fichier, d’agir.")
)
_DUE = ListColumn(
    gettext_lazy("À faire avant le"), gettext_lazy("Le moment avant lequel agir, s’il y en a un."), "instant"
)
_LATE = ListColumn(gettext_lazy("En retard"), gettext_lazy("« oui » si ce moment est passé."))
_STAY = (
    ListColumn(gettext_lazy("Places"), gettext_lazy("Le nombre de jeunes prévus."), "number"),
    ListColumn(gettext_lazy("Départ"), gettext_lazy("Le premier jour du séjour."), "date"),
    ListColumn(gettext_lazy("Retour"), gettext_lazy("Le dernier jour du séjour."), "date"),
)
_AIDS = (
    ListColumn(
        gettext_lazy("Demandé à OFQJ France"),
        gettext_lazy("L’aide demandée à cette section ; vide si aucune."),
        "money",
    ),
    ListColumn(gettext_lazy("Demandé à OFQJ France : monnaie"), gettext_lazy("EUR ou CAD.")),
    ListColumn(
        gettext_lazy("Demandé à OFQJ Québec"),
        gettext_lazy("L’aide demandée à cette section ; vide si aucune."),
        "money",
    ),
    ListColumn(gettext_lazy("Demandé à OFQJ Québec : monnaie"), gettext_lazy("EUR ou CAD.")),
    ListColumn(
        gettext_lazy("Accordé par OFQJ France"),
        gettext_lazy("L’aide accordée par cette section, une fois la réponse annoncée ; vide sinon."),
        "money",
    ),
    ListColumn(gettext_lazy("Accordé par OFQJ France : monnaie"), gettext_lazy("EUR ou CAD.")),
    ListColumn(
        gettext_lazy("Accordé par OFQJ Québec"),
        gettext_lazy("L’aide accordée par cette section, une fois la réponse annoncée ; vide sinon."),
        "money",
    ),
    ListColumn(gettext_lazy("Accordé par OFQJ Québec : monnaie"), gettext_lazy("EUR ou CAD.")),
)


def _select_projects(user: Any, data: QueryDict, now: datetime) -> Selection:
    states = state_choices(Reader.OFQJ if reads_for_ofqj(user) else Reader.CARRIER)
    form = ProjectFilterForm(data or None, states=states)
    form.is_valid()
    said, counted = filters_said(form), form.filters.counted
    if counted:
        said.append(SaidFilter("counting", _("Chiffre du bilan"), counted.words))
    return Selection(project_list_rows(user, form.filters), said)


def _project_lines(projects: Iterable[Any], user: Any, now: datetime) -> Iterable[list[Any]]:
    for row in rows_of(projects, user, now=now):
        project = row.project
        yield [
            *(project.number, project.title, project.call.title, project.carrier.name, row.hosts),
            *(row.label.label, row.holder, row.is_mine, row.due_at, row.late),
            *(project.places, project.departs_on, project.returns_on),
            *_aids(row),
        ]


def _aids(row: Any) -> list[Any]:
    asked = {aid.section: Money(aid.requested_amount, aid.currency) for aid in row.project.aid_requests.all()}
    return [
        cell
        for amounts in (asked, row.awarded_by)
        for section in (Section.FRANCE, Section.QUEBEC)
        for cell in _amount(amounts.get(section))
    ]


def _amount(money: Money | None) -> tuple[Any, str]:
    """Give an amount and its currency their cells."""
    return (money.amount, money.currency) if money else (None, "")


def _select_queue(user: Any, data: QueryDict, now: datetime) -> Selection:
    form = QueueFilterForm(data, choices=queue_choices(user, now=now))
    filters = form.filters()
    said = [line for line in filters_said(form) if line.name != "colonnes"]
    if not filters.state:
        said.append(SaidFilter("state", str(form.fields["state"].label), _("À instruire")))
    return Selection(queue_rows(user, filters, now=now), said)


def _queue_lines(projects: Iterable[Any], user: Any, now: datetime) -> Iterable[list[Any]]:
    for line in queue_lines(projects, user, now=now):
        row, project, clock = line.row, line.project, line.clock
        yield [
            *(project.number, project.title, project.call.title, project.carrier.name, row.hosts),
            *(row.label.label, project.submitted_at, clock and clock.days, clock and clock.waited_days),
            *(project.officer and str(project.officer), ", ".join(line.labels)),
            *(row.holder, row.is_mine, row.due_at, row.late),
            *(project.places, project.departs_on, project.returns_on),
            *_aids(row),
        ]


def _select_grants(user: Any, data: QueryDict, now: datetime) -> Selection:
    form = GrantFilterForm(data)
    return Selection(grants_to_pay(user, **form.filters()), filters_said(form))


def _grant_lines(grants: Iterable[Any], user: Any, now: datetime) -> Iterable[list[Any]]:
    for row in grant_rows(grants):
        project = row.project
        yield [
            *(project.number, project.title, project.call.title, project.carrier.name, row.section),
            *(row.awarded.amount, row.due.amount, row.paid.amount, row.left.amount, row.to_recover.amount),
            *(row.due.currency, str(row.balance.label)),
        ]


register_list(
    ListExport(
        code="projects",
        slug="projets",
        title=gettext_lazy("Projets"),
        about=gettext_lazy("Les dossiers que vous pouvez lire, un par ligne, le dernier modifié d’abord."),
        url_name="projects:list",
        columns=(_NUMBER, _TITLE, _CALL, _CARRIER, _HOSTS, _STATE, _HOLDER, _MINE, _DUE, _LATE, *_STAY, *_AIDS),
        may=lambda user: user.is_authenticated,
        select=_select_projects,
        lines=_project_lines,
    )
)
register_list(
    ListExport(
        code="queue",
        slug="instruction",
        title=gettext_lazy("Dossiers à instruire"),
        about=gettext_lazy("Les dossiers déposés à votre section, un par ligne, le plus ancien dépôt d’abord."),
        url_name="projects:queue",
        columns=(
            *(_NUMBER, _TITLE, _CALL, _CARRIER, _HOSTS, _STATE),
            ListColumn(gettext_lazy("Déposé le"), gettext_lazy("Le moment du dépôt."), "instant"),
            ListColumn(
                gettext_lazy("Jours d’instruction"),
                gettext_lazy("Du dépôt à la décision ou à aujourd’hui, sans les jours d’attente de compléments."),
                "number",
            ),
            ListColumn(
                gettext_lazy("Jours d’attente"),
                gettext_lazy("Les jours où la structure avait des compléments à donner : ils ne comptent pas."),
                "number",
            ),
            ListColumn(
                gettext_lazy("Qui instruit"),
                gettext_lazy("La personne en charge du dossier ; vide si personne."),
                width=24,
            ),
            ListColumn(
                gettext_lazy("Étiquettes"),
                gettext_lazy("Celles de votre section, que les structures ne voient pas ; séparées par des virgules."),
                width=24,
            ),
            *(_HOLDER, _MINE, _DUE, _LATE, *_STAY, *_AIDS),
        ),
        may=lambda user: bool(sections_examined_by(user)),
        select=_select_queue,
        lines=_queue_lines,
    )
)
register_list(
    ListExport(
        code="payments",
        slug="versements",
        title=gettext_lazy("Versements"),
        about=gettext_lazy("Les subventions des deux sections, une par ligne : accordé, payé, et ce qui reste."),
        url_name="projects:payments",
        columns=(
            *(_NUMBER, _TITLE, _CALL, _CARRIER),
            ListColumn(gettext_lazy("Section"), gettext_lazy("La section de l’OFQJ qui paie.")),
            ListColumn(gettext_lazy("Accordé"), gettext_lazy("Le montant de la décision."), "money"),
            ListColumn(gettext_lazy("Dû"), gettext_lazy("Ce montant, recalculé sur les jeunes partis."), "money"),
            ListColumn(gettext_lazy("Payé"), gettext_lazy("La somme des versements notés."), "money"),
            ListColumn(gettext_lazy("Reste"), gettext_lazy("Ce qui est dû et pas encore payé."), "money"),
            ListColumn(gettext_lazy("À récupérer"), gettext_lazy("Ce qui est payé et n’était plus dû."), "money"),
            ListColumn(gettext_lazy("Monnaie"), gettext_lazy("EUR ou CAD, pour tous les montants de la ligne.")),
            ListColumn(
                gettext_lazy("Solde"), gettext_lazy("Payé, à payer, ou ce que le solde attend encore."), width=40
            ),
        ),
        may=lambda user: has_role(user, Role.FINANCE),
        select=_select_grants,
        lines=_grant_lines,
    )
)
