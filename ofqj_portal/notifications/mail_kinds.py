"""What people read of each kind of mail of this app, in their settings."""

from django.utils.translation import gettext_lazy as _

from ofqj_portal.core.mail_kinds import MailKind, register_mail_kinds

register_mail_kinds(
    {
        "notifications.bundle": MailKind(_("Messages réunis en un seul"), at_once=True, mandatory=True, is_told=False),
    }
)
