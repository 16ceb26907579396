"""The convention as loaded: real, whole, and the same after a second run."""

from datetime import date

import pytest
from django.core.management.sql import emit_post_migrate_signal

from conventions.models import Article, Convention, Indicator
from conventions.services.load import add_missing_rules, load_convention

pytestmark = pytest.mark.django_db


def test_the_convention_has_its_nine_articles_five_objectives_and_four_signature_blocks():
    convention = load_convention()
    assert [article.number for article in convention.articles.all()] == list(range(1, 10))
    assert [objective.number for objective in convention.objectives.all()] == list(range(1, 6))
    assert [(s.party, s.section, s.by_delegation) for s in convention.signatories.all()] == [
        ("ofqj", "fr", False),
        ("ofqj", "qc", False),
        ("unml", "", True),
        ("rcjeq", "", False),
    ]


def test_its_term_is_computed_and_stands_beside_the_years_of_its_title():
    convention = load_convention()
    assert convention.ends_on == date(2029, 9, 30)
    assert convention.title_years == "2024-2028"
    assert convention.is_in_force(date(2029, 9, 30))
    assert not convention.is_in_force(date(2029, 10, 1))
    assert not convention.is_in_force(date(2024, 9, 30))


def test_the_disagreements_of_the_texts_are_kept_with_their_sources():
    rows = load_convention().disagreements.all()
    assert [row.code for row in rows] == ["term", "blocks", "gap", "ages", "renewal", "plan", "notice"]
    assert {len(reading) for row in rows for reading in row.readings} == {2}
    assert all(reading["says"] and reading["source"] for row in rows for reading in row.readings)


def test_loading_twice_changes_nothing():
    load_convention()
    before = list(Article.objects.values_list("pk", "summary")), list(Indicator.objects.values_list("pk", "label"))
    load_convention()
    assert (
        list(Article.objects.values_list("pk", "summary")),
        list(Indicator.objects.values_list("pk", "label")),
    ) == before
    assert Convention.objects.count() == 1


def test_loading_again_keeps_what_the_committee_decided_since():
    convention = load_convention()
    convention.committee.yes_needed = 3
    convention.committee.save()
    load_convention()
    convention.committee.refresh_from_db()
    assert convention.committee.yes_needed == 3


def test_a_rule_that_came_later_is_added_after_the_migrations_and_those_changed_since_stay():
    rules = load_convention().obligation_rules
    rules.filter(kind="consultation").delete()
    rules.filter(kind="plan").update(month=2)
    emit_post_migrate_signal(verbosity=0, interactive=False, db="default")
    assert rules.filter(kind="consultation").count() == 1
    assert rules.get(kind="plan").month == 2
    Convention.objects.filter(slug="ofqj-unml-rcjeq-2024").update(slug="une-autre")
    assert add_missing_rules() == 0
