import pytest

from ofqj_portal.accounts.tests.factories import UserFactory
from ofqj_portal.core.models import NumberSequence
from ofqj_portal.core.read_log import readings_of, record_read

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
