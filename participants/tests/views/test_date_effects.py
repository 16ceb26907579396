"""What is said before it hurts: dates that keep somebody from leaving, somebody whose age does not suit."""

from datetime import date

import pytest
from django.urls import reverse

from participants.models import Participant, Participation
from participants.queries.date_effects import tell_effects
from participants.tests.conftest import BEFORE, actor
from participants.tests.factories import ParticipantFactory, ParticipationFactory
from partners.tests.factories import member
from projects.models import BudgetLine, ChangeRequest
from projects.tests.factories import ProjectFactory

pytestmark = pytest.mark.django_db
TURNS_36 = date(1990, 5, 8)
DAYS = {"departs_on": date(2026, 5, 4), "returns_on": date(2026, 5, 15)}
LATER = {"departs_on": "2026-05-11", "returns_on": "2026-05-22"}


def somebody(project):
    person = ParticipantFactory(structure=project.carrier, born_on=TURNS_36, last_name="Limite")
    return ParticipationFactory(project=project, participant=person, ready=True)


def typed(client, url, **changed):
    """Fill in the section as its page shows it, but for what is changed."""
    form = client.get(url).context["form"]
    said = {name: form[name].value() for name in form.fields}
    return {name: value for name, value in said.items() if value is not None and value is not False} | changed


def test_the_stay_section_says_who_could_leave_no_longer_before_the_dates_are_saved(client, clock):
    clock(BEFORE)
    project = ProjectFactory(**DAYS)
    somebody(project)
    client.force_login(member(project.carrier))
    url = reverse("projects:section", args=[project.number, "sejour"])
    asked = client.post(url, typed(client, url, **LATER))
    said = asked.content.decode()
    assert "Avant d’enregistrer ces dates" in said
    assert "Limite" in said
    assert LATER["departs_on"] in said, "what was typed is still there"
    project.refresh_from_db()
    assert project.departs_on == DAYS["departs_on"]
    again = client.post(url, typed(client, url, **LATER, effets_lus=asked.context["effects"].key))
    assert again.status_code == 302
    project.refresh_from_db()
    assert project.departs_on == date(2026, 5, 11)
    assert client.post(url, typed(client, url, lodging="Au gîte.")).status_code == 302, "dates that stay say nothing"


def test_dates_that_stop_nobody_are_saved_at_once(client, clock):
    clock(BEFORE)
    project = ProjectFactory(**DAYS)
    ParticipationFactory(project=project)
    client.force_login(member(project.carrier))
    url = reverse("projects:section", args=[project.number, "sejour"])
    assert client.post(url, typed(client, url, **LATER)).status_code == 302


def test_a_change_of_dates_is_asked_for_knowingly(client, accepted, clock):
    clock(BEFORE)
    type(accepted).objects.filter(pk=accepted.pk).update(**DAYS)
    somebody(accepted)
    client.force_login(member(accepted.carrier))
    url = reverse("projects:ask_change", args=[accepted.number])
    lines = {f"line_{line.pk}": str(line.amount) for line in BudgetLine.objects.filter(project=accepted)}
    said = LATER | {"places": "8", "leaves": "", "joins": "", "reason": "Le vol est déplacé."} | lines
    asked = client.post(url, said)
    assert (asked.status_code, ChangeRequest.objects.count()) == (200, 0)
    assert "empêchent 1 personne" in asked.content.decode().replace("\xa0", " ")
    assert client.post(url, said | {"effets_lus": asked.context["effects"].key}).status_code == 302
    assert ChangeRequest.objects.count() == 1


def test_whoever_does_not_carry_the_group_is_told_no_name(accepted):
    type(accepted).objects.filter(pk=accepted.pk).update(**DAYS)
    accepted.refresh_from_db()
    somebody(accepted)
    days = (date(2026, 5, 11), date(2026, 5, 22))
    assert tell_effects(member(accepted.carrier), accepted, *days).lines[0][0] == "Lila Limite"
    assert tell_effects(actor("officer", accepted), accepted, *days) is None


def test_the_list_says_whose_age_does_not_suit_before_she_is_added(client, accepted, adviser, clock):
    clock(BEFORE)
    type(accepted).objects.filter(pk=accepted.pk).update(**DAYS)
    old = ParticipantFactory(structure=accepted.carrier, born_on=date(1989, 1, 1))
    fine = ParticipantFactory(structure=accepted.carrier)
    client.force_login(adviser)
    page = client.get(reverse("participants:group_add", args=[accepted.number]))
    labels = {getattr(key, "value", key): label for key, label in page.context["form"].fields["participant"].choices}
    assert "l’âge limite est de" in labels[old.pk]
    assert "limite" not in labels[fine.pk]


def test_somebody_new_whose_age_does_not_suit_is_added_knowingly(client, accepted, adviser, clock):
    clock(BEFORE)
    client.force_login(adviser)
    url = reverse("participants:group_new", args=[accepted.number])
    said = {"first_name": "Zoé", "last_name": "Limite", "born_on": "1985-05-06", "first_time_abroad": ""}
    said |= dict.fromkeys(("gender", "education_level"), "not_said")
    asked = client.post(url, said)
    assert "ne pourrait pas partir à ces dates" in asked.content.decode()
    assert not Participant.objects.exists()
    assert client.post(url, said | {"age_lu": "1985-05-06"}).status_code == 302
    assert Participation.objects.get().participant.last_name == "Limite"
