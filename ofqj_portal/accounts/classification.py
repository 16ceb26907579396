"""What the columns of this app say of people, what for, and how long (quality §6)."""

from django.utils.translation import gettext_lazy as _

from ofqj_portal.accounts import models
from ofqj_portal.core.classification import classify

TO_SIGN_IN = _("ouvrir le portail à la bonne personne")
TO_WATCH = _("voir qui se sert de son compte")

classify(
    models.User,
    purpose=TO_SIGN_IN,
    retention=_("tant que le compte existe"),
    internal=["password", "last_login", "is_superuser", "is_active", "joined_at"],
    personal=["email", "first_name", "last_name"],
)
classify(
    models.SignIn,
    purpose=TO_WATCH,
    retention=_("six mois, ou ce que dit OFQJ_SIGN_IN_HISTORY_DAYS"),
    internal=["user", "outcome", "way"],
    personal=["at", "device", "network"],
    is_deleted=True,
)
classify(
    models.TrustedDevice,
    purpose=TO_SIGN_IN,
    retention=_("jusqu’à la fin de la confiance, un mois au plus, ou ce que dit OFQJ_TRUSTED_DEVICE_DAYS"),
    internal=["user", "token_hash", "bound_to", "created_at", "expires_at"],
    personal=["device"],
    is_deleted=True,
)
