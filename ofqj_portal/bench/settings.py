"""The portal as the benchmark serves it: the local stack without what only the demo adds (banner, clock).

What only tests need is not there either: structlog, celery and kombu would load it if they found it.
"""

import sys

for _name in ("rich", "yaml", "greenlet"):
    sys.modules.setdefault(_name, None)  # type: ignore[arg-type]

from ofqj_portal.settings.dev import *  # noqa: E402

DEMO = False
CLOCK_FILE = None
LOGGING = logging_config(json=True, level=LOG_LEVEL)
