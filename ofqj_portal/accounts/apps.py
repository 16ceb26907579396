from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "ofqj_portal.accounts"
    label = "accounts"
    verbose_name = "Comptes"
