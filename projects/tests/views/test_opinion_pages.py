"""Opinions hidden until one's own is given, scores with their computation, ties declared on the pages."""

from decimal import Decimal

import pytest
from django.urls import reverse

from partners.tests.factories import MembershipFactory, member
from projects.models import ConflictDeclaration, Review
from projects.services.conflict import declare_conflict
from projects.services.review import give_review
from projects.tests.factories import GRID, CallFactory, ProjectFactory
from projects.tests.money_factories import ReviewFactory

pytestmark = pytest.mark.django_db
CANARY = "CANARI de ma collègue"
REASON = "Mon frère y travaille."


@pytest.fixture
def scored():
    return ProjectFactory(under_review=True, call=CallFactory(always_open=True, score_grid=GRID))


def page(client, name, *args):
    return client.get(reverse(f"projects:{name}", args=args)).content.decode()


def judged(project, now, comment, opinion="favourable", **scores):
    by = MembershipFactory(officer_fr=True).user
    return give_review(project=project, opinion=opinion, comment=comment, scores=scores, by=by, now=now)


def test_a_reviewer_reads_her_colleagues_once_she_has_given_hers(client, officer, scored, now):
    judged(scored, now, CANARY, effect=5, partners=4)
    client.force_login(officer)
    pages = [page(client, "review", scored.number), page(client, "detail", scored.number)]
    pages += [page(client, "queue"), page(client, "decision", scored.number)]
    assert [CANARY in text for text in pages] == [False] * 4
    assert "Un avis est déjà donné" in pages[0]

    posted = {"opinion": "unfavourable", "comment": "Trop cher.", "note_effect": "1", "note_partners": "2"}
    answer = client.post(reverse("projects:opinion", args=[scored.number]), posted)

    assert answer.status_code == 302
    text = page(client, "review", scored.number)
    assert [CANARY in text, "les avis divergent" in text, "Revoir mon avis" in text] == [True] * 3


def test_a_decider_who_does_not_review_reads_them_all(client, decider, scored, now):
    given = judged(scored, now, CANARY, effect=5, partners=4)
    client.force_login(decider)
    assert CANARY in page(client, "review", scored.number)
    assert str(given.reviewer) in page(client, "decisions")


def test_once_answered_nothing_is_hidden_any_more(client, officer, now):
    accepted = ProjectFactory(accepted=True)
    ReviewFactory(project=accepted, comment=CANARY)
    client.force_login(officer)
    assert CANARY in page(client, "review", accepted.number)


def test_the_computation_of_a_score_is_laid_out(client, decider, scored, now):
    judged(scored, now, "Bien.", effect=4, partners=5, budget=7)
    client.force_login(decider)
    assert "87\N{NO-BREAK SPACE}/\N{NO-BREAK SPACE}100" in page(client, "review", scored.number)
    rows = client.get(reverse("projects:review", args=[scored.number])).context["opinions"].rows
    assert [point.points for point in rows[0].points] == [Decimal("40.00"), Decimal("40.00"), Decimal("7.00")]


def test_a_score_off_its_scale_is_refused_beside_its_field_and_the_rest_is_kept(client, officer, scored):
    client.force_login(officer)
    posted = {"opinion": "favourable", "comment": "Bien.", "note_effect": "9", "note_partners": ""}
    answer = client.post(reverse("projects:opinion", args=[scored.number]), posted)
    assert sorted(answer.context["form"].errors) == ["note_effect", "note_partners"]
    assert "Bien." in answer.content.decode()
    assert not Review.objects.exists()


def test_an_opinion_is_shown_again_with_its_scores(client, officer, scored, now):
    give_review(
        project=scored, opinion="favourable", comment="A", scores={"effect": 3, "partners": 2}, by=officer, now=now
    )
    client.force_login(officer)
    form = client.get(reverse("projects:opinion", args=[scored.number])).context["form"]
    assert (form["note_effect"].value(), form["note_partners"].value()) == (3, 2)


def test_everybody_reads_on_what_projects_are_judged(client, scored):
    assert "Effet pour les jeunes" in page(client, "call", scored.call.code)


@pytest.mark.parametrize("count", [1, 3])
def test_the_desk_costs_the_same_whatever_the_opinions(client, decider, scored, now, count, django_assert_num_queries):
    for _ in range(count):
        judged(scored, now, "Bien.", effect=4, partners=5)
    client.force_login(decider)
    with django_assert_num_queries(6):
        page(client, "review", scored.number)


def test_a_declared_tie_makes_the_dossier_disappear_and_the_others_read_only_that(client, officer, decider, project):
    client.force_login(officer)
    declare = reverse("projects:declare_conflict", args=[project.number])
    assert "Vous ne verrez plus ce dossier" in client.get(declare).content.decode()
    assert client.post(declare, {"reason": ""}).status_code == 200
    answer = client.post(declare, {"reason": REASON}, follow=True)
    assert f"{project.number} n’est plus sur votre bureau" in answer.content.decode()
    for name in ("review", "detail", "opinion", "assign", "decision", "declare_conflict"):
        assert client.get(reverse(f"projects:{name}", args=[project.number])).status_code == 404
    assert project.title not in page(client, "queue")
    client.force_login(decider)
    texts = [page(client, "review", project.number), page(client, "decision", project.number)]
    assert [("conflit déclaré" in text, REASON in text) for text in texts] == [(True, False)] * 2
    assert "N’ont pas pris part" in texts[1]


def test_a_structure_reads_nothing_of_it(client, officer, project, now):
    declare_conflict(project=project, reason=REASON, by=officer, now=now)
    client.force_login(member(project.carrier))
    texts = [page(client, "detail", project.number), page(client, "decision", project.number)]
    assert ["onflit" in text for text in texts] == [False, False]


def test_only_a_decider_of_the_section_lifts_a_tie(client, officer, decider, project, now):
    declared = declare_conflict(project=project, reason=REASON, by=officer, now=now)
    lift = reverse("projects:lift_conflict", args=[project.number, declared.pk])
    client.force_login(MembershipFactory(officer_fr=True).user)
    assert client.get(lift).status_code == 403
    client.force_login(decider)
    assert client.post(lift, {"reason": "Il est parti."}).status_code == 302
    assert client.get(lift).status_code == 404
    assert ConflictDeclaration.objects.get().lifted_by == decider


def test_the_data_protection_officer_alone_reads_the_reasons(client, officer, decider, project, now):
    url = reverse("privacy:conflicts")
    dpo = MembershipFactory(dpo=True).user
    client.force_login(dpo)
    assert "Aucun conflit déclaré" in client.get(url).content.decode()
    declare_conflict(project=project, reason=REASON, by=officer, now=now)
    assert REASON in client.get(url).content.decode()
    client.force_login(decider)
    assert client.get(url).status_code == 404
