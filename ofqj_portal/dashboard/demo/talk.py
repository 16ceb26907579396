"""What the structures and the OFQJ write to each other: while a dossier is under review, or to ask for advice."""

from datetime import date, datetime, time, timedelta

from ofqj_portal.accounts.models import User
from ofqj_portal.core import calendar
from ofqj_portal.dashboard.demo.cast import PARIS, Cast, Chapter
from projects.services.advice import ask_advice, close_advice, write_advice
from projects.services.messages import send_message

QUESTION = (
    "Bonjour, notre partenaire peut loger le groupe dès la veille du départ officiel. Pouvons-nous arriver un jour "
    "plus tôt sans changer le budget ?"
)
ANSWER = (
    "Bonjour, oui : les nuits en plus sont à la charge du partenaire, l’aide ne change pas. Écrivez-le simplement dans "
    "la partie « Séjour » si nous vous demandons des compléments."
)
THANKS = "Merci. Le partenaire le confirme par écrit cette semaine ; nous joindrons sa lettre."

#: What each shore's adviser asked: kind, subject, words, answer (or none yet), what is kept of it (or nothing yet).
ADVICE = (
    (
        "logistics",
        "Dormir près de Granby en mai",
        "Nous cherchons une auberge pour douze personnes, dix nuits, avec une cuisine.",
        "Deux auberges ont reçu des groupes l’an dernier : demandez-leur un devis en précisant la cuisine.",
        "Deux auberges données, devis à demander. Rappeler la structure au printemps.",
    ),
    (
        "partner",
        "Un partenaire pour un projet de cuisine",
        "Un centre de formation de l’autre rive accueillerait-il un groupe de huit ?",
        "Deux structures cherchent la même chose : leurs fiches disent ce qu’elles proposent.",
        "",
    ),
    (
        "project",
        "Faut-il un permis de travail ?",
        "Le groupe passe deux journées en atelier chez un artisan. Est-ce un stage ?",
        "",
        "",
    ),
)


def seek_advice(cast: Cast) -> None:
    """Have an adviser of each shore ask three questions: one closed, one answered, one that waits."""
    for shore in ("fr", "qc"):
        asker, officer = cast.users[f"conseiller-{shore}"], cast.officer(shore)
        structure = asker.memberships.get().structure
        for days, (kind, subject, words, answer, note) in zip((40, 9, 2), ADVICE, strict=True):
            day = datetime.combine(cast.anchor - timedelta(days=days), time(9, 20), PARIS)
            with calendar.reading_at(day) as now:
                asked = ask_advice(structure=structure, kind=kind, subject=subject, body=words, by=asker, now=now)
            with calendar.reading_at(day + timedelta(hours=25)) as now:
                if answer:
                    write_advice(request=asked, body=answer, by=officer, now=now)
                if note:
                    close_advice(request=asked, note=note, by=officer, now=now)


def exchange(chapter: Chapter, on: date) -> None:
    """Ask, be answered, and say thanks: the last message waits for the officer."""
    officer = chapter.cast.officer(chapter.sections[0])
    for hour, by, body in ((14, chapter.adviser, QUESTION), (15, officer, ANSWER), (16, chapter.adviser, THANKS)):
        _write(chapter, on, hour, by, body)


def _write(chapter: Chapter, on: date, hour: int, by: User, body: str) -> None:
    with chapter.on(on, hour) as now:
        send_message(project=chapter.project, body=body, by=by, now=now)
