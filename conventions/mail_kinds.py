"""What people read of each kind of mail of this app, in their settings."""

from django.utils.translation import gettext_lazy as _

from ofqj_portal.core.mail_kinds import MailKind, register_mail_kinds

register_mail_kinds(
    {
        "conventions.accord_asked": MailKind(_("Accords demandés sur un avenant"), at_once=True, mandatory=True),
        "conventions.amendment_settled": MailKind(_("Avenants acceptés ou refusés"), mandatory=True),
        "conventions.notice_moved": MailKind(_("Préavis et mises en demeure"), at_once=True, mandatory=True),
        "conventions.consultation_opened": MailKind(_("Avis demandés au comité par écrit"), mandatory=True),
        "conventions.consultation_closed": MailKind(_("Consultations écrites closes")),
        "conventions.consultation_withdrawn": MailKind(_("Consultations écrites retirées")),
        "conventions.data_request_moved": MailKind(_("Demandes de données entre parties")),
        "conventions.meeting_invitation": MailKind(
            _("Invitations aux réunions du comité"), at_once=True, mandatory=True
        ),
        "conventions.agenda_changed": MailKind(_("Ordres du jour modifiés")),
        "conventions.seat_given": MailKind(_("Sièges au comité"), at_once=True, mandatory=True),
        "conventions.obligation_due": MailKind(_("Échéances de la convention")),
        "conventions.week_ahead": MailKind(_("Courrier du lundi : ce qui vient"), at_once=True),
    }
)
