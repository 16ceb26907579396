"""The pages of a group, clicked through by its adviser."""

from datetime import UTC, date, datetime

import pytest
from django.urls import reverse

from participants.models import Participant, Participation, ProfessionalParticipation
from participants.tests.factories import ParticipantFactory, ParticipationFactory, ProfessionalFactory, group
from projects.enums import ProjectState
from projects.models import Project, ProjectReport
from projects.tests.factories import CallFactory, ProjectFactory
from projects.tests.money_factories import awarded

pytestmark = pytest.mark.django_db
PERSON = {
    "first_name": "Zoé",
    "last_name": "Lévêque",
    "born_on": "2004-05-06",
    "gender": "woman",
    "education_level": "fr_3",
}


@pytest.fixture
def visit(client, adviser, accepted, clock):
    """Give a function that opens or posts a page of the group as its adviser, on 20 April 2026."""
    clock(datetime(2026, 4, 20, 9, 0, tzinfo=UTC))

    def go(name, *keys, data=None, project=accepted):
        client.force_login(adviser)  # the session would not outlive a jump of the clock
        url = reverse(f"participants:{name}", args=[project.number, *keys])
        return client.get(url) if data is None else client.post(url, data)

    return go


def text(response) -> str:
    return " ".join(response.content.decode().replace("\xa0", " ").split())


def test_an_empty_group_says_how_to_begin(visit):
    shown = text(visit("group"))
    assert "Ajoutez les personnes du groupe." in shown
    assert "0 sur 8" in shown


def test_the_group_says_for_each_person_whether_she_may_leave_and_why_not(visit, accepted):
    ParticipationFactory(project=accepted, ready=True)
    ParticipationFactory(project=accepted, checked=True, participant__born_on=date(1990, 5, 4))
    shown = text(visit("group"))
    assert "Peut partir" in shown
    assert "Ne peut pas encore partir" in shown
    assert "Pouvait partir jusqu’au 3 mai 2026, veille de ses 36 ans." in shown
    assert "1 personne ne peut pas encore partir." in shown


def test_leaders_that_are_missing_are_said(visit, accepted):
    assert "0 accompagnateur prévu : il en faut au moins 2." in text(visit("group"))
    group(accepted, 8)
    ProfessionalFactory(project=accepted)
    assert "1 accompagnateur prévu pour 8 jeunes : il en faut 2." in text(visit("group"))
    ProfessionalFactory(project=accepted)
    assert "il en faut" not in text(visit("group"))


@pytest.mark.parametrize("rows", [1, 3])
def test_the_group_takes_the_same_queries_for_one_person_and_for_three(
    client, adviser, accepted, rows, django_assert_max_num_queries
):
    people = group(accepted, rows, confirmed=True)
    ProfessionalFactory.create_batch(rows, project=accepted)
    client.force_login(adviser)
    client.get(reverse("participants:people"))  # the first page of a session writes that it began
    for name, keys, most in (("group", [], 9), ("departure", [], 12), ("participation", [people[0].pk], 11)):
        with django_assert_max_num_queries(most) as seen:
            client.get(reverse(f"participants:{name}", args=[accepted.number, *keys]))
        assert len(seen) == QUERIES.setdefault(name, len(seen))


QUERIES: dict[str, int] = {}


def test_somebody_of_the_list_joins_the_group(visit, accepted):
    person = ParticipantFactory(structure=accepted.carrier)
    answer = visit("group_add", data={"participant": person.pk, "first_time_abroad": "yes"})
    row = Participation.objects.get(project=accepted)
    assert (answer.status_code, row.participant, row.first_time_abroad) == (302, person, True)


def test_a_stranger_is_not_offered_and_not_taken(visit, accepted):
    stranger = ParticipantFactory(last_name="Canari-Etranger")
    assert "Canari-Etranger" not in text(visit("group_add"))
    assert visit("group_add", data={"participant": stranger.pk}).status_code == 200
    assert not Participation.objects.exists()


