"""Versions are written once, numbered, and compared in words."""

from datetime import UTC, datetime

import pytest
from django.db import IntegrityError, InternalError, transaction

from ofqj_portal.accounts.tests.factories import UserFactory
from ofqj_portal.core.models import Version
from ofqj_portal.core.versions import Change, compare, save_version, versions_of

NOW = datetime(2026, 2, 1, 10, 0, tzinfo=UTC)


@pytest.mark.django_db
def test_versions_of_an_object_are_numbered_from_one():
    one, other = UserFactory(), UserFactory()

    save_version(one, data={"title": "A"}, by=other, now=NOW)
    save_version(other, data={"title": "Z"}, by=other, now=NOW)
    save_version(one, data={"title": "B"}, by=other, now=NOW, note="Compléments")

    assert [(v.number, v.data["title"], v.note) for v in versions_of(one)] == [(1, "A", ""), (2, "B", "Compléments")]


@pytest.mark.django_db
def test_the_database_keeps_a_version_as_it_was_written():
    user = UserFactory()
    version = save_version(user, data={"title": "A"}, by=user, now=NOW)

    with pytest.raises((InternalError, IntegrityError)), transaction.atomic():
        Version.objects.filter(pk=version.pk).update(data={"title": "B"})
    with pytest.raises((InternalError, IntegrityError)), transaction.atomic():
        Version.objects.filter(pk=version.pk).delete()

    assert versions_of(user).get().data == {"title": "A"}


def test_a_comparison_lists_only_what_differs_in_the_order_of_the_labels():
    old = {"aims": "un", "places": 8, "title": "Même", "secret": 1}
    new = {"aims": "deux", "places": 10, "title": "Même", "secret": 2}

    changes = compare(old, new, {"title": "titre", "places": "places", "aims": "objectifs"})

    assert changes == [Change("places", "8", "10"), Change("objectifs", "un", "deux")]


def test_a_comparison_puts_values_in_the_words_of_the_reader():
    changes = compare({}, {"pieces": ["a", "b"]}, {"pieces": "pièces"}, show=lambda field, value: f"{field}:{value}")

    assert changes == [Change("pièces", "pieces:None", "pieces:['a', 'b']")]


def test_a_change_shows_the_words_that_came_and_went():
    change = Change("objectifs", "reprendre confiance en soi", "reprendre pleinement confiance")

    assert change.words == [
        ("same", "reprendre"),
        ("added", "pleinement"),
        ("same", "confiance"),
        ("removed", "en soi"),
    ]
