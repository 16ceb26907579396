"""The account of a person who signs in, whose mail address is her name; how she came in, and what she trusts."""

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class UserManager(BaseUserManager["User"]):
    def create_user(self, email: str, password: str | None = None, **fields: object) -> "User":
        """Create an account whose name is `email`, lower-cased."""
        user = self.model(email=email.strip().lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def get_by_natural_key(self, username: str | None) -> "User":
        """Find an account by its mail address, whatever its case."""
        return self.get(email__iexact=username or "")


class User(AbstractBaseUser, PermissionsMixin):
    """A person with an account. What she may do comes from her roles (memberships, mandates), never from this row."""

    email = models.EmailField(_("adresse e-mail"), max_length=254)
    first_name = models.CharField(_("prénom"), max_length=100)
    last_name = models.CharField(_("nom"), max_length=100)
    is_active = models.BooleanField(_("actif"), default=True)
    joined_at = models.DateTimeField(_("inscrit le"), default=timezone.now, editable=False)

    objects = UserManager()

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: list[str] = []

    class Meta:
        verbose_name = _("compte")
        verbose_name_plural = _("comptes")
        constraints = [
            models.UniqueConstraint(
                Lower("email"),
                name="user_email_unique",
                violation_error_message=_("Un compte porte déjà cette adresse."),
            )
        ]

    def __str__(self) -> str:
        return self.name_from(self.first_name, self.last_name, self.email)

    @staticmethod
    def name_from(first_name: str, last_name: str, email: str) -> str:
        """Name the account, for rows that read its columns only."""
        return f"{first_name} {last_name}".strip() or email


class SignIn(models.Model):
    """One time somebody came in with an account, or was turned away; kept for SIGN_IN_HISTORY_DAYS."""

    class Outcome(models.TextChoices):
        IN = "in", _("Connexion")
        WRONG_PASSWORD = "wrong_password", _("Refusée : mot de passe")
        WRONG_FACTOR = "wrong_factor", _("Refusée : second facteur")

    class Way(models.TextChoices):
        PASSWORD = "password", _("mot de passe")
        CODE = "code", _("mot de passe et code")
        RECOVERY = "recovery", _("mot de passe et code de secours")
        PASSWORD_AND_KEY = "password_and_key", _("mot de passe et clé d’accès")
        KEY = "key", _("clé d’accès")
        TRUSTED = "trusted", _("mot de passe, appareil de confiance")
        PROVIDER = "provider", _("fournisseur d’identité")

    #: Nobody, for an address that no account has: the same is written, so that nobody learns who has one.
    user = models.ForeignKey(User, models.CASCADE, null=True, related_name="sign_ins", verbose_name=_("compte"))
    at = models.DateTimeField(_("le"), default=timezone.now, editable=False)
    outcome = models.CharField(_("issue"), max_length=20, choices=Outcome)
    way = models.CharField(_("par"), max_length=20, choices=Way)
    device = models.CharField(_("appareil"), max_length=60)
    network = models.CharField(_("réseau"), max_length=45, help_text=_("L’adresse, sans sa fin."))

    class Meta:
        verbose_name = _("connexion")
        verbose_name_plural = _("connexions")
        indexes = [models.Index(fields=["user", "-at"], name="sign_in_of_user")]

    def __str__(self) -> str:
        return f"{self.get_outcome_display()} {self.at:%Y-%m-%d %H:%M}"


class TrustedDevice(models.Model):
    """A browser where a person is not asked for her second factor at sign-in, until `expires_at` at most.

    The browser holds a token, the portal its hash. `bound_to` is a hash of what the trust rests on (password, roles,
    second factors): once one of them changes, the trust is worth nothing.
    """

    user = models.ForeignKey(User, models.CASCADE, related_name="trusted_devices", verbose_name=_("compte"))
    token_hash = models.CharField(max_length=64, unique=True, editable=False)
    bound_to = models.CharField(max_length=64, editable=False)
    device = models.CharField(_("appareil"), max_length=60)
    created_at = models.DateTimeField(_("depuis"), default=timezone.now, editable=False)
    expires_at = models.DateTimeField(_("jusqu’au"))

    class Meta:
        verbose_name = _("appareil de confiance")
        verbose_name_plural = _("appareils de confiance")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(expires_at__gt=models.F("created_at")),
                name="trusted_device_ends",
                violation_error_message=_("La confiance finit après avoir commencé."),
            )
        ]

    def __str__(self) -> str:
        return self.device
