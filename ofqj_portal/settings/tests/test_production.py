"""Production settings are read in a process of their own, as a server does."""

import json
import os
import subprocess
import sys

import pytest
from cryptography.fernet import Fernet
from django.conf import settings

SAFE = {
    "DATABASE_URL": "postgres://application:a@127.0.0.1:1/ofqj",
    "OFQJ_OWNER_DATABASE_URL": "postgres://owner:o@127.0.0.1:1/ofqj",
    "REDIS_URL": "redis://127.0.0.1:1/0",
    "OFQJ_SECRET_KEY": "k7Qd" * 16 + "longue-et-variee",
    "OFQJ_ALLOWED_HOSTS": "portail.ofqj.test",
    "OFQJ_BASE_URL": "https://portail.ofqj.test",
    "OFQJ_EMAIL_URL": "smtp+tls://courrier.ofqj.test:587",
    "OFQJ_EMAIL_FROM": "OFQJ <portail@ofqj.test>",
    "OFQJ_STORAGE_URL": "s3://key:secret@files?endpoint=https://s3.ofqj.test",
    "OFQJ_FIELD_KEYS": Fernet.generate_key().decode(),
}


def run(words: list[str], **changes: str) -> subprocess.CompletedProcess[str]:
    """Run Python with the safe production settings and these changes; an empty value takes a variable away."""
    values = {name: value for name, value in (SAFE | changes).items() if value}
    inherited = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    return subprocess.run(
        [sys.executable, *words],
        env=inherited | values | {"DJANGO_SETTINGS_MODULE": "ofqj_portal.settings.production"},
        cwd=settings.ROOT,
        capture_output=True,
        text=True,
        check=False,
    )


def loading(**changes: str) -> str:
    """Load production settings with these changes and return the refusals, or nothing."""
    done = run(["-c", "from django.conf import settings; settings.DEBUG"], **changes)
    return done.stderr.rpartition("ne sont pas sûrs :")[2].strip()


def test_safe_settings_start():
    assert loading() == ""


def test_limits_count_who_asks_and_neither_the_proxy_nor_what_she_says_of_herself():
    lines = [
        "import django; django.setup()",
        "from allauth.account.adapter import get_adapter; from django.test import RequestFactory",
        "told = {'X-Forwarded-For': '192.0.2.1, 203.0.113.7'}",
        "asks = RequestFactory().get('/', REMOTE_ADDR='127.0.0.1', headers=told)",
        "print(get_adapter().get_client_ip(asks))",
    ]

    assert run(["-c", "\n".join(lines)]).stdout.strip() == "203.0.113.7"


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({"OFQJ_DEBUG": "true"}, "- OFQJ_DEBUG est actif ; retirez-le."),
        (
            {"OFQJ_DEMO": "true"},
            "- OFQJ_DEMO est actif ; la démonstration n’a pas sa place en production.",
        ),
        ({"OFQJ_SECRET_KEY": ""}, "- OFQJ_SECRET_KEY est absente ou faible : 50 signes au hasard."),
        ({"OFQJ_SECRET_KEY": "court"}, "- OFQJ_SECRET_KEY est absente ou faible : 50 signes au hasard."),
        (
            {"OFQJ_SECRET_KEY": "demonstration-seulement-" + "aZ9kQ" * 9},
            "- OFQJ_SECRET_KEY est absente ou faible : 50 signes au hasard.",
        ),
        ({"OFQJ_ALLOWED_HOSTS": ""}, "- OFQJ_ALLOWED_HOSTS manque : les noms sous lesquels on vous joint."),
        ({"OFQJ_ALLOWED_HOSTS": "*"}, "- OFQJ_ALLOWED_HOSTS contient « * » ; nommez les hôtes."),
        ({"OFQJ_FIELD_KEYS": ""}, "- OFQJ_FIELD_KEYS manque ou n’est pas une liste de clés Fernet."),
        ({"OFQJ_FIELD_KEYS": "abc"}, "- OFQJ_FIELD_KEYS manque ou n’est pas une liste de clés Fernet."),
        ({"OFQJ_BASE_URL": "http://portail.ofqj.test"}, "- OFQJ_BASE_URL doit commencer par https://."),
        ({"DATABASE_URL": ""}, "- DATABASE_URL manque."),
        (
            {"OFQJ_OWNER_DATABASE_URL": SAFE["DATABASE_URL"]},
            "- DATABASE_URL et OFQJ_OWNER_DATABASE_URL nomment le même rôle.",
        ),
        ({"REDIS_URL": ""}, "- REDIS_URL manque."),
        ({"OFQJ_EMAIL_URL": ""}, "- OFQJ_EMAIL_URL manque."),
        ({"OFQJ_EMAIL_FROM": ""}, "- OFQJ_EMAIL_FROM manque."),
        ({"OFQJ_STORAGE_URL": ""}, "- OFQJ_STORAGE_URL manque."),
    ],
)
def test_an_unsafe_setting_stops_the_start(changes, refusal):
    assert loading(**changes) == refusal


def test_every_refusal_is_said_at_once():
    assert loading(OFQJ_DEBUG="true", REDIS_URL="").splitlines() == [
        "- OFQJ_DEBUG est actif ; retirez-le.",
        "  - REDIS_URL manque.",
    ]


def test_migrate_is_refused_without_the_owner():
    done = run(["manage.py", "migrate"], OFQJ_OWNER_DATABASE_URL="")

    assert done.returncode == 1
    assert done.stderr.strip() == (
        "CommandError: OFQJ_OWNER_DATABASE_URL manque : seule la propriétaire de la base peut en changer les tables."
    )


def test_the_deployment_check_is_clean():
    done = run(["manage.py", "check", "--deploy", "--fail-level", "WARNING"])

    assert (done.returncode, done.stderr) == (0, "")


def test_cookies_and_transport_are_strict():
    code = (
        "import json; from django.conf import settings as s;"
        "print(json.dumps([s.SESSION_COOKIE_NAME, s.CSRF_COOKIE_NAME, s.SESSION_COOKIE_SECURE, s.CSRF_COOKIE_SECURE,"
        " s.SECURE_SSL_REDIRECT, s.SECURE_HSTS_SECONDS > 31_000_000, s.SECOND_FACTOR_REQUIRED,"
        " bool(s.ACCOUNT_RATE_LIMITS)]))"
    )

    done = run(["-c", code])

    assert json.loads(done.stdout) == ["__Host-session", "__Host-csrf", True, True, True, True, True, True]
