"""What every test may use: the installed Chromium for browser tests, and no surprise from the outside."""

import os
import shutil
from typing import Any

import pytest
from hypothesis import settings as hypothesis_settings

os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")  # Playwright runs its loop in the thread of the test
hypothesis_settings.register_profile("portal", deadline=None, derandomize=True)
hypothesis_settings.load_profile("portal")

pytest_plugins = ["ofqj_portal.core.tests.workers"]
CHROMIUM_ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """Launch Debian's Chromium; nothing is downloaded."""
    chromium = shutil.which("chromium")
    if chromium is None:
        pytest.fail("Chromium manque : sudo apt-get install --no-install-recommends chromium libatomic1")
    return browser_type_launch_args | {"executable_path": chromium, "args": CHROMIUM_ARGUMENTS}


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args: dict[str, Any]) -> dict[str, Any]:
    """Browse in French, from Paris."""
    return browser_context_args | {"locale": "fr-FR", "timezone_id": "Europe/Paris"}
