"""The list of people and the fiche of one, as her own structure uses them."""

from datetime import UTC, date, datetime

import pytest
from django.urls import reverse

from participants.models import OpportunityProfile, SelfAssessment, Situation
from participants.tests.factories import (
    OpportunityRightFactory,
    ParticipantFactory,
    ParticipationFactory,
    PersonConsentFactory,
    SituationFactory,
)
from projects.tests.factories import ProjectFactory

pytestmark = pytest.mark.django_db
QUERIES: dict[str, int] = {}


@pytest.fixture
def signed_in(client, adviser, clock):
    clock(datetime(2026, 6, 10, 9, 0, tzinfo=UTC))
    client.force_login(adviser)
    return client


@pytest.fixture
def back(accepted):
    project = ProjectFactory(report_due=True, carrier=accepted.carrier)
    return ParticipationFactory(project=project, returned=True)


def text(response) -> str:
    return " ".join(response.content.decode().replace("\xa0", " ").split())


def names(client, **asked) -> list[str]:
    return [str(line["person"]) for line in client.get(reverse("participants:people"), asked).context["lines"]]


def test_people_are_listed_by_name_and_found_without_accents(signed_in, accepted):
    for first, last in (("Zoé", "Étienne"), ("Ali", "Faure"), ("Léa", "Dubois")):
        ParticipantFactory(structure=accepted.carrier, first_name=first, last_name=last)
    assert names(signed_in) == ["Léa Dubois", "Zoé Étienne", "Ali Faure"]
    assert names(signed_in, q="etienne ZOE") == ["Zoé Étienne"]
    assert "Personne ne répond à cette recherche" in text(
        signed_in.get(reverse("participants:people"), {"q": "introuvable"})
    )


def test_people_are_narrowed_to_where_they_stand(signed_in, accepted, back):
    preparing = ParticipationFactory(project=accepted)
    alone = ParticipantFactory(structure=accepted.carrier)
    assert names(signed_in, etat="prepare") == [str(preparing.participant)]
    assert names(signed_in, etat="revenue") == [str(back.participant)]
    assert names(signed_in, etat="sans") == [str(alone)]


@pytest.mark.parametrize("asked", [{"page": "-1"}, {"page": "x"}, {"etat": "x"}, {"q": "\x00"}, {"q": "x" * 200}])
def test_a_question_that_makes_no_sense_is_answered_all_the_same(signed_in, asked):
    assert signed_in.get(reverse("participants:people"), asked).status_code == 200


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_takes_the_same_queries_for_one_person_and_for_three(
    signed_in, accepted, rows, django_assert_max_num_queries
):
    for _row in range(rows):
        ParticipationFactory(project=accepted)
    with django_assert_max_num_queries(10) as seen:
        signed_in.get(reverse("participants:people"))
    assert len(seen) == QUERIES.setdefault("people", len(seen))


def test_a_fiche_shows_stays_history_and_readers(signed_in, back):
    SituationFactory(participation=back)
    shown = text(signed_in.get(back.participant.get_absolute_url()))
    assert back.project.title in shown
    assert "Demandeur d’emploi" in shown
    assert "Personne en dehors de votre structure." in shown


@pytest.mark.parametrize("rows", [1, 3])
def test_a_fiche_takes_the_same_queries_for_one_stay_and_for_three(
    signed_in, accepted, rows, django_assert_max_num_queries
):
    person = ParticipantFactory(structure=accepted.carrier)
    for _row in range(rows):
        ParticipationFactory(project=ProjectFactory(accepted=True, carrier=accepted.carrier), participant=person)
    with django_assert_max_num_queries(10) as seen:
        signed_in.get(person.get_absolute_url())
    assert len(seen) == QUERIES.setdefault("person", len(seen))


