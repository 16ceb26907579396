"""What every environment shares. Each value that differs by place is read here, from the environment."""

from pathlib import Path

import environ

from ofqj_portal.settings.databases import database

env = environ.Env()
ROOT = Path(__file__).resolve().parents[2]
VAR = Path(env.str("OFQJ_VAR", default=str(ROOT / "var")))

DEBUG = False
DEMO = False
SECRET_KEY = env.str("OFQJ_SECRET_KEY", default="")
ALLOWED_HOSTS = env.list("OFQJ_ALLOWED_HOSTS", default=[])
BASE_URL = env.str("OFQJ_BASE_URL", default="http://127.0.0.1:8000")
FIELD_KEYS = env.list("OFQJ_FIELD_KEYS", default=[])

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
    "allauth.usersessions",
    "crispy_forms",
    "crispy_bootstrap5",
    "django_filters",
    "django_htmx",
    "pgtrigger",
    "django_include_bootstrap",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
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
            ],
        },
    },
]

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]

LANGUAGE_CODE = "fr"
LANGUAGES = [("fr", "Français (France)"), ("fr-ca", "Français (Québec)")]
LOCALE_PATHS = [ROOT / "locale"]
TIME_ZONE = "UTC"
USE_I18N = True
USE_TZ = True

STATIC_URL = "/static/"
STATIC_ROOT = VAR / "static"
STATICFILES_DIRS = [ROOT / "static"]

DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
CRISPY_ALLOWED_TEMPLATE_PACKS = "bootstrap5"
CRISPY_TEMPLATE_PACK = "bootstrap5"


STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "private": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": VAR / "files"}},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
DATABASE_URL = env.str("DATABASE_URL", default="postgres://127.0.0.1:1/absente")
OWNER_DATABASE_URL = env.str("OFQJ_OWNER_DATABASE_URL", default="")
DATABASES = {"default": database(DATABASE_URL)}
OWNER_DATABASE = database(OWNER_DATABASE_URL) if OWNER_DATABASE_URL else None

# Sign-in limits live in the database: no request needs the broker.
CACHES = {"default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "core_cache"}}
