"""What people read of each kind of mail of this app, in their settings."""

from django.utils.translation import gettext_lazy as _

from ofqj_portal.core.mail_kinds import MailKind, register_mail_kinds

register_mail_kinds(
    {
        "accounts.password_link": MailKind(
            _("Lien pour choisir votre mot de passe"), at_once=True, mandatory=True, is_told=False
        ),
        "accounts.security_notice": MailKind(
            _("Changements dans la protection de votre compte"), at_once=True, mandatory=True
        ),
        "accounts.new_device": MailKind(_("Connexion depuis un nouvel appareil"), at_once=True, mandatory=True),
        "accounts.file_refused": MailKind(_("Fichier refusé au contrôle"), mandatory=True),
    }
)
