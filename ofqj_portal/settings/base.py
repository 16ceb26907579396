"""What every environment shares. Each value that differs by place is read here, from the environment."""

from pathlib import Path

import environ

from ofqj_portal.settings.databases import database
from ofqj_portal.settings.integrations.celery import *
from ofqj_portal.settings.integrations.email import *
from ofqj_portal.settings.integrations.logging import logging_config
from ofqj_portal.settings.integrations.security import *
from ofqj_portal.settings.integrations.sign_in import *
from ofqj_portal.settings.integrations.storage import private_storage

env = environ.Env()
ROOT = Path(__file__).resolve().parents[2]
VAR = Path(env.str("OFQJ_VAR", default=str(ROOT / "var")))

DEBUG = False
DEMO = False  # demonstration data, a banner, a clock that can be moved
TESTING = False
CLOCK_FILE: Path | None = None  # how far the demo clock is ahead; only the demo and the tests have one
SECOND_FACTOR_REQUIRED = True  # for the roles that see many people or decide
STEP_UP_WITH_PASSWORD_ONLY = False
MESSAGE_BUNDLE_SECONDS = 1800  # messages of one thread written within that time make one mail a person
MAIL_BUNDLE_SECONDS = 3600  # what the portal tells one person within that time makes one mail; 0 tells each at once
DECISION_UNDO_SECONDS = 600  # how long a decision may be taken back before the structure hears of it
FIGURES_KEPT_SECONDS = 300  # how long provisional figures are shown before they are counted again; the page says when
EXPORT_KEPT_DAYS = 7  # how long an exported list can be downloaded before it is deleted
SECRET_KEY = env.str("OFQJ_SECRET_KEY", default="")
ALLOWED_HOSTS = env.list("OFQJ_ALLOWED_HOSTS", default=[])
BASE_URL = env.str("OFQJ_BASE_URL", default="http://127.0.0.1:8000")
FIELD_KEYS = env.list("OFQJ_FIELD_KEYS", default=[])
PUBLICATION_DIRECTOR = env.str("OFQJ_PUBLICATION_DIRECTOR", default="")  # who answers for what is published
HOSTED_BY = env.str("OFQJ_HOSTED_BY", default="")  # name, address and telephone of the host, for the legal notice
SMS_GATEWAY = env.str("OFQJ_SMS_GATEWAY", default="")  # off: no provider's gateway is shipped (see core.sms)
SMS_FOLDER = VAR / "sms"  # where the gateway of trials, core.sms.SmsFile, writes
SEAL_PKCS12 = env.str("OFQJ_SEAL_PKCS12", default="")  # seals the proof files (PAdES); none by default
SEAL_PASSWORD = env.str("OFQJ_SEAL_PASSWORD", default="")
# One identity provider (OpenID Connect), off without its address.
SOCIALACCOUNT_PROVIDERS = openid_provider(
    issuer=env.str("OFQJ_OIDC_ISSUER", default=""),
    name=env.str("OFQJ_OIDC_NAME", default="OpenID Connect"),
    client_id=env.str("OFQJ_OIDC_CLIENT_ID", default=""),
    secret=env.str("OFQJ_OIDC_CLIENT_SECRET", default=""),
    scope=env.list("OFQJ_OIDC_SCOPE", default=["openid", "email"]),
    acr_values=env.str("OFQJ_OIDC_ACR_VALUES", default=""),
    strong=env.list("OFQJ_OIDC_STRONG", default=[]),
    vouches_for_addresses=env.bool("OFQJ_OIDC_VOUCHES_FOR_ADDRESSES", default=False),
)
SIGN_IN_HISTORY_DAYS = env.int("OFQJ_SIGN_IN_HISTORY_DAYS", default=180)
TRUSTED_DEVICE_DAYS = env.int("OFQJ_TRUSTED_DEVICE_DAYS", default=30)  # 0: no browser is trusted
METRICS_TOKEN = env.str("OFQJ_METRICS_TOKEN", default="")  # what a Prometheus server shows; empty: no such page
TIMESTAMP_URL = env.str("OFQJ_TIMESTAMP_URL", default="")  # an RFC 3161 authority; none by default

