"""What blocks a payment is named, to the structure and to finance alike, each with the button of who can lift it."""

import pytest

from partners.tests.factories import MembershipFactory, member
from projects.models import Grant
from projects.queries.grant_money import project_money, ready_to_pay
from projects.tests.factories import ProjectFactory
from projects.tests.money_factories import awarded, with_account

pytestmark = pytest.mark.django_db


def lines(project, user):
    return project_money(project, user)[0].lines


def codes(project, user, rank=1):
    return [missing.code for missing in lines(project, user)[rank].missing]


@pytest.mark.parametrize(
    ("agreed", "expected"),
    [
        ("waiting_carrier", ["carrier_signature", "bank_details"]),
        ("waiting_ofqj", ["ofqj_signature", "bank_details"]),
        ("signed", ["bank_details"]),
    ],
)
def test_an_advance_waits_for_both_signatures_and_an_account(agreed, expected):
    project = ProjectFactory(accepted=True)
    awarded(project, agreed=agreed)
    assert codes(project, MembershipFactory(finance=True).user, 0) == expected


def test_before_any_agreement_there_is_no_instalment_and_the_section_has_the_button():
    project = ProjectFactory(accepted=True)
    awarded(project, agreed=None)
    assert lines(project, MembershipFactory(finance=True).user) == ()


@pytest.mark.parametrize(
    ("state", "expected"),
    [
        ("accepted", ["departure", "report"]),
        ("ongoing", ["return"]),
        ("report_due", ["report"]),
        ("report_incomplete", ["report"]),
        ("report_submitted", ["closing"]),
        ("closed", []),
    ],
)
def test_a_balance_waits_for_what_comes_after(state, expected):
    project = ProjectFactory(**{state: True})
    with_account(awarded(project).grant)
    assert codes(project, MembershipFactory(finance=True).user) == expected


def test_each_thing_has_a_button_for_who_can_lift_it_and_its_name_for_the_others():
    project = ProjectFactory(accepted=True)
    awarded(project)
    seen = {
        "adviser": member(project.carrier),
        "decider": MembershipFactory(decider_fr=True).user,
        "finance": MembershipFactory(finance=True).user,
    }
    found = {who: lines(project, user)[1].missing for who, user in seen.items()}
    assert {tuple(missing.what for missing in things) for things in found.values()} == {
        ("les coordonnées bancaires", "le départ du groupe", "le bilan du séjour")
    }
    assert [missing.action for missing in found["adviser"]] == ["Les donner", "Noter le départ", ""]
    assert all(not missing.url for who in ("decider", "finance") for missing in found[who])
    assert {missing.who for missing in found["finance"]} == {project.carrier.name}


def test_the_officer_has_the_button_that_closes():
    project = ProjectFactory(report_submitted=True)
    with_account(awarded(project).grant)
    (closing,) = lines(project, MembershipFactory(officer_fr=True).user)[1].missing
    assert (closing.action, closing.url) == ("Lire et clore", f"/projets/{project.number}/bilan/")


def test_what_nothing_blocks_is_ready_to_pay():
    project = ProjectFactory(closed=True)
    with_account(awarded(project).grant)
    ready = ready_to_pay(lines(project, MembershipFactory(finance=True).user))
    assert [(line.instalment.kind, line.amount.amount) for line in ready] == [("advance", 3200), ("balance", 800)]


def test_the_balance_takes_what_a_smaller_group_leaves():
    project = ProjectFactory(closed=True)
    grant = awarded(project).grant
    Grant.objects.filter(pk=grant.pk).update(recomputed_amount="3000.00")
    found = [(line.instalment.kind, line.amount.amount) for line in lines(project, member(project.carrier))]
    assert found == [("advance", 3000), ("balance", 0)]


@pytest.mark.parametrize("count", [1, 3])
def test_the_money_of_a_dossier_costs_the_same(client, count, django_assert_max_num_queries):
    project = ProjectFactory(accepted=True)
    decision = awarded(project)
    for rank in range(3, 3 + count):
        decision.grant.instalments.create(position=rank, kind="advance", planned_amount=1, currency="EUR")
    client.force_login(member(project.carrier))
    with django_assert_max_num_queries(8):
        assert client.get(f"/projets/{project.number}/versements/").status_code == 200
