"""One field, three values: what the page showed, what is stored, what was typed."""

import pytest

from ofqj_portal.core.three_way import Clash, mark, merge, read_marks, write_marks


@pytest.mark.parametrize(
    ("base", "theirs", "mine", "written", "clashes", "others"),
    [
        ("a", "a", "a", set(), 0, set()),
        ("a", "a", "b", {"f"}, 0, set()),
        ("a", "b", "a", set(), 0, {"f"}),
        ("a", "b", "b", set(), 0, set()),
        ("a", "b", "c", set(), 1, set()),
        ("", "b", "c", set(), 1, set()),
        ("a", "", "c", set(), 1, set()),
        ("a", "a", "", {"f"}, 0, set()),
        ("a", "b", "", set(), 1, set()),
    ],
)
def test_a_field_takes_the_value_of_the_side_that_changed_it(base, theirs, mine, written, clashes, others):
    found = merge(write_marks({"f": base}), theirs={"f": theirs}, mine={"f": mine})

    assert (found.to_write, len(found.clashes), found.changed_by_others) == (written, clashes, others)


def test_a_clash_says_both_values_and_what_a_page_that_saw_theirs_carries():
    clash = merge(write_marks({"f": "a"}), theirs={"f": "b"}, mine={"f": "c"}).clashes[0]

    assert clash == Clash("f", "b", "c")
    assert merge(f"f={clash.their_mark}", theirs={"f": "b"}, mine={"f": "c"}).to_write == {"f"}


def test_a_field_that_is_yielded_keeps_its_stored_value():
    found = merge(write_marks({"f": "a"}), theirs={"f": "b"}, mine={"f": "c"}, yielded={"f"})

    assert (found.to_write, found.clashes) == (frozenset(), ())


def test_without_any_mark_nothing_is_judged():
    assert merge("", theirs={"f": "b"}, mine={"f": "c"}).to_write == {"f"}


def test_marks_that_make_no_sense_never_let_a_value_be_overwritten():
    assert len(merge("n'importe quoi", theirs={"f": "b"}, mine={"f": "c"}).clashes) == 1


def test_the_ends_of_lines_and_the_kinds_of_nothing_make_no_difference():
    assert mark("un\r\ndeux") == mark("un\ndeux")
    assert {mark(None), mark(""), mark([])} == {"0"}
    assert mark(0) != mark(None)


def test_marks_are_read_back_as_written():
    assert read_marks(write_marks({"b.1": 2, "a": "x"})) == {"a": mark("x"), "b.1": mark(2)}
