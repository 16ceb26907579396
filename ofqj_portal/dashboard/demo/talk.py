"""What the structures and the OFQJ write to each other while a dossier is under review."""

from datetime import date

from ofqj_portal.accounts.models import User
from ofqj_portal.dashboard.demo.cast import Chapter
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


def exchange(chapter: Chapter, on: date) -> None:
    """Ask, be answered, and say thanks: the last message waits for the officer."""
    officer = chapter.cast.officer(chapter.sections[0])
    for hour, by, body in ((14, chapter.adviser, QUESTION), (15, officer, ANSWER), (16, chapter.adviser, THANKS)):
        _write(chapter, on, hour, by, body)


def _write(chapter: Chapter, on: date, hour: int, by: User, body: str) -> None:
    with chapter.on(on, hour) as now:
        send_message(project=chapter.project, body=body, by=by, now=now)
