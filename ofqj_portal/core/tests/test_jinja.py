"""The parts drawn by Jinja2: they escape, they say the words of the shore, and a name they do not know is a fault."""

import jinja2
import pytest
from django.template import Context, Template, engines
from django.urls import reverse

from ofqj_portal.core.shores import Shore, reading_as


def drawn(source: str, **words: object) -> str:
    return engines["jinja2"].from_string(source).render(words)


def test_what_people_wrote_is_escaped():
    assert drawn("{{ title }}", title="<b>&") == "&lt;b&gt;&amp;"


def test_a_name_that_was_not_given_is_a_fault():
    with pytest.raises(jinja2.UndefinedError):
        drawn("{{ titel }}", title="un titre")


def test_words_and_addresses_are_those_of_pages():
    with reading_as(Shore.QUEBEC):
        assert drawn('{{ _("Adresse e-mail") }}') == "Adresse courriel"
    assert drawn('{{ url("participants:detail", 7) }}') == reverse("participants:detail", args=[7])
    assert drawn('{{ url("projects:list") }}') == reverse("projects:list")


def test_a_page_draws_a_part_with_the_words_it_gives_and_no_others():
    page = Template('{% load portal %}{% part "projects/project_table.html" rows=rows %}')
    assert "<tbody></tbody>" in page.render(Context({"rows": []}))
