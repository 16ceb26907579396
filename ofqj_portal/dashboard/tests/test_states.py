"""The page of states says what the tables say."""

from django.conf import settings

from ofqj_portal.dashboard.states import machines, page


def test_the_page_of_states_is_the_one_the_tables_give():
    written = (settings.ROOT / "docs" / "etats.md").read_text(encoding="utf-8")
    assert written == page(), "Lancez : .venv/bin/python manage.py document_states"


def test_every_state_and_every_move_of_every_machine_is_known():
    for title, states, moves in machines():
        assert set(moves) == {state.value for state in states}, title
        for targets in moves.values():
            assert set(targets) <= {state.value for state in states}, title
