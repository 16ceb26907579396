"""What people read of each kind of mail of this app, in their settings."""

from django.utils.translation import gettext_lazy as _

from ofqj_portal.core.mail_kinds import MailKind, register_mail_kinds

register_mail_kinds(
    {
        "projects.filed": MailKind(_("Dossiers déposés")),
        "projects.withdrawn": MailKind(_("Dossiers retirés")),
        "projects.assigned": MailKind(_("Dossiers qui vous sont confiés")),
        "projects.complements": MailKind(_("Compléments demandés"), mandatory=True),
        "projects.complements_answered": MailKind(_("Compléments reçus")),
        "projects.decision": MailKind(_("Réponse à un dossier"), at_once=True, mandatory=True),
        "projects.decisions": MailKind(_("Réponses à plusieurs dossiers"), at_once=True, mandatory=True),
        "projects.decision_to_hosts": MailKind(
            _("Réponse à un dossier que vous accueillez"), at_once=True, mandatory=True
        ),
        "projects.decision_reopened": MailKind(_("Dossier de nouveau examiné"), at_once=True, mandatory=True),
        "projects.conditions_answered": MailKind(_("Réponses à vos conditions")),
        "projects.conditions_lifted": MailKind(_("Conditions levées"), mandatory=True),
        "projects.conditions_sent_back": MailKind(_("Conditions à compléter"), mandatory=True),
        "projects.conditions_late": MailKind(_("Conditions en retard")),
        "projects.change_asked": MailKind(_("Changements demandés par une structure")),
        "projects.change_answered": MailKind(_("Réponses à vos demandes de changement"), mandatory=True),
        "projects.joined_by_change": MailKind(_("Votre structure rejoint un projet"), mandatory=True),
        "projects.host_invited": MailKind(_("Demandes d’accueil")),
        "projects.host_invited_by_link": MailKind(
            _("Demandes d’accueil par lien"), at_once=True, mandatory=True, is_told=False
        ),
        "projects.hosting_answered": MailKind(_("Réponses de vos partenaires d’accueil")),
        "projects.new_messages": MailKind(_("Nouveaux messages d’un dossier"), at_once=True),
        "projects.next_step": MailKind(_("Rappels d’échéances de vos dossiers")),
        "projects.advice": MailKind(_("Demandes de conseil")),
        "projects.advice_assigned": MailKind(_("Demandes de conseil qui vous sont confiées")),
        "projects.agreement_to_sign": MailKind(_("Conventions de subvention à signer"), mandatory=True),
        "projects.agreement_to_countersign": MailKind(_("Conventions à signer par l’OFQJ"), mandatory=True),
        "projects.agreement_signed": MailKind(_("Conventions de subvention signées")),
        "projects.agreement_refused": MailKind(_("Conventions de subvention refusées"), mandatory=True),
        "projects.agreement_reminder": MailKind(_("Rappels de signature")),
        "projects.bank_details_given": MailKind(_("Coordonnées bancaires reçues")),
        "projects.bank_details_refused": MailKind(_("Coordonnées bancaires à redonner"), mandatory=True),
        "projects.payment_made": MailKind(_("Versements faits"), mandatory=True),
        "projects.external_opinion_asked": MailKind(
            _("Avis demandés à une personne extérieure"), at_once=True, mandatory=True, is_told=False
        ),
        "projects.external_opinion_reminder": MailKind(
            _("Rappels à une personne extérieure"), at_once=True, mandatory=True, is_told=False
        ),
        "projects.external_opinion_answered": MailKind(_("Avis de personnes extérieures reçus")),
        "projects.recovery_received": MailKind(_("Sommes rendues reçues")),
        "projects.recovery": MailKind(_("Sommes à rendre"), mandatory=True),
        "projects.report_reminder": MailKind(_("Rappels de bilans de projet")),
        "projects.report_completed": MailKind(_("Bilans de projet remis")),
        "projects.report_sent_back": MailKind(_("Bilans de projet à compléter"), mandatory=True),
        "projects.report_closed": MailKind(_("Bilans de projet acceptés")),
    }
)
