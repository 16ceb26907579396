"""An address composed once is the one that the map of the portal gives."""

import pytest
from django.urls import NoReverseMatch, reverse

from ofqj_portal.core.addresses import address_of


@pytest.mark.parametrize(("name", "word"), [("participants:detail", 1), ("dashboard:structure", 12345678)])
def test_a_key_is_written_where_the_map_writes_it(name, word):
    assert address_of(name, word) == reverse(name, args=[word])


def test_a_number_of_dossier_is_written_where_the_map_writes_it():
    assert address_of("projects:detail", "OFQJ-2031-12345", "OFQJ-2026-0001") == reverse(
        "projects:detail", args=["OFQJ-2031-12345"]
    )


def test_a_word_that_is_no_key_is_quoted():
    assert address_of("participants:detail", 'a/b c"<') == "/participants/a/b%20c%22%3C/"


def test_a_page_that_does_not_exist_is_said():
    with pytest.raises(NoReverseMatch):
        address_of("projects:nowhere", 1)
