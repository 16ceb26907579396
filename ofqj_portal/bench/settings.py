"""The portal as the benchmark serves it: the local stack without what only the demo adds (banner, clock)."""

from ofqj_portal.settings.dev import *

DEMO = False
CLOCK_FILE = None
LOGGING = logging_config(json=True, level=LOG_LEVEL)
