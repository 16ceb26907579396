"""Each programme has its own fields, rules and figures, all in one table."""

from datetime import date

import pytest
from django.urls import reverse

from partners.tests.factories import member
from projects.enums import FOR_PROFESSIONALS, PhaseKind, Programme
from projects.models import Call, Project
from projects.programmes import PROGRAMMES
from projects.queries.calls import rules_in_words
from projects.queries.detail import told_fields
from projects.rules import check_rules, gather, missing_fields
from projects.rules.whole import required_fields
from projects.sections import BY_CODE, FIELDS, GROUP, PROJECT, STAY
from projects.tests.factories import CallFactory, ProjectFactory

ON = date(2026, 1, 20)
YOUNG = {"R1", "R2", "R3", "R11"}


def test_every_programme_is_in_the_table_and_names_real_fields_and_columns():
    columns = {field.name for field in Call._meta.concrete_fields}
    for code in Programme:
        spec = PROGRAMMES[code]
        assert spec.left_out | spec.asked | spec.optional | spec.labels.keys() <= set(FIELDS)
        assert set(spec.starts_with) <= columns
    assert {code for code, spec in PROGRAMMES.items() if spec.rules_out >= YOUNG} == FOR_PROFESSIONALS


@pytest.mark.django_db
@pytest.mark.parametrize("programme", Programme.values)
def test_the_rules_told_and_checked_are_those_of_the_programme(programme):
    call = CallFactory(always_open=True, programme=programme)
    project = ProjectFactory(call=call)

    told = {rule["source"].removeprefix("Règle ") for rule in rules_in_words(call)}
    checked = {result.code for result in check_rules(project, ON)}

    out = PROGRAMMES[programme].rules_out
    assert not (told | checked) & out
    assert YOUNG - out - checked <= {"R2"}


@pytest.mark.django_db
@pytest.mark.parametrize("programme", sorted(FOR_PROFESSIONALS))
def test_a_mission_asks_for_its_observation_programme_and_nothing_about_young_people(client, programme):
    call = CallFactory(always_open=True, programme=programme, group_min=1, group_alert_min=1)
    project = ProjectFactory(call=call, observation_programme="", age_from=None, age_to=None, leaders_planned=None)
    Project.objects.filter(pk=project.pk).update(public="", preparation_hours=None)
    project.refresh_from_db()

    missing = [result.field for result in missing_fields(gather(project, ON))]

    assert missing == ["observation_programme"]
    client.force_login(member(project.carrier))
    stay, group, about = (
        client.get(reverse("projects:section", args=[project.number, BY_CODE[code].slug])).context["form"]
        for code in (STAY, GROUP, PROJECT)
    )
    assert "observation_programme" in stay.fields
    assert list(group.fields) == ["places", "profile", "seen"]
    assert group.fields["places"].label == "Nombre de professionnels"
    assert "public" not in about.fields


@pytest.mark.django_db
def test_what_a_programme_leaves_out_is_still_shown_where_something_was_written():
    project = ProjectFactory(observation_programme="")
    assert "observation_programme" not in told_fields(project, BY_CODE[STAY])

    project.observation_programme = "Deux jours au guichet."

    assert "observation_programme" in told_fields(project, BY_CODE[STAY])


@pytest.mark.django_db
def test_a_chantier_needs_its_three_phases_and_a_placement_no_leader():
    chantier = gather(ProjectFactory(call=CallFactory(always_open=True, chantier=True)), ON)
    placement = gather(ProjectFactory(call=CallFactory(always_open=True, programme="internship")), ON)

    assert "phases" in required_fields(chantier, STAY)
    assert PROGRAMMES[Programme.CHANTIER].phases == tuple(PhaseKind)
    assert "leaders_planned" in required_fields(chantier, GROUP)
    assert "leaders_planned" not in required_fields(placement, GROUP)


@pytest.mark.django_db
def test_a_new_call_starts_with_the_figures_of_its_programme(client, officer):
    client.force_login(officer)

    form = client.get(reverse("projects:call_new"), {"programme": "chantier"}).context["form"]

    assert [form[name].value() for name in ("programme", "preparation_weeks_min", "hours_per_week_min")] == [
        "chantier",
        5,
        20,
    ]
