"""The portal's main job, from the adviser's first draft to the committee's PDF, in a real browser and a real worker.

Once as most people come, with axe on every page they see, and once without any script.
"""

import io
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pikepdf
import pypdf
import pytest
from django.db import connection
from django.db.models import QuerySet
from playwright.sync_api import Browser

from ofqj_portal.accounts.models import User
from ofqj_portal.accounts.tests.factories import DEMO_PASSWORD
from ofqj_portal.core import calendar, jobs
from ofqj_portal.core.models import Job
from ofqj_portal.core.money import Money
from ofqj_portal.core.shores import format_money
from ofqj_portal.dashboard.tests.browser.visitor import Axes, Visitor, visit
from ofqj_portal.dashboard.tests.browser.world import World, build_world
from projects.models import BankDetails, LedgerEntry, Project

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser, pytest.mark.slow]

TITLE = "Le bois pour trouver sa voie"
PDF = {"mimeType": "application/pdf", "buffer": b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"}
YOUNG_PEOPLE = [("Inès", "Fictive"), ("Malo", "Fictif"), ("Awa", "Inventée")]


class Journey:
    """The world, a way in for each person, and the clock."""

    def __init__(self, world: World, browser: Browser, address: str, look: Any, **context: Any) -> None:
        self.world, self.browser, self.address, self.look, self.context = world, browser, address, look, context

    def come(self, user: User) -> AbstractContextManager[Visitor]:
        """Sit somebody down at a browser of her own."""
        return visit(self.browser, self.address, self.look, user, **self.context)

    @property
    def project(self) -> Project:
        return Project.objects.get(title=TITLE)


def travel_to(*day: int) -> None:
    """Make it ten in the morning of that day."""
    calendar.set_clock_offset(datetime(*day, 9, tzinfo=UTC) - calendar.real_now())


def wait_for_jobs() -> None:
    """Wait until the worker has done everything that is due within the quarter of an hour, ticking as beat does.

    A mail that is held back, such as what changed in an agenda until the hour ends, is not waited for.
    """
    end = time.monotonic() + 90
    while (due := _due_at(calendar.real_now())).exists():
        assert time.monotonic() < end, list(due.values("kind", "state", "error"))
        jobs.reap(calendar.real_now())
        time.sleep(0.2)


def _due_at(now: datetime) -> QuerySet[Job]:
    soon = Job.objects.live().filter(run_after__lt=now + timedelta(minutes=15))
    return soon.exclude(kind="core.send_mail", run_after__gt=now)


@pytest.fixture
def clock() -> Iterator[None]:
    travel_to(2027, 1, 12)
    yield
    calendar.set_clock_offset(timedelta(0))


@pytest.fixture(params=[True, False], ids=["with-scripts", "without-scripts"])
def scripts(request: pytest.FixtureRequest) -> bool:
    return request.param


@pytest.fixture
def journey(browser, browser_context_args, live_server, clock, scripts, settings, start_worker) -> Iterator[Journey]:
    settings.DECISION_UNDO_SECONDS = 0
    axes = Axes(live_server.url) if scripts else None
    look = axes or (lambda page: None)
    start_worker()
    yield Journey(build_world(), browser, live_server.url, look, java_script_enabled=scripts, **browser_context_args)
    assert axes is None or axes.complaints == []


def test_a_project_lives_from_its_first_draft_to_the_figures_of_the_committee(journey: Journey) -> None:
    the_adviser_writes_a_draft_and_invites(journey)
    the_host_confirms(journey)
    the_adviser_joins_pieces_and_files(journey)
    the_officer_asks_for_the_insurance(journey)
    the_adviser_answers(journey)
    the_officer_gives_an_opinion(journey)
    the_decider_awards(journey)
    wait_for_jobs()
    the_adviser_reads_the_decision(journey)
    both_sides_sign(journey)
    the_adviser_gives_the_account(journey)
    finance_pays(journey, "1000.00")
    the_adviser_makes_the_group(journey)
    the_group_leaves_and_comes_back(journey)
    the_adviser_reports(journey)
    the_officer_sends_the_report_back(journey)
    the_adviser_corrects_what_was_named(journey)
    the_officer_closes(journey)
    the_adviser_gives_the_account(journey)
    finance_pays(journey, "500.00")
    paper = the_committee_takes_the_report(journey)

    assert_paper_is_for_everybody(paper)
    assert f"{young_people_gone_in_2027()} jeunes sont partis" in words_of(paper)
    assert list(LedgerEntry.objects.order_by("pk").values_list("kind", "amount")) == [
        ("commit", 2000), ("pay", 1000), ("release", 500), ("pay", 500),
    ]  # fmt: skip


# ---- before the decision --------------------------------------------------------------------------------------------


def the_adviser_writes_a_draft_and_invites(journey: Journey) -> None:
    with journey.come(journey.world.adviser) as adviser:
        adviser.go("/appels/")
        adviser.follow(journey.world.call.title)
        adviser.follow("Déposer un projet")
        adviser.fill(title=TITLE)
        adviser.press("Créer le brouillon")
        adviser.fill(q="vieux canal")
        adviser.press("Chercher dans l’annuaire")
        adviser.fill(side="host")
        adviser.press("Inviter CJE du Vieux-Canal")
        adviser.press("Enregistrer et continuer")
        write_the_story(adviser)
        write_the_budget(adviser)
        assert adviser.path == f"/projets/{journey.project.number}/pieces/"


def write_the_story(adviser: Visitor) -> None:
    """Fill the sections of plain fields, one after the other."""
    sections: list[dict[str, Any]] = [
        {"theme": "Bois", "aims": "Reprendre confiance.", "public": "Jeunes suivis, sans emploi."},
        {
            "departs_on": "2027-05-10", "returns_on": "2027-05-21", "destination_city": "Rivière-Bleue",
            "activities": "Ateliers.", "lodging": "Auberge.", "travel": "Avion, puis autocar.",
        },
        {"places": 4, "age_from": 18, "age_to": 25, "profile": "Deux femmes, deux hommes.", "leaders_planned": 2},
        {
            "preparation": "Six réunions.", "preparation_hours": 18, "supervision": "Deux adultes jour et nuit.",
            "safety": "Astreinte.", "insurance": "À préciser.", "follow_up": "Entretien à un mois.",
        },
    ]  # fmt: skip
    for fields in sections:
        adviser.fill(**fields)
        adviser.press("Enregistrer et continuer")
        if "lodging" in fields:
            adviser.reads("Ce qui reste à réserver")
            adviser.follow("Continuer")


def write_the_budget(adviser: Visitor) -> None:
    """Balance 4 000 € of charges with 2 000 € of one's own and 2 000 € of aid: 500 € for each of four places."""
    adviser.fill(charge__0__amount="4 000,00", income__0__amount="2 000,00", income__0__funder="Fonds propres")
    adviser.fill(income__0__account=1, aid_fr="2 000,00")
    adviser.press("Enregistrer et recalculer")
    adviser.reads("Équilibré.")
    adviser.press("Enregistrer et continuer")


def the_host_confirms(journey: Journey) -> None:
    with journey.come(journey.world.host) as host:
        host.follow("Répondre")
        host.fill(contribution="L’atelier et deux ébénistes.")
        host.press("Confirmer notre participation")
        host.reads("Votre structure a confirmé")


def the_adviser_joins_pieces_and_files(journey: Journey) -> None:
    with journey.come(journey.world.adviser) as adviser:
        adviser.go(f"/projets/{journey.project.number}/depot/")
        adviser.reads("Une chose reste à faire")
        adviser.go(f"/projets/{journey.project.number}/pieces/")
        for category, name in (("host_letter", "lettre.pdf"), ("stay_programme", "programme.pdf")):
            adviser.fill(category=category, file=PDF | {"name": name})
            adviser.press("Joindre")
        adviser.follow("Continuer")
        adviser.press("Déposer le dossier")
        adviser.reads("Votre dossier est déposé.")


def the_officer_asks_for_the_insurance(journey: Journey) -> None:
    with journey.come(journey.world.officer) as officer:
        officer.go("/instruction/")
        officer.follow(TITLE)
        officer.press("Prendre en charge")
        officer.follow("Demander des compléments")
        officer.fill(reason="Que couvre l’assurance ?", due_on="2027-01-29", fields_asked=["insurance"])
        officer.press("Envoyer la demande")
        officer.reads("Demande envoyée.")


def the_adviser_answers(journey: Journey) -> None:
    with journey.come(journey.world.adviser) as adviser:
        adviser.follow("Répondre")
        adviser.follow("Assurance")
        adviser.fill(insurance="Contrat de groupe, rapatriement compris.")
        adviser.press("Enregistrer et continuer")
        adviser.fill(answer="Voilà le contrat.")
        adviser.press("Envoyer à l’OFQJ")
        adviser.reads("Vos compléments sont envoyés")


# ---- the answer -----------------------------------------------------------------------------------------------------


def the_officer_gives_an_opinion(journey: Journey) -> None:
    with journey.come(journey.world.officer) as officer:
        officer.go("/instruction/")
        officer.follow(TITLE)
        officer.reads("Voilà le contrat.")
        officer.follow("Donner mon avis")
        officer.fill(opinion="favourable", comment="Projet solide.")
        officer.press("Enregistrer mon avis")


def the_decider_awards(journey: Journey) -> None:
    with journey.come(journey.world.decider) as decider:
        decider.go("/decisions/")
        decider.follow("Décider")
        decider.fill(password=DEMO_PASSWORD)
        decider.press("Confirmer")
        decider.fill(answer="yes", amount="2 000,00")
        decider.press("Enregistrer la décision")
        decider.reads("Accordé")


def the_adviser_reads_the_decision(journey: Journey) -> None:
    with journey.come(journey.world.adviser) as adviser:
        adviser.go(f"/projets/{journey.project.number}/")
        adviser.follow("Lire la réponse")
        adviser.reads(format_money(Money(Decimal(2000), "EUR")))
        with adviser.page.expect_download() as taken:
            adviser.page.get_by_role("link", name="Lire le courrier (PDF)").click()
        assert taken.value.suggested_filename == f"{journey.project.number} OFQJ France.pdf"


def both_sides_sign(journey: Journey) -> None:
    """The structure's manager signs the funding agreement, then the section's decider signs the same text."""
    for who, function in ((journey.world.manager, "Directrice"), (journey.world.decider, "Secrétaire générale")):
        with journey.come(who) as signer:
            signer.go("/")
            signer.follow("Lire et signer")
            signer.follow("Signer", exact=True)
            signer.fill(password=DEMO_PASSWORD)
            signer.press("Confirmer")
            signer.reads("Le séjour va du 10\xa0mai 2027")
            signer.fill(function=function, agreed=True)
            signer.press("Signer cette convention")
            signer.reads("Votre signature est enregistrée.")
    wait_for_jobs()
    with journey.come(journey.world.adviser) as adviser:
        adviser.go(f"/projets/{journey.project.number}/")
        adviser.follow("Lire la convention")
        adviser.reads("Secrétaire générale")
        with adviser.page.expect_download() as taken:
            adviser.page.get_by_role("link", name="Lire la convention (PDF)").click()
        assert taken.value.suggested_filename == f"{journey.project.number} convention OFQJ France.pdf"


def the_adviser_makes_the_group(journey: Journey) -> None:
    with journey.come(journey.world.adviser) as adviser:
        adviser.go(f"/projets/{journey.project.number}/")
        adviser.follow("Voir le groupe")
        for first_name, last_name in YOUNG_PEOPLE:
            add_young_person(adviser, first_name, last_name)
        add_leader(adviser, "Solène", "Guide")
        add_leader(adviser, "Yann", "Guide")
        for first_name, _last_name in YOUNG_PEOPLE:
            check_and_confirm(adviser, first_name)


def add_young_person(adviser: Visitor, first_name: str, last_name: str) -> None:
    adviser.follow("Ajouter une personne")
    adviser.follow("Elle n’est pas encore dans la liste ?")
    adviser.fill(first_name=first_name, last_name=last_name, born_on="2005-06-15", first_time_abroad="yes")
    adviser.press("Ajouter au groupe")
    adviser.reads("est dans le groupe.")


def add_leader(adviser: Visitor, first_name: str, last_name: str) -> None:
    adviser.follow("Ajouter quelqu’un à l’équipe")
    adviser.fill(first_name=first_name, last_name=last_name)
    adviser.press("Ajouter à l’équipe")


def check_and_confirm(adviser: Visitor, first_name: str) -> None:
    adviser.follow(first_name)
    adviser.fill(is_followed=True, passport_verdict="seen", passport_expires_on="2030-01-01")
    adviser.fill(has_authorisation=True, has_insurance=True)
    adviser.press("Enregistrer les vérifications")
    adviser.press("Confirmer son départ")
    adviser.reads("est confirmé.")


# ---- the stay and after ---------------------------------------------------------------------------------------------


def the_group_leaves_and_comes_back(journey: Journey) -> None:
    travel_to(2027, 5, 10)
    with journey.come(journey.world.adviser) as adviser:
        adviser.go(f"/projets/{journey.project.number}/groupe/")
        adviser.follow("Noter le départ")
        adviser.press("Noter le départ")
        adviser.reads("Le départ est noté.")
        travel_to(2027, 5, 21)
        adviser.go(f"/projets/{journey.project.number}/groupe/")
        adviser.follow("Noter le retour")
        adviser.press("Noter le retour")
        adviser.reads("Le retour est noté.")


def the_adviser_reports(journey: Journey) -> None:
    travel_to(2027, 6, 15)
    with journey.come(journey.world.adviser) as adviser:
        adviser.follow("Écrire le bilan")
        adviser.fill(reached_aims="Tous.", partner="Un vrai travail à deux.", practices="Un carnet commun.")
        for line in journey.project.budget_lines.all():
            adviser.fill(**{f"line_{line.pk}": "3 500,00" if line.side == "charge" else "2 000,00"})
            if line.side == "charge":
                adviser.fill(**{f"reason_{line.pk}": "Une personne de moins est partie."})
        adviser.press("Enregistrer et remettre à l’OFQJ")
        adviser.reads("Votre bilan est remis.")


def the_officer_sends_the_report_back(journey: Journey) -> None:
    with journey.come(journey.world.officer) as officer:
        officer.go(f"/projets/{journey.project.number}/bilan/")
        officer.follow("Renvoyer à la structure")
        officer.fill(points=["practices"], reason="Quel cahier, et pour qui ?", due_on="2027-06-30")
        officer.press("Renvoyer le bilan")
        officer.reads("Bilan renvoyé.")


def the_adviser_corrects_what_was_named(journey: Journey) -> None:
    with journey.come(journey.world.adviser) as adviser:
        adviser.go(f"/projets/{journey.project.number}/bilan/")
        adviser.reads("Quel cahier, et pour qui ?")
        assert adviser.page.locator("[name='reached_aims']").count() == 0
        adviser.fill(practices="Un carnet commun.")
        adviser.press("Enregistrer et remettre à l’OFQJ")
        adviser.reads("Votre bilan est remis.")


def the_officer_closes(journey: Journey) -> None:
    with journey.come(journey.world.officer) as officer:
        officer.go(f"/projets/{journey.project.number}/")
        officer.follow("Lire", exact=True)
        officer.reads("Un carnet commun.")
        officer.press("Accepter et clore")
        officer.reads("Le dossier est clos.")


def the_adviser_gives_the_account(journey: Journey) -> None:
    with journey.come(journey.world.adviser) as adviser:
        adviser.go(f"/projets/{journey.project.number}/")
        adviser.follow("Les donner")
        adviser.fill(password=DEMO_PASSWORD)
        adviser.press("Confirmer")
        adviser.fill(holder="Mission Locale des Deux-Rives", iban="FR76 3000 6000 0112 3456 7890 189")
        adviser.press("Enregistrer les coordonnées")
        adviser.reads("compte finissant par 0189")


def finance_pays(journey: Journey, amount: str) -> None:
    """Finance has an order made, takes its file to the bank, and says what the bank paid."""
    with journey.come(journey.world.finance) as finance:
        finance.go("/")
        finance.follow("Préparer un ordre de paiement")
        finance.follow("Préparer l’ordre")
        finance.fill(password=DEMO_PASSWORD)
        finance.press("Confirmer")
        finance.press("Préparer l’ordre")
        finance.reads("Ordre préparé")
        wait_for_jobs()
        finance.follow("OP-")
        with finance.page.expect_download() as taken:
            finance.page.get_by_role("link", name="Télécharger le fichier").click()
        with open(taken.value.path(), "rb") as order:
            assert f'<InstdAmt Ccy="EUR">{amount}</InstdAmt>' in order.read().decode()
        finance.follow("Confirmer l’ordre")
        finance.press("Confirmer l’ordre")
        finance.reads("Ordre confirmé.")
    assert not BankDetails.objects.exists()


def the_committee_takes_the_report(journey: Journey) -> bytes:
    """Open the report of the year, ask for its paper, and take it once the worker has made it."""
    travel_to(2028, 1, 15)
    with journey.come(journey.world.committee) as committee:
        committee.go("/bilans/")
        committee.follow("Ouvrir un bilan")
        committee.fill(period="2027")
        committee.press("Ouvrir le bilan")
        committee.go("/bilans/2027/")
        committee.follow("Établir le document")
        committee.press("Établir le document")
        wait_for_jobs()
        committee.go("/bilans/2027/")
        with committee.page.expect_download() as taken:
            committee.page.get_by_role("link", name="Télécharger le PDF").click()
        with open(taken.value.path(), "rb") as paper:
            return paper.read()


# ---- the paper ------------------------------------------------------------------------------------------------------


def assert_paper_is_for_everybody(paper: bytes) -> None:
    """A tagged document, in French, with a title, provisional until the vote."""
    with pikepdf.open(io.BytesIO(paper)) as pdf:
        assert pdf.Root.MarkInfo.Marked
        assert pdf.Root.StructTreeRoot
        assert str(pdf.Root.Lang) == "fr"
        assert str(pdf.docinfo["/Title"])
    assert "provisoire" in words_of(paper)


def words_of(paper: bytes) -> str:
    pages = (page.extract_text() for page in pypdf.PdfReader(io.BytesIO(paper)).pages)
    return " ".join(" ".join(pages).split())


def young_people_gone_in_2027() -> int:
    """Count them without the portal's own code."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT count(DISTINCT participant_id) FROM participants_participation
            JOIN projects_project ON projects_project.id = project_id
            WHERE projects_project.departed_on BETWEEN '2027-01-01' AND '2027-12-31'
            AND participants_participation.state IN ('departed', 'returned', 'interrupted')
            """
        )
        return cursor.fetchone()[0]
