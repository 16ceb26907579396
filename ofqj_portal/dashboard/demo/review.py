"""Second chapter of a dossier: taken in charge, completed, judged, decided, announced."""

from datetime import date, timedelta
from decimal import Decimal

from ofqj_portal.core.jobs import enqueue
from ofqj_portal.core.links import links_of
from ofqj_portal.core.money import Money
from ofqj_portal.dashboard.demo.cast import Chapter
from projects.enums import Opinion
from projects.models import Condition, Project
from projects.queries.external_opinions import EXTERNAL_LINK
from projects.services.announcement import announce_decisions
from projects.services.conditions import answer_condition
from projects.services.decision import award_conditionally, award_share, close_share_without_action, refuse_share
from projects.services.external_opinion import ask_external_opinion, give_external_opinion
from projects.services.review import give_review, request_complements, take_in_charge

COMMENT = "Projet clair, partenaire engagé, préparation sérieuse. Budget cohérent avec les séjours comparables."
LEVELS = (
    (Opinion.FAVOURABLE, COMMENT, (5, 4, 4, 4, 3)),
    (Opinion.FAVOURABLE, "Très bonne préparation, partenariat ancien. Les suites restent à préciser.", (4, 5, 5, 3, 2)),
    (Opinion.RESERVED, "L’idée est bonne ; le budget repose trop sur notre seule aide.", (4, 3, 3, 2, 3)),
    (
        Opinion.UNFAVOURABLE,
        "Le partenaire connaît à peine le projet, et l’encadrement est trop juste.",
        (3, 1, 2, 3, 2),
    ),
)
MISSING = "Précisez où le groupe dormira la première nuit, et ce que l’assurance couvre en cas de rapatriement."
REFUSAL = (
    "Le partenaire d’accueil n’est pas assez associé à la préparation, et le budget dépasse les séjours comparables."
)
NO_ACTION = "La structure n’a pas pu réunir de groupe cette année ; nous restons à sa disposition pour l’an prochain."
CONDITIONS = "Envoyer l’attestation d’assurance du groupe.\nDonner la liste définitive des accompagnateurs."

OUTSIDERS = (
    ("Dominique Essai", "dominique.essai@exemple.test", "Le programme d’ateliers est-il réaliste en dix jours ?"),
    ("Andréa Exemple", "andrea.exemple@exemple.test", "La préparation suffit-elle pour un public jamais parti ?"),
)
SEEN_OUTSIDE = "Oui : cinq rencontres, un entretien par personne et une sortie d’essai. C’est plus qu’à l’ordinaire."


def take(chapter: Chapter) -> None:
    """Start the review: one officer of the first section that is asked."""
    by = chapter.cast.officer(chapter.sections[0])
    with chapter.on(chapter.filed_on + timedelta(days=2)) as now:
        chapter.project = take_in_charge(project=chapter.project, by=by, now=now)


def ask(chapter: Chapter, on: date, due_on: date) -> None:
    """Ask for two details, on `on`, until the end of `due_on`."""
    with chapter.on(on) as now:
        request_complements(
            project=chapter.project,
            fields=["lodging", "insurance"],
            reason=MISSING,
            due_on=due_on,
            by=chapter.cast.officer(chapter.sections[0]),
            now=now,
        )


def ask_outside(chapter: Chapter, on: date) -> None:
    """Ask two people outside for an opinion, on `on`: one has answered, the other is waited for."""
    by, due_on = chapter.cast.officer(chapter.sections[0]), chapter.cast.anchor + timedelta(days=12)
    for name, email, question in OUTSIDERS:
        with chapter.on(on) as now:
            asked = ask_external_opinion(
                project=chapter.project, name=name, email=email, question=question, due_on=due_on, by=by, now=now
            )
    with chapter.on(on, 17) as now:
        link = links_of(EXTERNAL_LINK, [asked])[0]
        scores = {criterion.code: criterion.scale - 1 for criterion in chapter.project.call_rules.score_grid}
        said = {"opinion": Opinion.FAVOURABLE, "comment": SEEN_OUTSIDE, "scores": scores}
        give_external_opinion(link=link, has_no_tie=True, now=now, **said)


