import pytest

from ofqj_portal.accounts.tests.factories import UserFactory
from ofqj_portal.core.models import NumberSequence
from ofqj_portal.core.read_log import readings_of, record_read, record_reads

pytestmark = pytest.mark.django_db


def test_each_reading_is_kept_with_its_reader_and_its_purpose(django_assert_num_queries):
    thing, other = (NumberSequence.objects.create(name=name, last_value=1) for name in "ab")
    ada, zoe = UserFactory(), UserFactory()
    record_read(ada, thing, "review")
    record_read(zoe, thing, "request")
    record_read(zoe, other, "request")

    with django_assert_num_queries(1):
        assert [(reading.user, reading.purpose) for reading in readings_of(thing)] == [
            (zoe, "request"),
            (ada, "review"),
        ]


def test_several_readings_at_once_are_kept_as_one_by_one_would(django_assert_num_queries):
    thing, other = (NumberSequence.objects.create(name=name, last_value=1) for name in "ab")
    ada = UserFactory()
    with django_assert_num_queries(1):
        record_reads(ada, [thing, other], "review")
    record_reads(ada, [], "review")
    alone = record_read(ada, other, "review")

    kept = [*readings_of(thing), *readings_of(other)]
    assert [(reading.object_id, reading.user, reading.purpose) for reading in kept] == [
        (str(about.pk), ada, "review") for about in (thing, other, other)
    ]
    assert all(abs(reading.at - alone.at).total_seconds() < 60 for reading in kept)
