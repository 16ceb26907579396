"""The pages of a list that may be long: past five hundred rows nobody counts them, and the page says so."""

from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import QueryDict

COUNTED = 500
_LAST_PAGE = 100_000  # whoever asks for a later one reads the last


class LongPages(Paginator):
    """A Paginator that counts five hundred rows, or up to the page after the one that is read, and no further.

    `count` is exact unless `has_more`: there are then more rows than that. Every page can still be reached, one after
    the other; filters make the count exact, and an export goes through all of them.
    """

    has_more = False
    _stop = COUNTED

    def get_page(self, number: Any) -> Page:
        """Return that page; the first for what is no number, the last for one that is too far."""
        self._stop_after(_number(number))
        return super().get_page(number)

    @cached_property
    def count(self) -> int:
        """How many rows there are, or where counting stopped."""
        found = _count(self.object_list, self._stop + 1)
        self.has_more = found > self._stop
        return min(found, self._stop)

    def _stop_after(self, asked: int) -> None:
        self._stop = max(COUNTED, (asked + 1) * self.per_page)


class CountedPages(LongPages):
    """The same for rows that tell in `found` how many there are: where finding them is dear, one query does both."""

    def get_page(self, number: Any) -> Page:
        """Return that page, counted by its own rows; without any, it is looked for as in every list."""
        asked = _number(number)
        rows = self.object_list[(asked - 1) * self.per_page : asked * self.per_page] if asked else []
        if not rows:
            return super().get_page(number)
        self._stop_after(asked)
        self.has_more = rows[0].found > self._stop
        self.count = min(rows[0].found, self._stop)
        return self._get_page(rows, asked, self)


def page_address(query: QueryDict, number: int) -> str:
    """Return where a page of the list stands, as its address is filtered."""
    return "?" + urlencode(dict(query.lists()) | {"page": [str(number)]}, doseq=True)


def _number(asked: Any) -> int:
    """Read which page is asked for: the first for what is no number."""
    return min(int(str(asked)[:9]), _LAST_PAGE) if str(asked).isdecimal() else 1


def _count(rows: Any, at_most: int) -> int:
    """Count rows of a list, a QuerySet or a prepared list, no further than `at_most`."""
    if isinstance(rows, QuerySet):
        return rows.order_by().values("pk")[:at_most].count()
    return len(rows) if isinstance(rows, list) else rows.count_up_to(at_most)
