"""Last chapter of a dossier: the group leaves and comes back, the report is written, the money is paid."""

from datetime import date, timedelta
from decimal import Decimal

from ofqj_portal.core.money import Money
from ofqj_portal.dashboard.demo.agreement import give_account
from ofqj_portal.dashboard.demo.cast import Chapter
from participants.enums import InterruptionReason
from participants.models import Participation, ProfessionalParticipation
from participants.services.album import add_testimony
from participants.services.stay import EarlyReturn, confirm_departure, confirm_return
from projects.enums import FOR_PROFESSIONALS, PaymentKind, ReportPoint
from projects.models import Grant, ProjectReport
from projects.services.cancellation import cancel_project
from projects.services.payment import left_to_pay, record_payment
from projects.services.report import close_project, save_report, send_report_back, submit_report

TEXTS = {
    "reached_aims": "Chacun a découvert deux métiers et tenu un carnet de bord ; une exposition a suivi.",
    "partner": "La structure d’accueil a préparé les visites avec nous, deux réunions à distance par mois.",
    "difficulties": "Un dossier de voyage est arrivé tard ; la première semaine a demandé plus d’encadrement.",
}
PRACTICES = (
    "Les entretiens croisés entre jeunes des deux rives ont très bien fonctionné : à refaire.",
    "Un carnet commun, tenu à tour de rôle, que chaque structure garde après le séjour.",
    "Deux jours d’essai chez l’employeur avant de choisir son métier : moins de départs, plus de suites.",
    "Une personne du groupe précédent vient raconter son séjour avant le départ.",
)
BROUGHT_BACK = {"brought_back": "L’accueil à deux voix, et le suivi par petits groupes après le séjour."}
TO_PAY = "Bocage et boréal"  # its balance waits, with its account, for finance to prepare an order
CANCELLED = "Le partenaire d’accueil a dû fermer ses locaux à ces dates ; le groupe repartira l’an prochain."


def pay_advance(chapter: Chapter) -> None:
    """Note an advance of four fifths on each grant, two weeks after the decision."""
    day = min(chapter.decided_on + timedelta(days=15), chapter.cast.anchor)
    for grant in Grant.objects.filter(decision__project=chapter.project).order_by("pk"):
        amount = (left_to_pay(grant).amount * Decimal("0.8")).quantize(Decimal("0.01"))
        _pay(chapter, grant, PaymentKind.ADVANCE, Money(amount, grant.currency), day)


def leave(chapter: Chapter) -> list[int]:
    """Write down who left: the first `left` of those confirmed, and the whole team. Return their ids."""
    rows = Participation.objects.filter(project=chapter.project, state="confirmed").order_by("pk")
    leaving = list(rows.values_list("pk", flat=True)[: chapter.scenario.left])
    team = ProfessionalParticipation.objects.filter(project=chapter.project).values_list("pk", flat=True)
    day = chapter.scenario.departs_on
    with chapter.on(day, 20) as now:
        confirm_departure(
            project=chapter.project, leaving=leaving, team=list(team), departed_on=day, by=chapter.adviser, now=now
        )
    return leaving


def come_back(chapter: Chapter, people: list[int]) -> None:
    """Write down the return; one person in some twenty-five came back before the others."""
    day = chapter.scenario.returns_on
    early = {
        pk: EarlyReturn(day - timedelta(days=3), InterruptionReason.PERSONAL)
        for pk in people
        if chapter.cast.random.random() < 0.04
    }
    with chapter.on(day, 20) as now:
        confirm_return(project=chapter.project, returned_on=day, early=early, by=chapter.adviser, now=now)


#: What people of the group said, under nobody's name.
SAID = (
    "Avant, je n’osais pas appeler une entreprise. Maintenant j’appelle.",
    "Ce qui m’a surprise, c’est qu’on me demande mon avis tous les jours.",
)


def write_report(chapter: Chapter, *, submit: bool) -> None:
    """Write the report twenty days after the return, and hand it in if `submit`."""
    day = chapter.scenario.returns_on + timedelta(days=20)
    report = ProjectReport.objects.get(project=chapter.project)
    actual = {line.pk: line.amount for line in chapter.project.budget_lines.all()}
    project, version, by = chapter.project, report.version, chapter.adviser
    shared = {"practices": PRACTICES[int(project.number[-4:]) % len(PRACTICES)]}
    texts = TEXTS | shared | (BROUGHT_BACK if chapter.call.programme in FOR_PROFESSIONALS else {})
    with chapter.on(day) as now:
        save_report(project=project, texts=texts, actual_amounts=actual, version=version, by=by, now=now)
        for words in SAID:
            add_testimony(project=project, words=words, participation=None, by=by, now=now)
    if submit:
        with chapter.on(day, 16) as now:
            submit_report(project=project, by=by, now=now)


def send_back(chapter: Chapter) -> None:
    """Ask for the real budget again, until two weeks after today."""
    day = chapter.scenario.returns_on + timedelta(days=26)
    with chapter.on(day) as now:
        send_report_back(
            project=chapter.project,
            points=[ReportPoint.BUDGET],
            reason="Le transport réel n’est pas justifié : précisez le prix des billets.",
            due_on=chapter.cast.anchor + timedelta(days=14),
            by=chapter.cast.officer(chapter.sections[0]),
            now=now,
        )


def close(chapter: Chapter) -> None:
    """Accept the report, then pay what is left on each grant; one dossier waits for the order that pays it."""
    day = chapter.scenario.returns_on + timedelta(days=34)
    with chapter.on(day) as now:
        close_project(project=chapter.project, by=chapter.cast.officer(chapter.sections[0]), now=now)
    if chapter.scenario.title == TO_PAY:
        return give_account(chapter, day + timedelta(days=3))
    for grant in Grant.objects.filter(decision__project=chapter.project).order_by("pk"):
        left = left_to_pay(grant)
        if left.amount > 0:
            _pay(chapter, grant, PaymentKind.BALANCE, left, day + timedelta(days=8))
    return None


def cancel(chapter: Chapter) -> None:
    """Give the stay up before the departure."""
    day = max(chapter.decided_on + timedelta(days=1), chapter.scenario.departs_on - timedelta(days=12))
    with chapter.on(day) as now:
        cancel_project(project=chapter.project, reason=CANCELLED, on=day, by=chapter.adviser, now=now)


def _pay(chapter: Chapter, grant: Grant, kind: str, amount: Money, day: date) -> None:
    grant = Grant.objects.select_related("decision__project").get(pk=grant.pk)
    by = chapter.cast.users["finance"]
    with chapter.on(day, 18) as now:
        record_payment(grant=grant, kind=kind, amount=amount, paid_on=now.date(), by=by, now=now)
