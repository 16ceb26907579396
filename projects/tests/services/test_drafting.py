"""A draft, its number, its sections: saved, refused, or changed by somebody meanwhile."""

from datetime import UTC, date, datetime

import pytest

from ofqj_portal.core.errors import EditedMeanwhile, WrongState
from ofqj_portal.core.models import JournalEntry
from partners.tests.factories import StructureFactory, member
from projects.enums import PhaseKind, ProjectState
from projects.models import Phase, Project
from projects.queries.openness import open_fields
from projects.queries.snapshot import fingerprint
from projects.sections import FIELDS, PROJECT, SAFETY, STAY
from projects.services.drafting import CallClosed, FieldClosed, create_draft, save_section
from projects.tests.factories import CallFactory, InformationRequestFactory, ProjectFactory

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 1, 31, 23, 30, tzinfo=UTC)


def start(**given) -> Project:
    carrier = given.pop("carrier", None) or StructureFactory(ml=True)
    given = {"call": CallFactory(always_open=True), "title": "Un projet", "now": NOW} | given
    return create_draft(carrier=carrier, by=member(carrier), **given)


def test_a_draft_gets_the_next_number_of_its_year_and_its_lead_carrier():
    one, two = start(), start()

    assert [one.number, two.number] == ["OFQJ-2026-0001", "OFQJ-2026-0002"]
    lead = one.structures.get()
    assert (lead.structure, lead.is_lead, lead.state, lead.confirmed_on) == (
        one.carrier,
        True,
        "confirmed",
        date(2026, 2, 1),
    )


def test_a_number_is_never_reused():
    start().delete()

    assert start().number == "OFQJ-2026-0002"


def test_numbers_start_again_each_year_as_it_is_counted_in_paris():
    assert start(now=datetime(2026, 12, 31, 23, 30, tzinfo=UTC)).number == "OFQJ-2027-0001"


@pytest.mark.parametrize(("kind", "currency"), [("ml", "EUR"), ("cje", "CAD"), ("abroad", "EUR")])
def test_the_budget_is_in_the_currency_of_the_carrier_s_shore(kind, currency):
    assert start(carrier=StructureFactory(**{kind: True})).currency == currency


@pytest.mark.parametrize("moment", [datetime(2025, 11, 1, tzinfo=UTC), datetime(2026, 3, 1, tzinfo=UTC)])
def test_no_draft_begins_outside_the_call(moment):
    with pytest.raises(CallClosed):
        start(call=CallFactory(), now=moment)

    assert Project.objects.count() == 0


def save(project: Project, values: dict, *, section: str = PROJECT, seen: str = "", **more) -> Project:
    return save_section(
        project=project, section=section, values=values, seen=seen, by=member(project.carrier), now=NOW, **more
    )


def test_saving_a_section_writes_its_columns_and_a_line_that_names_the_fields():
    project = ProjectFactory()

    saved = save(project, {"title": "Autre titre", "theme": project.theme})

    saved.refresh_from_db()
    assert (saved.title, saved.version, saved.updated_at) == ("Autre titre", 2, NOW)
    entry = JournalEntry.objects.get(verb="project.section_saved")
    assert entry.facts == {"section": "project", "fields": ["title"]}


def test_saving_the_same_again_changes_nothing():
    project = ProjectFactory()

    save(project, {"title": project.title})

    assert (Project.objects.get(pk=project.pk).version, JournalEntry.objects.count()) == (1, 0)


def test_somebody_s_edit_meanwhile_is_not_overwritten():
    project = ProjectFactory(aims="Avant")
    seen = fingerprint(project, PROJECT)
    save(project, {"aims": "Leur texte"})

    with pytest.raises(EditedMeanwhile):
        save(project, {"aims": "Mon texte"}, seen=seen)

    assert Project.objects.get(pk=project.pk).aims == "Leur texte"


def test_an_edit_of_another_section_meanwhile_does_not_matter():
    project = ProjectFactory()
    seen = fingerprint(project, PROJECT)
    save(project, {"safety": "Autre protocole"}, section=SAFETY)

    assert save(project, {"aims": "Mon texte"}, seen=seen).aims == "Mon texte"


def test_the_same_form_posted_twice_is_not_a_conflict():
    project = ProjectFactory()
    seen = fingerprint(project, PROJECT)

    for _ in range(2):
        save(project, {"aims": "Mon texte"}, seen=seen)

    assert JournalEntry.objects.filter(verb="project.section_saved").count() == 1


@pytest.mark.parametrize("state", [s for s in ProjectState.values if s not in ("draft", "incomplete")])
def test_a_dossier_that_left_the_desk_is_closed_to_writing(state):
    project = ProjectFactory(state=state)

    with pytest.raises(WrongState):
        save(project, {"title": "Autre"})


def test_complements_open_the_named_fields_and_no_other():
    project = InformationRequestFactory(fields=["insurance"]).project

    assert open_fields(project) == {"insurance"}
    assert save(project, {"insurance": "Contrat joint."}, section=SAFETY).insurance == "Contrat joint."
    with pytest.raises(FieldClosed):
        save(project, {"safety": "Autre"}, section=SAFETY)
    with pytest.raises(WrongState):
        save(project, {"title": "Autre"})


def test_every_field_of_a_draft_is_open():
    assert open_fields(ProjectFactory()) == set(FIELDS)


def test_phases_are_replaced_as_a_whole():
    project = ProjectFactory()
    phase = Phase(kind=PhaseKind.PREPARATION, starts_on=date(2026, 3, 2), ends_on=date(2026, 4, 24), hours_per_week=21)

    save(project, {}, section=STAY, phases=[phase])
    save(project, {}, section=STAY, phases=[phase])

    assert [(p.kind, p.weeks, p.hours_per_week) for p in project.phases.all()] == [("preparation", 7, 21)]
    assert JournalEntry.objects.filter(verb="project.section_saved").count() == 1
