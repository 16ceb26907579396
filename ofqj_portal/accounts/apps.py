from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "ofqj_portal.accounts"
    label = "accounts"
    verbose_name = "Comptes"

    def ready(self) -> None:
        """Listen to what allauth says of second factors and passwords."""
        from ofqj_portal.accounts import resealing, second_factor, session_limits, sessions, sign_ins  # noqa: F401
