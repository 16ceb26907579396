"""The forms of sign-in and of one's own account: allauth's, with our labels and words."""

from typing import Any

from allauth.account import forms as allauth_forms
from allauth.mfa.base import forms as mfa_forms
from allauth.mfa.totp import forms as totp_forms
from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from ofqj_portal.accounts.models import User
from ofqj_portal.accounts.services import ask_for_password_link

PASSWORD_RULES = _("15 caractères au moins. Quelques mots sans lien entre eux font un bon mot de passe.")


class PlainFieldsMixin:
    """No placeholder standing in for a label, labels and helps in our own words."""

    labels: dict[str, Any] = {}
    helps: dict[str, Any] = {}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.widget.attrs.pop("placeholder", None)
            field.label = self.labels.get(name, field.label)
            field.help_text = self.helps.get(name, "")


class SignInForm(PlainFieldsMixin, allauth_forms.LoginForm):
    labels = {"login": _("Adresse e-mail"), "password": _("Mot de passe")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"].widget.attrs["autocomplete"] = "username"


class ForgottenPasswordForm(PlainFieldsMixin, allauth_forms.ResetPasswordForm):
    labels = {"email": _("Adresse e-mail")}
    helps = {"email": _("Celle avec laquelle vous vous connectez.")}

    def save(self, request: HttpRequest, **kwargs: Any) -> str:
        """Do the same work for a known address and an unknown one: the worker finds out."""
        ask_for_password_link(user_ids=[user.pk for user in self.users])
        return self.cleaned_data["email"]


class ChoosePasswordForm(PlainFieldsMixin, allauth_forms.ResetPasswordKeyForm):
    labels = {"password1": _("Nouveau mot de passe"), "password2": _("Le même, encore une fois")}
    helps = {"password1": PASSWORD_RULES}


class ChangePasswordForm(PlainFieldsMixin, allauth_forms.ChangePasswordForm):
    labels = {
        "oldpassword": _("Mot de passe actuel"),
        "password1": _("Nouveau mot de passe"),
        "password2": _("Le même, encore une fois"),
    }
    helps = {"password1": PASSWORD_RULES}


class ConfirmPasswordForm(PlainFieldsMixin, allauth_forms.ReauthenticateForm):
    labels = {"password": _("Mot de passe")}


class CodeFieldMixin(PlainFieldsMixin):
    labels = {"code": _("Code")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].widget.attrs.update({"autocomplete": "one-time-code", "spellcheck": "false"})


class SecondFactorForm(CodeFieldMixin, mfa_forms.AuthenticateForm):
    helps = {"code": _("Les 6 chiffres de votre application, ou l’un de vos codes de secours.")}


class ConfirmSecondFactorForm(CodeFieldMixin, mfa_forms.ReauthenticateForm):
    helps = {"code": _("Les 6 chiffres de votre application, ou l’un de vos codes de secours.")}


class ActivateSecondFactorForm(CodeFieldMixin, totp_forms.ActivateTOTPForm):
    labels = {"code": _("Code à 6 chiffres")}
    helps = {"code": _("Celui que votre application affiche maintenant.")}


class ProfileForm(forms.ModelForm):
    """One's own name; the address is changed by the administration, since it is the name of the account."""

    class Meta:
        model = User
        fields = ["first_name", "last_name"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["first_name"].widget.attrs["autocomplete"] = "given-name"
        self.fields["last_name"].widget.attrs["autocomplete"] = "family-name"


class SeeAsForm(forms.Form):
    """Whose eyes to borrow, and why."""

    email = forms.EmailField(label=_("Adresse du compte"), max_length=254)
    reason = forms.CharField(
        label=_("Pourquoi"),
        max_length=200,
        help_text=_("La personne le lira dans son compte. Ne nommez personne d’autre."),
    )

    def clean_email(self) -> User:
        """Find the account."""
        found = User.objects.filter(email__iexact=self.cleaned_data["email"], is_active=True).first()
        if found is None:
            raise forms.ValidationError(_("Aucun compte ouvert n’a cette adresse."))
        return found
