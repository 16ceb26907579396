"""An opinion asked outside by a link: asked, read, given or declined, taken back, sent again, reminded once."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse

from ofqj_portal.core.errors import WrongState
from ofqj_portal.core.models import ActionLink, JournalEntry, OutboxMail
from partners.tests.factories import ContactFactory, MembershipFactory, member
from projects.models import ExternalOpinion
from projects.periodic import remind_external_opinions
from projects.queries.opinions import opinions_on
from projects.services.decision import NotReadyToDecide, award_share
from projects.services.external_opinion import (
    ASKED_A_DAY,
    OutsiderRefused,
    ask_external_opinion,
    send_again,
    withdraw_external_opinion,
)
from projects.services.review import ConflictOfInterest, NotAnOfficer, NothingAsked, give_review
from projects.tests.factories import GRID, CallFactory, ExternalOpinionFactory, ProjectFactory
from projects.tests.money_factories import ReviewFactory

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
DUE_ON = date(2026, 3, 20)
SECRET = "Le calendrier est trop serré, dit une voisine."
SCORES = {"effect": 5, "partners": 5}
NOTE = "CANARI une note interne"


@pytest.fixture
def project():
    return ProjectFactory(under_review=True, call=CallFactory(always_open=True, score_grid=GRID))


@pytest.fixture
def officer():
    return MembershipFactory(officer_fr=True).user


def ask(project, by, **more):
    facts = {"name": "Camille Exemple", "email": "camille@exemple.test", "question": "Est-ce tenable ?"}
    return ask_external_opinion(project=project, by=by, now=NOW, **({"due_on": DUE_ON} | facts | more))


def path_of(kind="projects.external_opinion_asked"):
    mail = OutboxMail.objects.filter(kind=kind, state="queued").latest("created_at")
    return reverse("projects:external_opinion", args=[mail.secret])


def given(**more):
    words = {"opinion": "unfavourable", "comment": SECRET, "note_effect": "4", "note_partners": "2"}
    return {"has_no_tie": "on"} | words | more


def test_reading_the_link_does_nothing_and_a_post_gives_the_opinion_on_the_grid(project, officer):
    asked, visitor = ask(project, officer), Client()
    path, lines = path_of(), JournalEntry.objects.count()
    page = visitor.get(path)
    assert page.status_code == 200
    assert visitor.head(path).status_code == 200
    asked.refresh_from_db()
    assert (asked.state, JournalEntry.objects.count()) == ("waiting", lines)

    assert visitor.post(path, given()).status_code == 200

    asked.refresh_from_db()
    assert (asked.state, asked.opinion, asked.comment) == ("given", "unfavourable", SECRET)
    assert asked.score > Decimal(0)
    assert visitor.get(path).status_code == 404
    assert visitor.post(path, given(comment="Encore")).status_code == 404
    told = OutboxMail.objects.get(kind="projects.external_opinion_answered")
    assert (told.to_user_id, SECRET in f"{told.subject} {told.text} {told.html}") == (officer.pk, False)
    entry = JournalEntry.objects.filter(verb="project.external_opinion_given").get()
    assert (entry.by_id, entry.facts["asked"]) == (None, asked.pk)


def test_the_link_shows_the_project_and_nobody_no_note_no_opinion(client, project, officer):
    adviser = member(project.carrier, first_name="Ada", last_name="Lovelace-Canari")
    colleague = MembershipFactory(officer_fr=True).user
    give_review(project=project, opinion="favourable", comment=NOTE, scores=SCORES, by=colleague, now=NOW)
    client.force_login(officer)
    client.post(reverse("projects:add_note", args=[project.number]), {"body": "CANARI une note"})
    ask(project, officer)
    text = Client().get(path_of()).content.decode()
    assert [words in text for words in (project.title, project.carrier.name, "Est-ce tenable")] == [True] * 3
    hidden = (
        "Programme d’observation",
        "CANARI",
        "Lovelace-Canari",
        adviser.email,
        str(colleague),
        officer.email,
        "/fichiers/",
    )
    assert [words for words in hidden if words in text] == []


@pytest.mark.parametrize(
    ("typed", "said"),
    [({"has_no_tie": ""}, "pas de lien"), ({"comment": " "}, "obligatoire"), ({"note_effect": "99"}, "inférieur")],
)
def test_what_cannot_be_taken_is_said_and_nothing_typed_is_lost(project, officer, typed, said):
    asked = ask(project, officer)
    page = Client().post(path_of(), given(**typed)).content.decode()
    assert said in page
    assert "Le calendrier est trop serré" in page or typed.get("comment")
    asked.refresh_from_db()
    assert asked.state == "waiting"
    assert Client().post(path_of(), given()).status_code == 200


def test_a_tie_is_said_with_a_button_and_ends_the_demand(client, project, officer):
    asked = ask(project, officer)
    assert "C’est noté" in Client().post(path_of(), {"intent": "tie"}).content.decode()
    asked.refresh_from_db()
    assert (asked.state, asked.opinion) == ("tied", "")
    client.force_login(officer)
    assert "Lien avec le dossier" in client.get(reverse("projects:review", args=[project.number])).content.decode()


def test_it_is_read_among_the_opinions_once_ones_own_is_given_and_counts_in_no_mean(client, project, officer):
    ExternalOpinionFactory(project=project, state="given", ended_at=NOW, opinion="unfavourable", comment=SECRET)
    client.force_login(officer)
    review = reverse("projects:review", args=[project.number])
    hidden = client.get(review).content.decode()
    assert ("avis extérieur" in hidden, SECRET in hidden) == (True, False)
    give_review(project=project, opinion="favourable", comment="Bien.", scores=SCORES, by=officer, now=NOW)
    shown = client.get(review).content.decode()
    assert (SECRET in shown, "Dit n’avoir aucun lien" in shown) == (True, True)
    assert (opinions_on(project, officer).mean, opinions_on(project, officer).diverge) == (Decimal(100), False)
    client.force_login(member(project.carrier))
    dossier = client.get(project.get_absolute_url()).content.decode()
    assert (SECRET in dossier, "Avis extérieur" in dossier) == (False, False)


def test_it_never_stands_for_the_review_that_a_decision_needs(project):
    ExternalOpinionFactory(project=project, state="given", ended_at=NOW, opinion="favourable", comment="Oui.")
    decider = MembershipFactory(decider_fr=True).user
    with pytest.raises(NotReadyToDecide):
        award_share(project=project, section="fr", amount=None, by=decider, now=NOW)


@pytest.mark.parametrize(
    ("more", "refusal"),
    [({"name": " "}, NothingAsked), ({"question": " "}, NothingAsked), ({"due_on": date(2026, 3, 1)}, NothingAsked)],
)
def test_one_says_whom_one_asks_what_and_for_when(project, officer, more, refusal):
    with pytest.raises(refusal):
        ask(project, officer, **more)
    assert not ActionLink.objects.exists()


def test_people_of_the_dossier_are_not_asked_nor_anybody_twice(project, officer):
    ContactFactory(structure=project.carrier, email="contact@ml.test")
    for email in (member(project.carrier).email, "CONTACT@ml.test"):
        with pytest.raises(OutsiderRefused):
            ask(project, officer, email=email)
    ask(project, officer)
    with pytest.raises(OutsiderRefused):
        ask(project, officer, email="CAMILLE@exemple.test")


def test_only_who_reviews_it_asks_while_it_is_under_review(project, officer):
    with pytest.raises(NotAnOfficer):
        ask(project, MembershipFactory(decider_fr=True).user)
    with pytest.raises(ConflictOfInterest):
        ask(project, member(project.carrier))
    with pytest.raises(WrongState):
        ask(ProjectFactory(submitted=True), officer)


def test_five_links_a_day_and_no_more(project, officer):
    for number in range(ASKED_A_DAY):
        ask(project, officer, email=f"{number}@exemple.test")
    with pytest.raises(OutsiderRefused):
        ask(project, officer, email="six@exemple.test")
    with pytest.raises(NothingAsked):
        send_again(asked=ExternalOpinion.objects.first(), by=officer, now=NOW)


def test_taken_back_or_sent_again_the_former_link_opens_nothing(project, officer):
    asked = ask(project, officer)
    first = path_of()
    send_again(asked=asked, by=officer, now=NOW)
    second = path_of()
    assert [Client().get(path).status_code for path in (first, second)] == [404, 200]
    withdraw_external_opinion(asked=asked, by=officer, now=NOW)
    assert [Client().post(path, given()).status_code for path in (first, second)] == [404, 404]
    with pytest.raises(WrongState):
        withdraw_external_opinion(asked=asked, by=officer, now=NOW)


def test_the_link_opens_nothing_once_it_is_too_old_or_the_review_is_over(project, officer):
    ask(project, officer)
    path = path_of()
    project.state, project.withdrawn_at = "withdrawn", NOW
    project.save(update_fields=["state", "withdrawn_at"])
    assert "n’est plus attendu" in Client().post(path, given()).content.decode()
    ActionLink.objects.update(expires_at=NOW - timedelta(days=900), issued_at=NOW - timedelta(days=901))
    assert "son délai est passé" in Client().get(path).content.decode()


def test_a_reminder_leaves_once_with_a_link_of_its_own_beside_the_first(project, officer):
    asked = ask(project, officer)
    remind_external_opinions(NOW)
    assert not OutboxMail.objects.filter(kind="projects.external_opinion_reminder").exists()
    for _day in range(2):
        remind_external_opinions(asked.due_at - timedelta(days=2))
    assert OutboxMail.objects.filter(kind="projects.external_opinion_reminder").count() == 1
    first, reminder = path_of(), path_of("projects.external_opinion_reminder")
    assert Client().post(reminder, given()).status_code == 200
    assert Client().post(first, given()).status_code == 404


def test_an_officer_asks_sends_again_and_takes_back_on_her_pages(client, project, officer):
    client.force_login(officer)
    typed = {"name": "Camille", "email": "c@exemple.test", "question": "Tenable ?", "due_on": "2999-01-01"}
    assert client.post(reverse("projects:external_ask", args=[project.number]), typed).status_code == 302
    asked = project.external_opinions.get()
    again, back = (
        reverse(f"projects:external_{act}", args=[project.number, asked.pk]) for act in ("again", "withdraw")
    )
    review = client.get(reverse("projects:review", args=[project.number])).content.decode()
    assert (again in review, back in review) == (True, True)
    for act in (again, back, back):
        assert client.post(act).status_code == 302
    asked.refresh_from_db()
    mails = OutboxMail.objects.filter(kind="projects.external_opinion_asked")
    assert (asked.state, {mail.state for mail in mails}) == ("withdrawn", {"withdrawn"})


@pytest.mark.parametrize("count", [1, 3])
def test_the_desk_costs_the_same_whatever_was_asked_outside(client, project, officer, count, django_assert_num_queries):
    ReviewFactory(project=project, reviewer=officer)
    for _number in range(count):
        ExternalOpinionFactory(project=project, asked_by=officer)
    client.force_login(officer)
    with django_assert_num_queries(7):
        client.get(reverse("projects:review", args=[project.number]))