def test_two_people_of_one_name_are_told_apart_by_their_age(visit, accepted):
    same = {"structure": accepted.carrier, "first_name": "Zoé", "last_name": "Lévêque"}
    older = ParticipantFactory(**same, born_on=date(2004, 4, 20))
    younger = ParticipantFactory(**same, born_on=date(2004, 4, 21))
    shown = text(visit("group_add"))
    assert f'<option value="{older.pk}">Zoé Lévêque, 22 ans</option>' in shown
    assert f'<option value="{younger.pk}">Zoé Lévêque, 21 ans</option>' in shown


def test_somebody_new_is_written_down_and_joins_the_group_once(visit, accepted):
    data = PERSON | {"form_token": "b9dd7a0c-54f5-4f2c-9d4b-3d7c6a3f2a11", "is_qpv": "yes", "first_time_abroad": "no"}
    assert [visit("group_new", data=data).status_code for _twice in range(2)] == [302, 302]
    row = Participation.objects.get(project=accepted)
    assert (str(row.participant), row.participant.is_qpv, row.first_time_abroad) == ("Zoé Lévêque", True, False)


def test_somebody_known_is_pointed_to_the_list_and_what_was_typed_stays(visit, accepted):
    ParticipantFactory(structure=accepted.carrier, first_name="Zoe", last_name="LEVEQUE", born_on=date(2004, 5, 6))
    shown = text(visit("group_new", data=PERSON))
    assert "Cette personne est déjà dans la liste de votre structure." in shown
    assert 'value="Lévêque"' in shown
    assert Participant.objects.count() == 1


@pytest.mark.parametrize(
    ("field", "value", "reason"),
    [
        ("born_on", "2026-04-20", "Cette date de naissance n’est pas encore passée."),
        ("born_on", "hier", "Écrivez une date, par exemple 31/12/2001."),
        ("born_on", "0001-01-01", "Cette date est trop ancienne."),
        ("area_code", "690012", "Un code INSEE compte 5 caractères"),
        ("gender", "x", "Sélectionnez un choix valide"),
        ("first_name", "\x00", "nul"),
    ],
)
def test_what_makes_no_sense_is_refused_with_its_reason(visit, field, value, reason):
    answer = visit("group_new", data=PERSON | {field: value})
    assert (answer.status_code, reason in text(answer)) == (200, True)
    assert not Participant.objects.exists()


def test_a_structure_of_quebec_reads_its_own_words(client, clock):
    from partners.tests.factories import StructureFactory, member

    clock(datetime(2026, 4, 20, 9, 0, tzinfo=UTC))
    project = ProjectFactory(accepted=True, carrier=StructureFactory(cje=True), currency="CAD")
    client.force_login(member(project.carrier))
    shown = text(client.get(reverse("participants:group_new", args=[project.number])))
    assert "Région administrative" in shown
    assert "DEP ou ASP" in shown
    assert "QPV" not in shown


def test_checks_are_ticked_then_the_person_is_confirmed(visit, accepted):
    row = ParticipationFactory(project=accepted)
    seen = {
        "is_followed": "on",
        "passport_verdict": "seen",
        "passport_expires_on": "2030-01-01",
        "has_authorisation": "on",
        "has_insurance": "on",
    }
    assert visit("participation", row.pk, data=seen).status_code == 302
    assert "Tout est en ordre : confirmez son départ." in text(visit("participation", row.pk))
    assert visit("confirm", row.pk, data={}).status_code == 302
    row.refresh_from_db()
    assert (row.state, row.attested_on) == ("confirmed", date(2026, 4, 20))


def test_a_ticked_box_keeps_the_day_it_was_first_ticked(visit, accepted):
    row = ParticipationFactory(project=accepted, checked=True)
    data = {"is_followed": "on", "passport_verdict": "not_seen", "has_authorisation": "on"}
    visit("participation", row.pk, data=data)
    row.refresh_from_db()
    assert (row.attested_on, row.passport_expires_on, row.insurance_checked_on) == (date(2026, 4, 1), None, None)


def test_a_passport_that_was_seen_has_an_expiry(visit, accepted):
    row = ParticipationFactory(project=accepted)
    answer = visit("participation", row.pk, data={"passport_verdict": "seen"})
    assert "Notez la date d’expiration du passeport que vous avez vu." in text(answer)


