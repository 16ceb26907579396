"""Plans in the browser: an action and its ties, who writes and who reads, the years side by side."""

import pytest
from django.urls import reverse

from conventions.enums import PlanState
from conventions.models import Action, ActionPlan
from conventions.tests.factories import ActionFactory, PlanFactory

pytestmark = pytest.mark.django_db


def address(name, plan, *args):
    return reverse(f"conventions:{name}", args=[plan.convention.slug, plan.year, *args])


@pytest.fixture
def action(people, year_2025):
    plan = PlanFactory(year=2025)
    ActionPlan.objects.filter(pk=plan.pk).update(state=PlanState.DRAFT)
    return ActionFactory(plan=plan, number=1, title="Séjours", calls=[year_2025.to_quebec], target=3)


def form_of(knock, who, url):
    shown = knock(who, url).context["form"]
    return {name: value for name in shown.fields if (value := shown[name].value()) not in (None, "")}


def test_an_action_is_changed_in_the_browser_and_nobody_is_overwritten(people, knock, action, year_2025):
    url = address("action_change", action.plan, 1)
    data = form_of(knock, people.officer_fr, url) | {
        "partners": ["ofqj_fr", "rcjeq"], "projects": year_2025.third.number, "target_deeds": "2",
        "funder_2": "Région", "amount_2": "1 500,00", "currency_2": "EUR",
    }  # fmt: skip
    assert knock(people.officer_fr, url, data).status_code == 302
    action.refresh_from_db()
    assert (action.partners, list(action.projects.all())) == (["rcjeq"], [year_2025.third])
    assert list(action.calls.all()) == [year_2025.to_quebec]
    late = knock(people.member_unml, url, data | {"title": "La mienne"})
    assert (late.status_code, "La mienne" in late.content.decode()) == (409, True)
    shown = form_of(knock, people.officer_fr, url)
    assert (shown["projects"], shown["funder"], shown["target_deeds"]) == (year_2025.third.number, "Région", 2)


@pytest.mark.parametrize(
    "wrong",
    [{"projects": "OFQJ-1999-0001"}, {"funder_2": "Région"}, {"target_deeds": "0"}, {"partners": ["autre"]},
     {"funder": "A", "amount": "1", "currency": "EUR", "funder_3": "A", "amount_3": "2", "currency_3": "EUR"}],
)  # fmt: skip
def test_what_makes_no_sense_is_refused_with_its_reason(people, knock, action, wrong):
    url = address("action_change", action.plan, 1)
    answer = knock(people.officer_fr, url, form_of(knock, people.officer_fr, url) | wrong)
    assert (answer.status_code, bool(answer.context["form"].errors)) == (200, True)
    action.refresh_from_db()
    assert action.version == 1


def test_an_action_is_tied_in_the_browser_after_the_vote_by_whoever_keeps_plans(people, knock, action, year_2025):
    ActionPlan.objects.filter(pk=action.plan.pk).update(
        state=PlanState.PROPOSED, proposed_at=year_2025.first.decided_at
    )
    assert knock(people.officer_fr, address("action_change", action.plan, 1)).status_code == 409
    url = address("action_tie", action.plan, 1)
    assert knock(people.adviser, url).status_code == 403
    data = form_of(knock, people.member_qc, url) | {"projects": year_2025.third.number.lower()}
    assert knock(people.member_qc, url, data).status_code == 302
    assert (list(action.projects.all()), list(action.calls.all())) == ([year_2025.third], [year_2025.to_quebec])
    late = knock(people.officer_fr, url, data | {"projects": ""})
    assert (late.status_code, "relisez-la" in late.content.decode()) == (409, True)


def test_a_dossier_that_is_not_accepted_cannot_be_tied(people, knock, action, year_2025):
    url = address("action_change", action.plan, 1)
    for project in (year_2025.waiting, year_2025.refused):
        data = form_of(knock, people.member_unml, url) | {"projects": project.number}
        assert "Aucun dossier accepté" in knock(people.member_unml, url, data).content.decode()


def test_the_page_of_an_action_shows_its_ties_and_names_dossiers_only_to_whoever_lists_them(
    people, knock, action, year_2025
):
    url = action.get_absolute_url()
    for role in ("member_unml", "adviser", "officer_fr"):
        text = knock(getattr(people, role), url).content.decode()
        for words in ("il manque 1", "acceptés 2, partis 2", "10\u202f500,50"):
            assert words in text, (role, words)
        assert (year_2025.first.number in text) == (role == "officer_fr")


def test_actions_are_carried_over_and_removed_in_the_browser(people, knock, action):
    following = PlanFactory(year=2026)
    assert "Reprendre des actions" in knock(people.member_unml, following.get_absolute_url()).content.decode()
    url = address("plan_carry", following)
    assert knock(people.adviser, url).status_code == 403
    assert knock(people.member_unml, url, {"actions": [action.pk]}).status_code == 302
    carried = Action.objects.get(plan=following)
    assert knock(people.member_unml, url, {"actions": [action.pk]}).status_code == 200
    assert "D’année en année" in knock(people.adviser, carried.get_absolute_url()).content.decode()
    text = knock(people.adviser, reverse("conventions:plans", args=[following.convention.slug])).content.decode()
    assert "reprise de l’année d’avant" in text
    assert knock(people.member_unml, address("action_remove", following, carried.number), {}).status_code == 302
    assert Action.objects.get() == action


@pytest.mark.parametrize("count", [1, 3])
def test_the_pages_of_plans_take_the_same_queries_whatever_there_is(
    people, client, action, year_2025, count, django_assert_num_queries
):
    for number in range(2, 1 + count):
        ActionFactory(plan=action.plan, number=number, projects=[year_2025.third])
    client.force_login(people.officer_fr)
    pages = {
        action.plan.get_absolute_url(): PLAN_QUERIES,
        action.get_absolute_url(): ACTION_QUERIES,
        reverse("conventions:plans", args=[action.plan.convention.slug]): YEARS_QUERIES,
    }
    for url, queries in pages.items():
        client.get(url)
        with django_assert_num_queries(queries):
            client.get(url)


PLAN_QUERIES = 11
ACTION_QUERIES = 12
YEARS_QUERIES = 10
