"""The parts of pages that repeat themselves (tables, fields, filters) are drawn by Jinja2, several times faster.

They stand in `templates/jinja2`, say a sentence with `_`, and see the words they are given only. A page of Django's
engine draws one with `{% part "projects/project_table.html" rows=rows %}`. A name that a part does not know is a fault
that a test sees, not an empty place on the page.
"""

from functools import cache
from typing import Any

import jinja2
from crispy_forms.templatetags.crispy_forms_filters import optgroups
from django.template.defaultfilters import linebreaks_filter, linebreaksbr
from django.templatetags.static import static
from django.urls import reverse
from django.utils.formats import localize
from django.utils.timezone import localtime
from django.utils.translation import gettext, ngettext

from ofqj_portal.core.addresses import address_of, fixed_address
from ofqj_portal.core.input_columns import Column
from ofqj_portal.core.pages import page_address
from ofqj_portal.core.templatetags import fields, portal


def address(name: str, *words: Any, **named: Any) -> str:
    """Return the address of a page by its name, as `{% url %}` does; without words or by one key, composed once."""
    if not words and not named:
        return fixed_address(name)
    if len(words) == 1 and isinstance(words[0], int) and not named:
        return address_of(name, words[0])
    return reverse(name, args=words, kwargs=named)


class Parts(jinja2.Environment):
    """The environment of the parts: the words and formats of the portal under the names that pages know them by."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**{**options, "undefined": jinja2.StrictUndefined})
        self.globals.update(
            _=gettext,
            ngettext=ngettext,
            url=address,
            static=cache(static),
            bar_segments=portal.bar_segments,
            share=portal.share,
            state_badge=portal.state_badge,
            both_shores=portal.both_shores,
            rules_by_verdict=portal.rules_by_verdict,
            line_of=portal.line_of,
            page_numbers=portal.page_numbers,
            page_address=page_address,
            field=fields.field,
            hidden=fields.hidden,
            kind=fields.kind,
            control=fields.control,
            column=Column,
            optgroups=optgroups,
        )
        self.filters.update(
            money=portal.money,
            number=portal.number,
            civil_date=portal.civil_date,
            instant=portal.instant,
            iso=portal.iso,
            plural=portal.plural,
            linebreaks=linebreaks_filter,
            linebreaksbr=linebreaksbr,
            localtime=localtime,
            localize=localize,
        )

    def make_globals(self, d: Any) -> Any:
        """Return the names that every part knows as they stand: Jinja's own chain is slow to copy for each part."""
        return {**self.globals, **d} if d else self.globals
