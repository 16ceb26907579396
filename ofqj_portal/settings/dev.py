"""The demo and development: one machine, plain HTTP on the loopback address, invented people."""

import base64

from ofqj_portal.settings.base import *
from ofqj_portal.settings.databases import restricted_address

DEMO = True
DEBUG = env.bool("OFQJ_DEBUG", default=False)  # off by default: the demo shows the French error pages
SECRET_KEY = "demonstration-seulement-" + "d" * 50
FIELD_KEYS = [base64.urlsafe_b64encode(b"demonstration-ofqj-demonstration").decode()]
ALLOWED_HOSTS = ["127.0.0.1", "localhost"]

SECOND_FACTOR_REQUIRED = False
ACCOUNT_RATE_LIMITS = False  # no sign-in limit: the demo listens on the loopback address only
MFA_RATE_LIMITS = False
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = True  # passkeys are tried at http://localhost
STEP_UP_WITH_PASSWORD_ONLY = True
MESSAGE_BUNDLE_SECONDS = 5
MAIL_BUNDLE_SECONDS = 5
SERVE_UNSCANNED = True
DECISION_UNDO_SECONDS = 5
CLOCK_FILE = VAR / "demo" / "clock"

EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"  # /demo/courriels/ shows what left
STORAGES["private"] = private_storage(f"file://{VAR / 'demo' / 'files'}")
# No copy of the static files: what is edited is what is shown at the next start.
STATIC_ROOT = None
WHITENOISE_USE_FINDERS = True

LOGGING = logging_config(json=False, level=env.str("OFQJ_LOG_LEVEL", default="WARNING"))  # the terminal stays readable

if env.str("DATABASE_URL", default="") and not OWNER_DATABASE_URL:
    OWNER_DATABASE = database(DATABASE_URL)
    DATABASES = {"default": database(restricted_address(DATABASE_URL))}