INSTALLED_APPS = [
    "ofqj_portal.dashboard",
    "ofqj_portal.privacy",
    "conventions",
    "participants",
    "projects",
    "partners",
    "ofqj_portal.accounts",
    "ofqj_portal.notifications",
    "ofqj_portal.core",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django.contrib.postgres",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.usersessions",
    "crispy_forms",
    "crispy_bootstrap5",
    "django_htmx",
    "pgtrigger",
    "django_include_bootstrap",
    "js_lib_leaflet",
]
if SOCIALACCOUNT_PROVIDERS:
    INSTALLED_APPS += [OPENID_APP]

MIDDLEWARE = [
    "ofqj_portal.core.request_log.RequestLog",
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "ofqj_portal.core.headers.ResponseHeaders",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "ofqj_portal.accounts.middleware.SessionLimits",
    "ofqj_portal.accounts.middleware.SeeingAs",
    "partners.middleware.CurrentStructure",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "ofqj_portal.accounts.middleware.KnownDevices",
    "ofqj_portal.accounts.middleware.SecondFactorRequired",
    "django_htmx.middleware.HtmxMiddleware",
    "ofqj_portal.core.methods.DeclaredMethods",
    "ofqj_portal.core.refusals.RefusalPages",
]

ROOT_URLCONF = "ofqj_portal.urls"
WSGI_APPLICATION = "ofqj_portal.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [ROOT / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "ofqj_portal.dashboard.context.chrome",
            ],
        },
    },
    {
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "DIRS": [ROOT / "templates/jinja2"],
        "OPTIONS": {"environment": "ofqj_portal.core.jinja.Parts"},
    },
]

SILENCED_SYSTEM_CHECKS = ["auth.W004"]  # the address is unique whatever its case, by a constraint on Lower(email)
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["ofqj_portal.accounts.backend.AccountBackend"]

LANGUAGE_CODE = "fr"
LANGUAGES = [("fr", "Français (France)"), ("fr-ca", "Français (Québec)")]
LOCALE_PATHS = [ROOT / "locale"]
TIME_ZONE = "UTC"
USE_I18N = True
USE_TZ = True

STATIC_URL = "/static/"
STATIC_ROOT = VAR / "static"
STATIC_EXTRA = VAR / "static-extra"  # what the set-up makes: the portal's fonts
STATICFILES_DIRS = [folder for folder in (ROOT / "static", STATIC_EXTRA) if folder.is_dir()]

STORAGES = {
    "default": private_storage(f"file://{VAR / 'files'}"),
    "private": private_storage(env.str("OFQJ_STORAGE_URL", default=f"file://{VAR / 'files'}")),
    # marks of erased people: outside of whatever is backed up, so that a restore cannot bring anybody back
    "tombstones": private_storage(env.str("OFQJ_TOMBSTONES_URL", default=f"file://{VAR / 'tombstones'}")),
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}

# The antivirus reads what people hand in, through the socket of clamd. Without one a file is held, never served, unless
# SERVE_UNSCANNED says otherwise: the demo and the tests do, and a production may (OFQJ_SERVE_UNSCANNED_FILES).
CLAMAV_SOCKET = env.str("OFQJ_CLAMAV_SOCKET", default="")
CLAMAV_TIMEOUT_SECONDS = env.int("OFQJ_CLAMAV_TIMEOUT_SECONDS", default=60)
SERVE_UNSCANNED = env.bool("OFQJ_SERVE_UNSCANNED_FILES", default=False)

DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
CRISPY_ALLOWED_TEMPLATE_PACKS = "bootstrap5"
CRISPY_TEMPLATE_PACK = "bootstrap5"
FORM_RENDERER = "ofqj_portal.core.form_renderer.FormRenderer"

DATABASE_URL = env.str("DATABASE_URL", default="postgres://127.0.0.1:1/absente")
OWNER_DATABASE_URL = env.str("OFQJ_OWNER_DATABASE_URL", default="")
DATABASES = {"default": database(DATABASE_URL)}
KEEPS_PLANS = bool(DATABASES["default"]["CONN_MAX_AGE"])  # what a connection plans once: core/kept_plans.py
OWNER_DATABASE = database(OWNER_DATABASE_URL) if OWNER_DATABASE_URL else None

# Sign-in limits live in the database: no request needs the broker.
CACHES = {"default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "core_cache"}}

LOG_LEVEL = env.str("OFQJ_LOG_LEVEL", default="INFO")
LOGGING = logging_config(json=env.str("OFQJ_LOG_FORMAT", default="text") == "json", level=LOG_LEVEL)
