"""Who sees whom: every role at every door of a group and of a person (architecture §7)."""

import pytest
from django.urls import reverse

from ofqj_portal.core.models import Reading
from participants.tests.conftest import BEFORE, DURING, actor
from participants.tests.factories import (
    OpportunityProfileFactory,
    OpportunityRightFactory,
    ParticipantFactory,
    ParticipationFactory,
)
from projects.enums import ProjectState
from projects.models import Project
from projects.tests.factories import ProjectFactory

pytestmark = pytest.mark.django_db
CANARY = "Canari-Nom-De-Famille"
OUTSIDE = ["other_section", "finance", "unml", "arml", "dpo", "admin", "stranger", "stranger_abroad", "nobody"]


@pytest.fixture
def lila(accepted):
    """Somebody whose family name, phone and categories must not leak."""
    row = ParticipationFactory(
        project=accepted,
        confirmed=True,
        participant__first_name="Lila",
        participant__last_name=CANARY,
        participant__phone="06 99 88 77 66",
    )
    OpportunityProfileFactory(participant=row.participant, codes=["handicap"])
    return row


def seen_by(client, role, project, url) -> object:
    client.force_login(actor(role, project))
    return client.get(url)


def group_url(project) -> str:
    return reverse("participants:group", args=[project.number])


# ---- the group ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("role", ["adviser", "manager", "officer", "decider"])
def test_carriers_and_the_section_that_reviews_or_pays_see_the_group(client, accepted, lila, role):
    page = seen_by(client, role, accepted, group_url(accepted))
    assert (page.status_code, CANARY in page.content.decode()) == (200, True)
    assert page.headers["Cache-Control"] == "private, no-store"


@pytest.mark.parametrize("role", OUTSIDE)
def test_the_group_is_not_there_for_anybody_else(client, accepted, lila, role):
    page = seen_by(client, role, accepted, group_url(accepted))
    assert (page.status_code, CANARY in page.content.decode()) == (404, False)


def test_nobody_signed_in_is_sent_to_sign_in(client, accepted, lila):
    page = client.get(group_url(accepted))
    assert (page.status_code, page.url.split("?")[0]) == (302, "/connexion/")


def test_a_host_sees_counts_and_first_names_only(client, accepted, lila):
    page = seen_by(client, "host", accepted, group_url(accepted))
    text = page.content.decode()
    assert (page.status_code, "Lila" in text) == (200, True)
    assert [leak for leak in (CANARY, "06 99", "Handicap", "2004") if leak in text] == []


@pytest.mark.parametrize("state", ["submitted", "under_review", "refused", "cancelled"])
def test_a_host_sees_nothing_of_a_group_that_is_not_accepted(client, state):
    project = ProjectFactory(**{state: True})
    ParticipationFactory(project=project, participant__last_name=CANARY)
    assert seen_by(client, "host", project, group_url(project)).status_code == 404


@pytest.mark.parametrize("state", [state for state in ProjectState if state not in ("draft", "withdrawn")])
def test_a_section_reads_names_while_it_reviews_or_pays(client, state):
    project = ProjectFactory(**{state.value: True})
    ParticipationFactory(project=project, participant__last_name=CANARY)
    closed = {"refused", "closed_without_action", "closed", "cancelled"}
    page = seen_by(client, "officer", project, group_url(project))
    assert page.status_code == (404 if state in closed else 200)


def test_a_leader_sees_the_group_during_the_stay_only(client, clock, accepted, lila):
    leader = actor("leader", accepted)
    for instant, status in ((BEFORE, 404), (DURING, 200)):
        clock(instant)
        client.force_login(leader)
        page = client.get(group_url(accepted))
        assert page.status_code == status
    assert "06 99 88 77 66" in page.content.decode()


def test_names_read_from_outside_are_written_down(client, accepted, lila):
    seen_by(client, "adviser", accepted, group_url(accepted))
    assert Reading.objects.count() == 0
    seen_by(client, "officer", accepted, group_url(accepted))
    assert [reading.purpose for reading in Reading.objects.all()] == ["participants.group"]


