"""The list of faults stays true to the code: a guard that moved is looked for where it went."""

import pytest
from django.conf import settings

from ofqj_portal.drill.faults import FAULTS
from ofqj_portal.drill.sabotage import put_in


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.guard)
def test_each_guard_is_where_the_list_says_and_a_test_watches_it(fault, tmp_path):
    whole = (settings.ROOT / fault.file).read_text()
    (tmp_path / fault.file).parent.mkdir(parents=True)
    (tmp_path / fault.file).write_text(whole)
    file, _, name = fault.test.partition("::")

    assert put_in(fault, tmp_path) == whole
    compile((tmp_path / fault.file).read_text(), fault.file, "exec")
    assert f"def {name}(" in (settings.ROOT / file).read_text() or not name
    assert (settings.ROOT / file).exists()


def test_a_guard_that_is_not_there_is_told(tmp_path):
    fault = FAULTS[0]
    (tmp_path / fault.file).parent.mkdir(parents=True)
    (tmp_path / fault.file).write_text("")

    with pytest.raises(LookupError, match="n’y est pas une fois"):
        put_in(fault, tmp_path)
