"""Sign-in and one's own account: allauth's views under French addresses. There is no sign-up."""

from allauth.account import views as account
from allauth.mfa.base import views as second_factor
from allauth.mfa.recovery_codes import views as recovery_codes
from allauth.mfa.totp import views as totp
from django.urls import URLPattern, URLResolver, path, re_path

from ofqj_portal.accounts.views import account as views
from ofqj_portal.accounts.views import keys, provider

urlpatterns: list[URLPattern | URLResolver] = [
    path("connexion/", provider.SignIn.as_view(), name="account_login"),
    path("connexion/code/", keys.SecondFactor.as_view(), name="mfa_authenticate"),
    path("connexion/cle/", keys.SignInByKey.as_view(), name="mfa_login_webauthn"),
    path("connexion/fournisseur/<slug:provider_id>/", provider.start, name="openid_connect_login"),
    path("connexion/fournisseur/<slug:provider_id>/retour/", provider.back, name="openid_connect_callback"),
    path("deconnexion/", provider.SignOut.as_view(), name="account_logout"),
    path("deconnexion/fournisseur/", provider.leave, name="account_leave_provider"),
    path("compte-ferme/", account.account_inactive, name="account_inactive"),
    path("mot-de-passe/", account.password_change, name="account_change_password"),
    path("mot-de-passe/premier/", account.password_set, name="account_set_password"),
    path("mot-de-passe/oublie/", account.password_reset, name="account_reset_password"),
    path("mot-de-passe/oublie/envoye/", account.password_reset_done, name="account_reset_password_done"),
    re_path(
        r"^mot-de-passe/choisir/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        account.password_reset_from_key,
        name="account_reset_password_from_key",
    ),
    path(
        "mot-de-passe/choisi/",
        account.password_reset_from_key_done,
        name="account_reset_password_from_key_done",
    ),
    path("confirmer/", account.reauthenticate, name="account_reauthenticate"),
    path("confirmer/code/", second_factor.reauthenticate, name="mfa_reauthenticate"),
    path("confirmer/cle/", keys.ConfirmByKey.as_view(), name="mfa_reauthenticate_webauthn"),
    path("compte/", views.profile, name="account_profile"),
    path("compte/support/", views.see_as, name="account_see_as"),
    path("compte/support/fin/", views.see_as_end, name="account_see_as_end"),
    path("compte/sessions/", views.sessions, name="usersessions_list"),
    path("compte/sessions/<int:pk>/fin/", views.end_session, name="account_end_session"),
    path("compte/appareils/<int:pk>/fin/", views.forget, name="account_forget_device"),
    path("compte/second-facteur/", second_factor.index, name="mfa_index"),
    path("compte/second-facteur/installer/", totp.activate_totp, name="mfa_activate_totp"),
    path("compte/second-facteur/retirer/", totp.deactivate_totp, name="mfa_deactivate_totp"),
    path("compte/cles/ajouter/", keys.add, name="mfa_add_webauthn"),
    path("compte/cles/<int:pk>/nom/", keys.rename, name="mfa_edit_webauthn"),
    path("compte/cles/<int:pk>/retirer/", keys.remove, name="mfa_remove_webauthn"),
    path("compte/codes-de-secours/", recovery_codes.view_recovery_codes, name="mfa_view_recovery_codes"),
    path(
        "compte/codes-de-secours/nouveaux/",
        recovery_codes.generate_recovery_codes,
        name="mfa_generate_recovery_codes",
    ),
    path(
        "compte/codes-de-secours/fichier/",
        recovery_codes.download_recovery_codes,
        name="mfa_download_recovery_codes",
    ),
]
