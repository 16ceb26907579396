"""What production refuses to start with, all of it said at once."""

from collections.abc import Mapping
from typing import Any

from cryptography.fernet import Fernet
from django.core.exceptions import ImproperlyConfigured

KEY_LENGTH = 50
KEY_VARIETY = 5
DEFAULT_KEYS = ("demonstration", "developpement", "tests-seulement", "django-insecure")


def refuse_unsafe(settings: Mapping[str, Any]) -> None:
    """Raise ImproperlyConfigured with every reason not to start."""
    reasons = unsafe_reasons(settings)
    if reasons:
        lines = "".join(f"\n  - {reason}" for reason in reasons)
        raise ImproperlyConfigured(f"Le portail ne démarre pas, ses réglages ne sont pas sûrs :{lines}")


def unsafe_reasons(settings: Mapping[str, Any]) -> list[str]:
    """List in French what is missing or unsafe, each with the variable to set."""
    found = [
        (settings["DEBUG"], "OFQJ_DEBUG est actif ; retirez-le."),
        (settings["DEMO"], "OFQJ_DEMO est actif ; la démonstration n’a pas sa place en production."),
        (
            not is_strong(settings["SECRET_KEY"]),
            f"OFQJ_SECRET_KEY est absente ou faible : {KEY_LENGTH} signes au hasard.",
        ),
        (not settings["ALLOWED_HOSTS"], "OFQJ_ALLOWED_HOSTS manque : les noms sous lesquels on vous joint."),
        ("*" in settings["ALLOWED_HOSTS"], "OFQJ_ALLOWED_HOSTS contient « * » ; nommez les hôtes."),
        (not are_field_keys(settings["FIELD_KEYS"]), "OFQJ_FIELD_KEYS manque ou n’est pas une liste de clés Fernet."),
        (not settings["BASE_URL"].startswith("https://"), "OFQJ_BASE_URL doit commencer par https://."),
        (not settings["env"].str("DATABASE_URL", default=""), "DATABASE_URL manque."),
        (same_role(settings), "DATABASE_URL et OFQJ_OWNER_DATABASE_URL nomment le même rôle."),
        (not settings["env"].str("REDIS_URL", default=""), "REDIS_URL manque."),
        (not settings["env"].str("OFQJ_EMAIL_URL", default=""), "OFQJ_EMAIL_URL manque."),
        (not settings["env"].str("OFQJ_EMAIL_FROM", default=""), "OFQJ_EMAIL_FROM manque."),
        (not settings["env"].str("OFQJ_STORAGE_URL", default=""), "OFQJ_STORAGE_URL manque."),
    ]
    return [reason for unsafe, reason in found if unsafe]


def is_strong(key: str) -> bool:
    """Say whether a signing key is long, varied and not one that this repository shows."""
    return len(key) >= KEY_LENGTH and len(set(key)) >= KEY_VARIETY and not key.startswith(DEFAULT_KEYS)


def are_field_keys(keys: list[str]) -> bool:
    """Say whether there is at least one key to encrypt fields with, and all of them are keys."""
    try:
        return bool([Fernet(key) for key in keys])
    except ValueError:
        return False


def same_role(settings: Mapping[str, Any]) -> bool:
    """Say whether the application would run as the owner of its tables."""
    owner = settings["OWNER_DATABASE"]
    return bool(owner) and owner["USER"] == settings["DATABASES"]["default"]["USER"]
