"""The tests: the servers that the pytest plugin started, the restricted role, and nothing that leaves the machine."""

import base64
from pathlib import Path

from ofqj_portal.settings.base import *
from ofqj_portal.settings.databases import restricted_address

SECRET_KEY = "tests-seulement-" + "t" * 50
ALLOWED_HOSTS = ["testserver", "localhost", "127.0.0.1"]
BASE_URL = "http://testserver"

if not OWNER_DATABASE_URL:
    OWNER_DATABASE = database(DATABASE_URL)
    DATABASES = {"default": database(restricted_address(DATABASE_URL))}
DATABASES["default"]["ENGINE"] = "ofqj_portal.local.test_database"
DATABASES["default"]["CONN_MAX_AGE"] = 0
DATABASES["default"]["TEST"] = {"NAME": f"test_ofqj_{env.str('OFQJ_TEST_RUN')}"}

FILES = Path(env.str("OFQJ_TEST_HOME")) / "files"
STATIC_ROOT = FILES / "static"
STORAGES["private"] = private_storage(f"file://{FILES / env.str('PYTEST_XDIST_WORKER', default='main')}")
TESTING = True
INSTALLED_APPS += [OPENID_APP]  # the tests start a provider
CLOCK_FILE = FILES / f"clock-{env.str('PYTEST_XDIST_WORKER', default='main')}"
SECOND_FACTOR_REQUIRED = False
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = True  # passkeys are tried at http://localhost
MAIL_BUNDLE_SECONDS = 0  # each mail leaves at once; the tests of bundles say otherwise
SERVE_UNSCANNED = True
FIELD_KEYS = [base64.urlsafe_b64encode(b"tests-seulement-tests-seulement-").decode()]
LOGGING = logging_config(json=False, level="WARNING")
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