def test_a_confirmation_that_a_rule_forbids_says_why(visit, accepted):
    row = ParticipationFactory(project=accepted)
    answer = visit("confirm", row.pk, data={})
    assert (answer.status_code, "ne peut pas partir." in text(answer)) == (200, True)


def test_a_confirmation_in_the_wrong_state_is_a_conflict(visit, accepted):
    row = ParticipationFactory(project=accepted, waiting=True)
    answer = visit("confirm", row.pk, data={})
    assert (answer.status_code, "a changé d’état entre-temps" in text(answer)) == (409, True)


def test_a_withdrawal_lets_the_first_who_waits_in(visit, accepted):
    gone, waiting = ParticipationFactory(project=accepted), ParticipationFactory(project=accepted, waiting=True)
    assert "Ne remplit plus les conditions" in text(visit("withdraw", gone.pk))
    visit("withdraw", gone.pk, data={"reason": "no_news", "replacement": waiting.pk})
    gone.refresh_from_db()
    assert (gone.state, gone.replaced_by) == ("withdrawn", waiting)


def test_a_withdrawal_of_somebody_who_withdrew_is_a_conflict(visit, accepted):
    row = ParticipationFactory(project=accepted, withdrawn=True)
    assert visit("withdraw", row.pk).status_code == 409


def test_the_portals_own_reasons_are_not_offered(visit, accepted):
    row = ParticipationFactory(project=accepted)
    assert visit("withdraw", row.pk, data={"reason": "project_cancelled"}).status_code == 200
    row.refresh_from_db()
    assert row.state == "registered"


def test_a_place_is_given_when_there_is_one(visit, accepted):
    row = ParticipationFactory(project=accepted, waiting=True)
    assert visit("admit", row.pk, data={}).status_code == 302
    row.refresh_from_db()
    assert row.state == "registered"


def test_the_team_grows_and_shrinks(visit, accepted, adviser):
    data = {"structure": accepted.carrier_id, "first_name": "Inès", "last_name": "Roy", "duty": "leader"}
    assert visit("team_add", data=data | {"user": adviser.pk}).status_code == 302
    leader = ProfessionalParticipation.objects.get()
    assert leader.user == adviser
    assert visit("team_remove", leader.pk, data={}).status_code == 302
    leader.refresh_from_db()
    assert leader.state == "withdrawn"


def test_the_team_takes_accounts_of_its_own_structures_only(visit, accepted):
    from partners.tests.factories import MembershipFactory

    stranger = MembershipFactory().user
    data = {"structure": accepted.carrier_id, "first_name": "I", "last_name": "R", "duty": "leader"}
    assert visit("team_add", data=data | {"user": stranger.pk}).status_code == 200
    assert not ProfessionalParticipation.objects.exists()


# ---- leaving and coming back ----------------------------------------------------------------------------------------


def test_the_departure_ticks_who_left_and_the_aid_follows(visit, accepted, clock):
    clock(datetime(2026, 5, 4, 14, 0, tzinfo=UTC))
    decision = awarded(accepted, amount="4000.00")
    people, leader = group(accepted, 3, confirmed=True), ProfessionalFactory(project=accepted)
    left_behind = ParticipationFactory(project=accepted)
    assert str(left_behind.participant) in text(visit("departure"))
    data = {"departed_on": "2026-05-04", "leaving": [row.pk for row in people[:2]], "team": [leader.pk]}
    assert visit("departure", data=data).status_code == 302
    decision.grant.refresh_from_db()
    assert decision.grant.recomputed_amount == 1000
    assert Project.objects.get(pk=accepted.pk).state == ProjectState.ONGOING
    assert visit("departure").status_code == 409


def test_a_departure_without_anybody_is_refused_in_words(visit, accepted, clock):
    clock(datetime(2026, 5, 4, 14, 0, tzinfo=UTC))
    group(accepted, 2, confirmed=True)
    answer = visit("departure", data={"departed_on": "2026-05-04"})
    assert "Personne n’est noté comme parti." in text(answer)
    assert Project.objects.get(pk=accepted.pk).state == ProjectState.ACCEPTED


