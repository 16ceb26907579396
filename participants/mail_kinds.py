"""What people read of each kind of mail of this app, in their settings."""

from django.utils.translation import gettext_lazy as _

from ofqj_portal.core.mail_kinds import MailKind, register_mail_kinds

register_mail_kinds(
    {
        "participants.group_silent": MailKind(
            _("Groupe sans nouvelles pendant son séjour"), at_once=True, mandatory=True
        ),
        "participants.incident_reported": MailKind(
            _("Incidents signalés pendant un séjour"), at_once=True, mandatory=True
        ),
        "participants.dates_moved": MailKind(_("Dates d’un séjour déplacées")),
        "participants.situations_due": MailKind(_("Situations à noter après le retour")),
        "participants.soon_anonymous": MailKind(_("Personnes bientôt anonymes")),
        "participants.request_received": MailKind(_("Demandes de personnes sur leurs données"), mandatory=True),
        "participants.request_answered": MailKind(
            _("Réponse à votre demande sur vos données"), at_once=True, mandatory=True, is_told=False
        ),
        "participants.space_opened": MailKind(
            _("Lien vers votre espace personnel"), at_once=True, mandatory=True, is_told=False
        ),
        "participants.assessment_asked": MailKind(
            _("Autoévaluation proposée"), at_once=True, mandatory=True, is_told=False
        ),
        "participants.news_asked": MailKind(
            _("Questions après votre séjour"), at_once=True, mandatory=True, is_told=False
        ),
        "participants.share_asked": MailKind(
            _("Votre part de l’aide, à verser"), at_once=True, mandatory=True, is_told=False
        ),
        "participants.share_paid": MailKind(
            _("Votre part de l’aide, versée"), at_once=True, mandatory=True, is_told=False
        ),
    }
)
