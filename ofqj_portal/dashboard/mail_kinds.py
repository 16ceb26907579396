"""What people read of each kind of mail of this app, in their settings."""

from django.utils.translation import gettext_lazy as _

from ofqj_portal.core.mail_kinds import MailKind, register_mail_kinds

register_mail_kinds(
    {
        "dashboard.handed_to_you": MailKind(_("Travail d’un·e collègue qui vous revient"), mandatory=True),
        "dashboard.your_handover": MailKind(_("Votre travail transmis")),
        "dashboard.contact_changed": MailKind(_("Interlocuteur qui change dans une structure partenaire")),
    }
)
