"""Every column about people has its class, and what is personal goes into the file a person takes away."""

import pytest
from django.apps import apps

from ofqj_portal.core.classification import (
    Level,
    OnErasure,
    classification_of,
    classifications,
    classify,
    records_about,
    unclassified_columns,
)
from participants.models import Delay, OpportunityProfile, Participant, PersonRequest
from participants.tests.factories import OpportunityProfileFactory, SituationFactory


def test_no_column_of_this_app_is_without_its_class():
    assert unclassified_columns("participants", apps.get_app_config("participants").get_models()) == []


def test_a_forgotten_column_is_found(monkeypatch):
    known = classification_of(Participant)
    monkeypatch.delitem(known.columns, "email")
    found = unclassified_columns("participants", apps.get_app_config("participants").get_models())
    assert found == ["participants.Participant.email"]


def test_every_class_says_what_for_and_how_long():
    assert [
        (one.model, name)
        for one in classifications()
        for name, column in one.columns.items()
        if not (column.purpose and column.retention)
    ] == []


def test_what_names_a_person_does_not_outlive_her():
    columns = classification_of(Participant).columns
    for name in ("first_name", "last_name", "email", "phone", "area_name"):
        assert columns[name].on_erasure == OnErasure.EMPTIED
    assert classification_of(OpportunityProfile).columns["codes"].level == Level.SENSITIVE
    assert classification_of(PersonRequest).columns["words"].on_erasure == OnErasure.EMPTIED


def test_a_name_told_twice_or_unknown_is_refused():
    with pytest.raises(ValueError, match="told twice"):
        classify(Delay, purpose="x", retention="x", public=["code"], internal=["code"])
    with pytest.raises(ValueError, match="no column"):
        classify(Delay, purpose="x", retention="x", public=["nowhere"])
    with pytest.raises(ValueError, match="have no level"):
        classify(Delay, purpose="x", retention="x", public=["code"], emptied=["unit"])


@pytest.mark.django_db
def test_the_records_of_a_person_are_hers_alone():
    situation = SituationFactory()
    person = situation.participation.participant
    OpportunityProfileFactory(participant=person)
    SituationFactory()
    found = dict(records_about(person))
    assert [row["last_name"] for row in found["participants.participant"]] == [person.last_name]
    assert len(found["participants.situation"]) == 1
    assert found["participants.opportunityprofile"] == [{"codes": ["economique", "social"], "is_declined": False}]
