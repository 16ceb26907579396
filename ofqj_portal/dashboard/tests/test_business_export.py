"""The export knows every row of the trade, whichever app it is of."""

import json

import pytest

from ofqj_portal.core import business_export

pytestmark = pytest.mark.django_db


def test_every_model_is_exported_or_left_out_with_a_reason():
    assert business_export.unregistered_models() == []


def test_every_key_can_be_followed_down_to_values():
    for model in business_export._exports:
        assert business_export.natural_key(model), model


def test_what_migrations_seed_comes_out_once_each():
    lines = list(business_export.export_lines())

    assert len(set(lines)) == len(lines)
    assert {json.loads(line)["model"] for line in lines} >= {"partners.territory", "projects.budgetaccount"}
