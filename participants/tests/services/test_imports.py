"""Importing a group: all of it or nothing, and the same table twice changes nothing."""

from datetime import date, timedelta

import pytest
from django.db import connection

from ofqj_portal.core import jobs
from ofqj_portal.core.errors import EditedMeanwhile, WrongState
from ofqj_portal.core.imports import ImportRefused, heading_key, read_table
from ofqj_portal.core.models import JournalEntry
from participants.imports import fields_for
from participants.models import ColumnMatch, Participant, Participation, PeopleImport
from participants.services.group import OnlyProfessionals
from participants.services.imports import (
    Imported,
    RowsToMend,
    bring_table,
    choose_columns,
    forget_imports,
    import_people,
    plan_of,
)
from participants.services.person import Identity, edit_person
from participants.tests.conftest import BEFORE
from participants.tests.factories import ParticipantFactory, ParticipationFactory
from participants.tests.imports.tables import HEADER, SAMI, TEXT, ZOE
from partners.tests.factories import member
from projects.tests.factories import CallFactory, ProjectFactory

pytestmark = pytest.mark.django_db
TODAY = BEFORE.date()


@pytest.fixture
def bring(accepted, adviser):
    """Give a function that brings a table for the group."""

    def act(text, project=accepted):
        table = read_table(text.encode(), fields_for(project.carrier))
        return bring_table(project=project, structure=project.carrier, table=table, by=adviser, now=BEFORE)

    return act


@pytest.fixture
def import_it(adviser):
    """Give a function that imports what was brought, as the preview of this very moment shows it."""

    def act(brought, leave=False, seen=None):
        seen = plan_of(brought, on=TODAY).fingerprint if seen is None else seen
        said = {"brought": brought, "seen": seen, "leave_wrong_rows": leave}
        return import_people(**said, by=adviser, now=BEFORE, on=TODAY)

    return act


def everything():
    return [list(model.objects.order_by("pk").values()) for model in (Participant, Participation)]


def test_a_group_comes_in_once_and_its_table_is_gone(bring, import_it, accepted, adviser):
    brought = bring(TEXT)
    assert import_it(brought) == Imported(2, 0, 0, 0)
    zoe, sami = Participation.objects.filter(project=accepted).order_by("pk")
    assert (zoe.participant.last_name, zoe.participant.email, zoe.state) == (
        "Lévêque",
        "zoe@exemple.test",
        "registered",
    )
    assert (sami.participant.created_by, sami.state_changed_by) == (adviser, adviser)
    brought.refresh_from_db()
    assert (brought.table, brought.outcome["added"]) == ("", 2)
    verbs = list(JournalEntry.objects.order_by("id").values_list("verb", flat=True))
    assert verbs == ["participation.registered"] * 2 + ["project.people_imported"]
    assert JournalEntry.objects.first().facts == {"project": accepted.pk, "is_new": True}


def test_the_same_table_twice_changes_nothing(bring, import_it):
    import_it(bring(TEXT))
    before = everything()
    assert import_it(bring(TEXT)) == Imported(0, 0, 2, 0)
    assert everything() == before


def test_the_table_is_sealed_in_the_database(bring):
    brought = bring(TEXT)
    with connection.cursor() as cursor:
        cursor.execute("SELECT row_to_json(i)::text FROM participants_peopleimport i WHERE id = %s", [brought.pk])
        stored = cursor.fetchone()[0]
    assert "first_name" in stored
    assert not [word for word in ("Lévêque", "L\\u00e9v", "2004", "zoe@") if word in stored]


def test_one_wrong_row_stops_everything_unless_it_is_left_aside(bring, import_it):
    brought = bring(TEXT + "Ada;;pas une date;;;;\n")
    with pytest.raises(RowsToMend):
        import_it(brought)
    assert not Participant.objects.exists()
    assert import_it(brought, leave=True) == Imported(2, 0, 0, 1)
    brought.refresh_from_db()
    assert [row[0] for row in brought.rows.rows] == ["Ada"]
    with pytest.raises(WrongState):
        import_it(brought, leave=True, seen="")


def test_what_a_row_says_of_somebody_known_is_written_and_what_it_leaves_empty_stays(bring, import_it, accepted):
    person = ParticipantFactory(structure=accepted.carrier, first_name="Zoé", last_name="Lévêque", area_name="Lyon")
    row = f"ZOE;Leveque;{person.born_on};Autre;;0102030405;\n"
    assert import_it(bring(HEADER + row)) == Imported(1, 0, 0, 0)
    assert import_it(bring(HEADER + row.replace("Autre", "Femme"))) == Imported(0, 1, 0, 0)
    person.refresh_from_db()
    assert (person.last_name, person.gender, person.phone, person.area_name) == (
        *("Lévêque", "woman", "0102030405"),
        "Lyon",
    )
    edited = JournalEntry.objects.filter(verb="participant.edited").order_by("-id").first()
    assert edited.facts == {"fields": ["gender"]}
    assert edited.personal.data == {"gender": ["other", "woman"]}


