"""A real server: everything comes from the environment, and whatever is unsafe stops the start."""

from ofqj_portal.settings.base import *
from ofqj_portal.settings.guard import refuse_unsafe
from ofqj_portal.settings.integrations.sentry import start_sentry

DEBUG = env.bool("OFQJ_DEBUG", default=False)
DEMO = env.bool("OFQJ_DEMO", default=False)


SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
ALLAUTH_TRUSTED_PROXY_COUNT = env.int("OFQJ_PROXY_COUNT", default=1)  # whose X-Forwarded-For says who asks
SECURE_SSL_REDIRECT = True
SECURE_REDIRECT_EXEMPT = [r"^sante/$", r"^metriques/$"]  # asked from within, in plain HTTP
SECURE_HSTS_SECONDS = 2 * 365 * 24 * 60 * 60
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_HSTS_PRELOAD = True
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = True
SESSION_COOKIE_NAME = "__Host-session"
CSRF_COOKIE_NAME = "__Host-csrf"
KNOWN_DEVICE_COOKIE, TRUSTED_DEVICE_COOKIE = "__Host-appareil", "__Host-confiance"
CONTENT_SECURITY_POLICY["DIRECTIVES"]["upgrade-insecure-requests"] = True

STORAGES["staticfiles"] = {"BACKEND": "ofqj_portal.core.static_files.HashedFiles"}
LOGGING = logging_config(json=env.str("OFQJ_LOG_FORMAT", default="json") == "json", level=LOG_LEVEL)

refuse_unsafe(globals())

SENTRY_DSN = env.str("OFQJ_SENTRY_DSN", default="")
if SENTRY_DSN:
    start_sentry(SENTRY_DSN, environment=env.str("OFQJ_SENTRY_ENVIRONMENT", default="production"))