def review(chapter: Chapter) -> None:
    """Give one opinion for each section that is asked."""
    for section in chapter.sections:
        by = chapter.cast.officer(section)
        with chapter.on(chapter.filed_on + timedelta(days=6), 14) as now:
            opinion, comment, scores = _judgement(chapter)
            give_review(project=chapter.project, opinion=opinion, comment=comment, scores=scores, by=by, now=now)


def _judgement(chapter: Chapter) -> tuple[str, str, dict[str, int]]:
    """Say what an officer thinks: a call with a grid is scored, and not every dossier is as good as the next."""
    grid = chapter.project.call_rules.score_grid
    if not grid:
        return Opinion.FAVOURABLE, COMMENT, {}
    level = sum(map(ord, chapter.scenario.title)) % len(LEVELS)
    opinion, comment, marks = LEVELS[level]
    return opinion, comment, dict(zip((criterion.code for criterion in grid), marks, strict=False))


def accept(chapter: Chapter) -> None:
    """Say yes for each section, at the amount asked."""
    for section in chapter.sections:
        _award(chapter, section)


def announce(chapter: Chapter) -> None:
    """Let the structure read its answer; its letters are made once the portal is ready, dated as they were."""
    project = Project.objects.get(pk=chapter.project.pk)
    with chapter.on(chapter.decided_on, 12) as now:
        announce_decisions(project=project, planned_at=project.announced_at, letters=None, now=now)
        letters = {"args": {"project": project.pk}, "unique_key": f"letters:{project.pk}"}
        enqueue("projects.make_letters", **letters, run_after=chapter.cast.next_letter())


def accept_conditionally(chapter: Chapter) -> None:
    """Say yes under conditions for the first section, plainly for the others."""
    first, *others = chapter.sections
    with chapter.on(chapter.decided_on) as now:
        award_conditionally(
            project=chapter.project,
            section=first,
            amount=_asked(chapter, first),
            conditions=CONDITIONS,
            motive="Bon projet ; deux documents manquent encore pour partir en sécurité.",
            by=chapter.cast.decider(first),
            now=now,
        )
    for section in others:
        _award(chapter, section)


def answer_first_condition(chapter: Chapter) -> None:
    """Have the carrier answer the first of its conditions some days later."""
    first = Condition.objects.waiting().filter(decision__project=chapter.project).order_by("pk")[0]
    said = {"answer": "L’attestation est signée depuis lundi.", "content": None, "name": "", "by": chapter.adviser}
    with chapter.on(chapter.decided_on + timedelta(days=4), 10) as now:
        answer_condition(condition=first, now=now, **said)


def accept_in_part(chapter: Chapter) -> None:
    """Say yes for the first section and no for the last: the carrier will have to say whether its plan holds."""
    first, last = chapter.sections[0], chapter.sections[-1]
    _award(chapter, first)
    motive = "L’enveloppe de cette année est engagée sur d’autres projets."
    with chapter.on(chapter.decided_on, 11) as now:
        refuse_share(project=chapter.project, section=last, motive=motive, by=chapter.cast.decider(last), now=now)


def refuse(chapter: Chapter) -> None:
    """Say no for each section, with the same motive."""
    for section in chapter.sections:
        by = chapter.cast.decider(section)
        with chapter.on(chapter.decided_on) as now:
            refuse_share(project=chapter.project, section=section, motive=REFUSAL, by=by, now=now)


def close_without_action(chapter: Chapter) -> None:
    """Close the dossier without an answer to its merits."""
    for section in chapter.sections:
        by = chapter.cast.decider(section)
        with chapter.on(chapter.decided_on) as now:
            close_share_without_action(project=chapter.project, section=section, motive=NO_ACTION, by=by, now=now)


def _award(chapter: Chapter, section: str) -> None:
    amount, by = _asked(chapter, section), chapter.cast.decider(section)
    with chapter.on(chapter.decided_on) as now:
        award_share(project=chapter.project, section=section, amount=amount, by=by, now=now)


def _asked(chapter: Chapter, section: str) -> Money:
    aid = chapter.project.aid_requests.get(section=section)
    return Money(Decimal(aid.requested_amount), aid.currency)