@pytest.mark.parametrize("role", ["officer", "decider", "host"])
def test_only_carriers_act_on_a_group(client, accepted, lila, role):
    client.force_login(actor(role, accepted))
    for name in ("group_add", "group_new", "team_add", "departure"):
        assert client.get(reverse(f"participants:{name}", args=[accepted.number])).status_code == 403
    for name in ("participation", "withdraw", "situations"):
        assert client.get(reverse(f"participants:{name}", args=[accepted.number, lila.pk])).status_code == 403
    confirm = client.post(reverse("participants:confirm", args=[accepted.number, lila.pk]))
    assert confirm.status_code == 403


def test_somebody_of_another_group_is_not_in_this_one(client, accepted, adviser):
    stranger = ParticipationFactory(ready=True)
    client.force_login(adviser)
    url = reverse("participants:participation", args=[accepted.number, stranger.pk])
    assert client.get(url).status_code == 404


# ---- a person -------------------------------------------------------------------------------------------------------


def test_her_own_structure_reads_all_of_a_person(client, accepted, lila):
    page = seen_by(client, "adviser", accepted, lila.participant.get_absolute_url())
    assert (page.status_code, "06 99 88 77 66" in page.content.decode()) == (200, True)
    assert page.headers["Cache-Control"] == "private, no-store"
    assert list(Reading.objects.values_list("purpose", flat=True)) == ["participants.own_person"]  # for her to see


@pytest.mark.parametrize("role", ["officer", "decider"])
def test_the_section_reads_what_a_decision_needs_and_is_written_down(client, accepted, lila, role):
    page = seen_by(client, role, accepted, lila.participant.get_absolute_url())
    assert (page.status_code, "06 99 88 77 66" in page.content.decode()) == (200, False)
    assert [reading.purpose for reading in Reading.objects.all()] == ["participants.person"]


@pytest.mark.parametrize("role", ["host", *OUTSIDE])
def test_a_person_is_not_there_for_anybody_else(client, accepted, lila, role):
    page = seen_by(client, role, accepted, lila.participant.get_absolute_url())
    assert (page.status_code, CANARY in page.content.decode()) == (404, False)


def test_a_leader_reads_a_person_of_the_stay_during_it(client, clock, accepted, lila):
    clock(DURING)
    assert seen_by(client, "leader", accepted, lila.participant.get_absolute_url()).status_code == 200
    unconfirmed = ParticipationFactory(project=accepted).participant
    assert client.get(unconfirmed.get_absolute_url()).status_code == 404


@pytest.mark.parametrize("name", ["edit", "consents"])
def test_only_her_structure_writes_about_a_person(client, accepted, lila, name):
    url = reverse(f"participants:{name}", args=[lila.participant_id])
    assert seen_by(client, "adviser", accepted, url).status_code == 200
    assert seen_by(client, "officer", accepted, url).status_code == 403
    assert seen_by(client, "stranger", accepted, url).status_code == 404


@pytest.mark.parametrize("role", ["officer", "finance", "unml", "dpo", "admin", "nobody"])
def test_the_list_is_for_structures_that_follow_people(client, accepted, lila, role):
    assert seen_by(client, role, accepted, reverse("participants:people")).status_code == 404


def test_the_list_shows_the_readers_own_people(client, accepted, lila):
    mine = seen_by(client, "adviser", accepted, reverse("participants:people")).content.decode()
    theirs = seen_by(client, "stranger", accepted, reverse("participants:people")).content.decode()
    assert (CANARY in mine, CANARY in theirs) == (True, False)


# ---- JAMO -----------------------------------------------------------------------------------------------------------


def test_a_profile_opens_with_the_right_only_and_each_opening_is_written_down(client, accepted, lila):
    adviser = actor("adviser", accepted)
    client.force_login(adviser)
    url = reverse("participants:opportunities", args=[lila.participant_id])
    assert client.get(url).status_code == 403
    OpportunityRightFactory(structure=accepted.carrier, user=adviser)
    page = client.get(url)
    assert (page.status_code, "Handicap" in page.content.decode()) == (200, True)
    assert [reading.purpose for reading in Reading.objects.all()] == ["participants.opportunities"]


