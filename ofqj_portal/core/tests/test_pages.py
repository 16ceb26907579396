"""The pages of a long list: exact up to where counting stops, and every row reached beyond it."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from ofqj_portal.core import pages
from ofqj_portal.core.pages import CountedPages, LongPages
from ofqj_portal.core.prepared_rows import PreparedRows
from ofqj_portal.core.templatetags.portal import page_numbers, rows_in_all
from partners.models import Network


class Row(int):
    found = 7


@pytest.mark.parametrize("pages_of", [LongPages, CountedPages])
@pytest.mark.parametrize(
    ("asked", "number", "rows", "counted", "said", "shown"),
    [
        (None, 1, [1, 2], 4, "Plus de 4\N{NO-BREAK SPACE}paires", [1, 2, None]),
        ("2", 2, [3, 4], 6, "Plus de 6\N{NO-BREAK SPACE}paires", [1, 2, 3, None]),
        ("3", 3, [5, 6], 7, "7\N{NO-BREAK SPACE}paires", [1, 2, 3, 4]),
        ("4", 4, [7], 7, "7\N{NO-BREAK SPACE}paires", [1, None, 3, 4]),
        ("9" * 300, 4, [7], 7, "7\N{NO-BREAK SPACE}paires", [1, None, 3, 4]),
        ("99999999", 4, [7], 7, "7\N{NO-BREAK SPACE}paires", [1, None, 3, 4]),
        ("deux", 1, [1, 2], 4, "Plus de 4\N{NO-BREAK SPACE}paires", [1, 2, None]),
    ],
)
def test_a_long_list_counts_to_the_next_page_and_reaches_its_last(
    monkeypatch, pages_of, asked, number, rows, counted, said, shown
):
    monkeypatch.setattr(pages, "COUNTED", 4)

    page = pages_of([Row(place) for place in range(1, 8)], 2).get_page(asked)

    assert (page.number, list(page), page.paginator.count) == (number, rows, counted)
    assert rows_in_all(page, "paire,paires") == said
    assert page_numbers(page) == shown
    assert page.has_next() is (number < 4)


@pytest.mark.django_db
def test_rows_of_the_database_are_counted_no_further_in_either_kind_of_list(monkeypatch):
    monkeypatch.setattr(pages, "COUNTED", 2)
    for place in range(5):
        Network.objects.create(code=f"r{place}", name=f"Réseau {place}", party="unml")
    found = Network.objects.order_by("code")

    for rows in (found, PreparedRows(lambda _user, _key: found).of(None)):
        with CaptureQueriesContext(connection) as asked:
            page = LongPages(rows, 1).get_page("1")
            assert ([row.code for row in page], page.paginator.count) == (["r0"], 2)
        assert [("COUNT" in each["sql"], "LIMIT 3" in each["sql"]) for each in asked] == [(True, True), (False, False)]
