"""What a worker sets before its first work."""

import subprocess
import sys


def test_a_worker_sets_aside_what_is_loaded_and_walks_the_rest_less_often():
    code = (
        "import gc; from ofqj_portal.core.long_works import THRESHOLDS, settle; settle();"
        "print(gc.get_freeze_count() > 0, gc.get_threshold() == THRESHOLDS)"
    )
    answer = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert answer.stdout.strip() == "True True"