def test_having_left_with_another_structure_is_said_without_a_name(signed_in, accepted, back):
    other = ParticipationFactory(project=ProjectFactory(ongoing=True), departed=True).participant
    same = ParticipantFactory(
        structure=accepted.carrier, first_name=other.first_name, last_name=other.last_name, born_on=other.born_on
    )
    said = "A déjà participé à un séjour avec une autre structure."
    shown = text(signed_in.get(same.get_absolute_url()))
    assert (said in shown, str(other.structure) in shown) == (True, False)
    assert said not in text(signed_in.get(back.participant.get_absolute_url()))


def test_a_fiche_is_edited_and_a_second_editor_is_told(signed_in, back):
    person = back.participant
    url = reverse("participants:edit", args=[person.pk])
    data = {
        "first_name": "Léa",
        "last_name": person.last_name,
        "born_on": "2004-11-20",
        "gender": "woman",
        "education_level": "fr_4",
        "version": "1",
    }
    assert signed_in.post(url, data).status_code == 302
    late = signed_in.post(url, data | {"first_name": "Mia"})
    person.refresh_from_db()
    assert (late.status_code, 'value="Mia"' in late.content.decode(), person.first_name) == (409, True, "Léa")


def test_the_notice_and_the_consents_are_kept(signed_in, back):
    person = back.participant
    url = reverse("participants:consents", args=[person.pk])
    assert signed_in.post(url, {"form": "notice", "notice-given_on": "2026-06-01"}).status_code == 302
    PersonConsentFactory(participant=person, purpose="image")
    answers = {
        "form": "answers",
        "answers-answered_on": "2026-06-10",
        "answers-image": "no",
        "answers-testimony": "yes",
    }
    assert signed_in.post(url, answers).status_code == 302
    person.refresh_from_db()
    running = dict(person.consents.filter(ended_on=None).values_list("purpose", "is_given"))
    assert (person.notice_given_on, running) == (date(2026, 6, 1), {"image": False, "testimony": True})
    tomorrow = signed_in.post(url, {"form": "notice", "notice-given_on": "2026-06-11"})
    assert "La date ne peut pas être à venir." in text(tomorrow)


def test_a_profile_is_filled_in_by_who_has_the_right(signed_in, adviser, back):
    OpportunityRightFactory(structure=back.participant.structure, user=adviser)
    url = reverse("participants:opportunities", args=[back.participant_id])
    assert "Choisissez des catégories, ou" in text(signed_in.post(url, {"codes": ["social"], "is_declined": "on"}))
    assert signed_in.post(url, {"codes": ["social", "sante"]}).status_code == 302
    assert OpportunityProfile.objects.get().codes == ["sante", "social"]
    assert signed_in.post(url, {"codes": ["autre"]}).status_code == 200


def test_situations_are_noted_for_the_moments_that_have_come(signed_in, accepted, back):
    url = reverse("participants:situations", args=[back.project.number, back.pk])
    data = {"category_return": "training", "day_return": "2026-05-20", "category_month_3": "no_answer"}
    assert signed_in.post(url, data).status_code == 302
    noted = {row.moment: (row.category, row.observed_on) for row in Situation.objects.all()}
    assert noted == {"return": ("training", date(2026, 5, 20)), "month_3": ("no_answer", date(2026, 6, 10))}
    expected = ParticipationFactory(project=accepted)
    url = reverse("participants:situations", args=[accepted.number, expected.pk])
    signed_in.post(url, {"category_entry": "none", "category_return": "training"})
    assert list(expected.situations.values_list("moment", "category")) == [("entry", "none")]


def test_a_self_assessment_is_noted(signed_in, back):
    url = reverse("participants:assessment", args=[back.project.number, back.pk, "return"])
    assert signed_in.post(url, {"autonomy": "3", "answered_on": "2026-06-01"}).status_code == 302
    assert signed_in.post(url, {"autonomy": "5", "answered_on": "2026-06-01"}).status_code == 200
    kept = SelfAssessment.objects.get()
    assert (kept.autonomy, kept.future) == (3, None)
    wrong = reverse("participants:assessment", args=[back.project.number, back.pk, "hier"])
    assert signed_in.get(wrong).status_code == 404