def test_a_stranger_ticked_by_hand_does_not_leave(visit, accepted, clock):
    clock(datetime(2026, 5, 4, 14, 0, tzinfo=UTC))
    group(accepted, 1, confirmed=True)
    stranger = ParticipationFactory(confirmed=True)
    assert visit("departure", data={"departed_on": "2026-05-04", "leaving": [stranger.pk]}).status_code == 200
    stranger.refresh_from_db()
    assert stranger.state == "confirmed"


def test_the_return_notes_who_came_back_earlier(visit, clock, adviser, accepted):
    clock(datetime(2026, 5, 16, 9, 0, tzinfo=UTC))
    project = ProjectFactory(ongoing=True, carrier=accepted.carrier)
    first, second = group(project, 2, departed=True)
    missing = {"returned_on": "2026-05-15", f"reason_{first.pk}": "personal"}
    assert "Notez le jour du retour" in text(visit("return", data=missing, project=project))
    data = missing | {f"day_{first.pk}": "2026-05-08"}
    assert visit("return", data=data, project=project).status_code == 302
    states = [Participation.objects.get(pk=row.pk).state for row in (first, second)]
    assert (states, ProjectReport.objects.filter(project=project).count()) == (["interrupted", "returned"], 1)
    assert visit("return", project=project).status_code == 409


def test_one_early_return_and_a_stay_that_stops(visit, clock, accepted):
    clock(datetime(2026, 5, 9, 9, 0, tzinfo=UTC))
    project = ProjectFactory(ongoing=True, carrier=accepted.carrier)
    first, second = group(project, 2, departed=True)
    early = {"returned_on": "2026-05-08", "reason": "personal"}
    assert visit("interrupt", first.pk, data=early, project=project).status_code == 302
    stopped = {"interrupted_on": "2026-05-09", "reason": "Tempête."}
    assert visit("stop", data=stopped, project=project).status_code == 302
    reasons = [Participation.objects.get(pk=row.pk).interruption_reason for row in (first, second)]
    assert reasons == ["personal", "stay_stopped"]


def test_a_mission_leaves_with_its_professionals(visit, clock, accepted):
    clock(datetime(2026, 5, 4, 14, 0, tzinfo=UTC))
    call = CallFactory(cross_mission=True, always_open=True)
    mission = ProjectFactory(accepted=True, carrier=accepted.carrier, call=call)
    someone = ProfessionalFactory(project=mission, mission=True)
    assert "Les personnes" not in text(visit("group", project=mission))
    assert (
        visit("departure", data={"departed_on": "2026-05-04", "team": [someone.pk]}, project=mission).status_code == 302
    )
    assert Project.objects.get(pk=mission.pk).state == ProjectState.ONGOING


def test_other_dates_are_tried_and_nothing_is_kept(visit, client, accepted):
    turning = ParticipantFactory(structure=accepted.carrier, last_name="Canari", born_on=date(1990, 5, 8))
    ParticipationFactory(project=accepted, participant=turning, ready=True)
    accepted.refresh_from_db()
    assert "Essayer ces dates" in text(visit("group_dates"))
    url = reverse("participants:group_dates", args=[accepted.number])
    shown = text(client.get(url, {"depart": "2026-05-11", "retour": "2026-05-22"}))
    assert "Ces dates empêchent 1 personne de partir." in shown
    assert "36 ans le jour du départ" in shown
    wrong = text(client.get(url, {"depart": "2026-05-11", "retour": "2026-05-01"}))
    assert "Le retour ne peut pas précéder le départ." in wrong
    was = accepted.departs_on
    accepted.refresh_from_db()
    assert accepted.departs_on == was


def test_the_group_says_how_often_somebody_left_before_and_never_where(visit, accepted):
    elsewhere = ParticipationFactory(returned=True, participant__last_name="Canari")
    said = elsewhere.participant
    same = {"first_name": said.first_name, "last_name": said.last_name, "born_on": said.born_on}
    row = ParticipationFactory(
        project=accepted, participant=ParticipantFactory(structure=accepted.carrier, **same), ready=True
    )
    for page in (text(visit("group")), text(visit("participation", row.pk))):
        assert "A déjà participé : 1 séjour." in page
        assert elsewhere.project.number not in page
        assert str(said.structure) not in page