def test_a_right_taken_back_or_held_elsewhere_opens_nothing(client, accepted, lila):
    adviser = actor("adviser", accepted)
    OpportunityRightFactory(structure=accepted.carrier, user=adviser, revoked_at=BEFORE)
    OpportunityRightFactory(structure=ParticipantFactory().structure, user=adviser)
    client.force_login(adviser)
    assert client.get(reverse("participants:opportunities", args=[lila.participant_id])).status_code == 403


@pytest.mark.parametrize("role", ["officer", "decider", "host", *OUTSIDE])
def test_a_profile_is_not_there_outside_her_structure(client, accepted, lila, role):
    user = actor(role, accepted)
    OpportunityRightFactory(structure=accepted.carrier, user=user)
    client.force_login(user)
    assert client.get(reverse("participants:opportunities", args=[lila.participant_id])).status_code == 404


@pytest.mark.parametrize("role", ["adviser", "manager", "officer", "host"])
def test_categories_are_on_no_list_and_no_other_page(client, accepted, lila, role):
    user = actor(role, accepted)
    OpportunityRightFactory(structure=accepted.carrier, user=user)
    client.force_login(user)
    pages = [
        reverse("participants:people"),
        group_url(accepted),
        lila.participant.get_absolute_url(),
        reverse("participants:edit", args=[lila.participant_id]),
        reverse("participants:consents", args=[lila.participant_id]),
        reverse("participants:participation", args=[accepted.number, lila.pk]),
        reverse("participants:situations", args=[accepted.number, lila.pk]),
        reverse("participants:departure", args=[accepted.number]),
    ]
    assert [url for url in pages if "handicap" in client.get(url).content.decode().lower()] == []


def test_only_a_manager_gives_the_right_and_in_her_structure_only(client, accepted):
    manager, adviser = actor("manager", accepted), actor("adviser", accepted)
    url = reverse("participants:rights")
    client.force_login(adviser)
    assert client.get(url).status_code == 404
    client.force_login(manager)
    other = ParticipantFactory().structure
    assert client.post(url, {"structure": other.pk, "user": adviser.pk}).status_code == 404
    assert client.post(url, {"structure": accepted.carrier_id, "user": "x"}).status_code == 404
    assert client.post(url, {"structure": accepted.carrier_id, "user": adviser.pk}).status_code == 302
    client.force_login(adviser)
    person = ParticipantFactory(structure=accepted.carrier)
    assert client.get(reverse("participants:opportunities", args=[person.pk])).status_code == 200


def test_another_carriers_person_is_shown_and_not_changed(client, accepted, adviser, lila):
    second = ParticipantFactory().structure
    accepted.structures.create(structure=second, side="carrier", state="confirmed", confirmed_on="2026-02-01")
    other = ParticipationFactory(project=accepted, participant=ParticipantFactory(structure=second))
    client.force_login(adviser)
    assert str(other.participant) in client.get(group_url(accepted)).content.decode()
    assert client.get(reverse("participants:participation", args=[accepted.number, other.pk])).status_code == 403


def test_a_leader_holds_the_role_for_the_stay_alone(clock, accepted):
    from ofqj_portal.accounts.models import User
    from ofqj_portal.core.roles import led_project_ids

    leader = actor("leader", accepted)
    days = {"2026-05-03": set(), "2026-05-04": {accepted.pk}, "2026-05-15": {accepted.pk}, "2026-05-16": set()}
    for day, led in days.items():
        clock(f"{day}T12:00:00+00:00")
        assert led_project_ids(User.objects.get(pk=leader.pk)) == led
    clock("2026-05-08T12:00:00+00:00")
    Project.objects.filter(pk=accepted.pk).update(state="cancelled", cancel_reason="Partenaire retiré.")
    assert led_project_ids(User.objects.get(pk=leader.pk)) == set()
