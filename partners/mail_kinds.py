"""What people read of each kind of mail of this app, in their settings."""

from django.utils.translation import gettext_lazy as _

from ofqj_portal.core.mail_kinds import MailKind, register_mail_kinds

register_mail_kinds(
    {
        "partners.invited_to_structure": MailKind(
            _("Invitations à rejoindre une structure"), at_once=True, mandatory=True, is_told=False
        ),
        "partners.invitation_answered": MailKind(_("Réponses à vos invitations")),
        "partners.join_asked": MailKind(_("Demandes d’accès à votre structure"), mandatory=True),
        "partners.join_accepted": MailKind(_("Accès ouvert par une structure"), mandatory=True),
        "partners.join_refused": MailKind(_("Accès refusé par une structure"), mandatory=True),
        "partners.manager_missing": MailKind(_("Structures sans responsable")),
        "partners.agreement_ends_soon": MailKind(_("Ententes qui arrivent à leur terme")),
        "partners.sheet_to_check": MailKind(_("Fiche de structure à vérifier")),
        "partners.structures_merged": MailKind(_("Fiches de structures réunies")),
        "partners.agreement_to_confirm": MailKind(_("Ententes à confirmer")),
        "partners.agreement_changed": MailKind(_("Ententes modifiées ou arrêtées")),
    }
)
