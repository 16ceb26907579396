"""The truths of every app, on what migrations seed: each statement runs, and each holds."""

import pytest

from ofqj_portal.core import invariants

pytestmark = pytest.mark.django_db


def test_every_truth_holds_on_a_new_base():
    results = invariants.check()

    assert [label for label, holds, _count in results if not holds] == []
    assert len(results) >= 30
    assert len({label for label, _holds, _count in results}) == len(results)


def test_every_app_with_rows_of_the_trade_has_its_truths():
    apps = {name.partition(".")[0] for name in invariants._invariants}

    assert apps == {"core", "partners", "projects", "participants", "conventions"}