def test_an_import_whose_preview_has_aged_is_refused(bring, import_it, accepted):
    brought = bring(TEXT)
    seen = plan_of(brought, on=TODAY).fingerprint
    person = ParticipantFactory(
        structure=accepted.carrier, first_name="Sami", last_name="D’Arc", born_on=date(2001, 12, 31)
    )
    with pytest.raises(EditedMeanwhile):
        import_it(brought, seen=seen)
    assert list(Participant.objects.all()) == [person]


def test_somebody_edited_between_the_plan_and_the_writing_is_not_overwritten(
    bring, import_it, accepted, adviser, monkeypatch
):
    person = ParticipantFactory(
        structure=accepted.carrier, first_name="Zoé", last_name="Lévêque", born_on=date(2004, 5, 6)
    )
    person.refresh_from_db()
    brought = bring(HEADER + ZOE)
    seen = plan_of(brought, on=TODAY).fingerprint
    real_plan = plan_of(brought, on=TODAY)

    def plan_then_somebody_edits(*_args, **_kwargs):
        identity = Identity("Zoé", "Lévêque", person.born_on, phone="0999999999")
        edit_person(participant=person, identity=identity, version=1, by=adviser)
        return real_plan

    monkeypatch.setattr("participants.services.imports.plan_of", plan_then_somebody_edits)
    with pytest.raises(EditedMeanwhile):
        import_it(brought, seen=seen)


def test_a_closed_group_takes_no_table(bring, import_it):
    away = ProjectFactory(ongoing=True)
    with pytest.raises(WrongState):
        bring(TEXT, away)
    brought = bring(TEXT)
    brought.project = away
    with pytest.raises(WrongState):
        import_it(brought)
    with pytest.raises(OnlyProfessionals):
        bring(TEXT, ProjectFactory(accepted=True, call=CallFactory(cross_mission=True)))


def test_columns_said_by_hand_are_remembered_for_the_structure_alone(bring, import_it, accepted):
    text = "Qui;Famille;Jour\nAda;Essai;01/01/2004\n"
    brought = bring(text)
    assert brought.columns == {}
    with pytest.raises(ImportRefused, match="Il manque"):
        plan_of(brought, on=TODAY)
    with pytest.raises(ImportRefused, match="Deux colonnes disent"):
        choose_columns(brought=brought, chosen={0: "first_name", 1: "first_name", 2: "born_on"})
    choose_columns(brought=brought, chosen={0: "first_name", 1: "last_name", 2: "born_on"})
    assert import_it(bring(text.replace("Ada", "Bea"))) == Imported(1, 0, 0, 0)
    assert set(ColumnMatch.objects.values_list("heading_key", "field")) == {
        (heading_key("qui"), "first_name"),
        (heading_key("FAMILLE"), "last_name"),
        (heading_key("jour"), "born_on"),
    }
    other = ProjectFactory(accepted=True)
    member(other.carrier)
    assert bring(text, other).columns == {}


def test_a_table_is_forgotten_after_a_day_unless_its_import_still_waits(bring, adviser):
    old, waiting = bring(TEXT), bring(TEXT)
    recent = bring(TEXT)
    PeopleImport.objects.exclude(pk=recent.pk).update(created_at=BEFORE - timedelta(hours=25))
    args = {"import": str(waiting.pk), "seen": "", "leave_wrong_rows": False}
    jobs.enqueue("participants.import_people", owner=adviser, args=args)

    assert forget_imports(now=BEFORE) == 1
    assert set(PeopleImport.objects.values_list("pk", flat=True)) == {waiting.pk, recent.pk}
    assert old.pk not in {waiting.pk, recent.pk}


@pytest.mark.parametrize("rows", [1, 8])
def test_an_import_takes_the_same_queries_for_one_row_and_for_eight(bring, import_it, rows, django_assert_num_queries):
    text = HEADER + "".join(ZOE.replace("Zoé", f"Zo{chr(97 + n)}") for n in range(rows))
    brought = bring(text)
    seen = plan_of(brought, on=TODAY).fingerprint
    with django_assert_num_queries(16):
        import_it(brought, seen=seen)


def test_somebody_of_the_same_name_in_another_structure_is_another_person(bring, import_it, accepted):
    elsewhere = ParticipationFactory(participant__first_name="Sami", participant__last_name="D’Arc").participant
    import_it(bring(HEADER + SAMI.replace("2001-12-31", str(elsewhere.born_on))))
    assert Participant.objects.filter(identity_hash=elsewhere.identity_hash).count() == 2
