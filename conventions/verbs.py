"""What the journal says of the convention's life, in words."""

from django.utils.translation import gettext_lazy as _

from ofqj_portal.core.journal import register_verbs

register_verbs(
    {
        "plan.opened": _("Plan d’action ouvert"),
        "plan.action_added": _("Action ajoutée au plan"),
        "plan.deed_recorded": _("Réalisation notée"),
        "plan.proposed": _("Plan proposé au comité"),
        "plan.validated": _("Plan validé par le comité"),
        "plan.returned": _("Plan rendu par le comité"),
        "plan.closed": _("Plan clos"),
        "meeting.planned": _("Réunion du comité prévue"),
        "vote.recorded": _("Vote du comité consigné"),
        "amendment.drafted": _("Avenant ouvert"),
        "amendment.article_written": _("Article réécrit dans l’avenant"),
        "amendment.dates_written": _("Objet ou dates de l’avenant modifiés"),
        "amendment.proposed": _("Avenant proposé aux parties"),
        "amendment.accord_asked_again": _("Accord demandé de nouveau"),
        "amendment.answered": _("Réponse d’un signataire"),
        "amendment.in_force": _("Avenant accepté par chaque partie"),
        "amendment.void": _("Avenant sans effet"),
        "amendment.withdrawn": _("Avenant retiré"),
        "signing.noted": _("Pouvoir de signer noté"),
        "signing.changed": _("Pouvoir de signer modifié"),
        "notice.drafted": _("Préavis ou mise en demeure en préparation"),
        "notice.delivery_noted": _("Envoi ou réception noté"),
        "notice.sent": _("Préavis ou mise en demeure envoyé"),
        "notice.withdrawn": _("Préavis ou mise en demeure retiré"),
        "notice.effective": _("Fin de la convention prononcée"),
        "dispute.opened": _("Désaccord ouvert"),
        "dispute.written": _("Étape du désaccord notée"),
        "agenda.renewed": _("Adresse d’agenda renouvelée"),
        "report.opened": _("Bilan ouvert aux contributions"),
        "report.contribution_saved": _("Contribution enregistrée"),
        "report.contribution_handed_in": _("Contribution remise"),
        "report.contributions_in": _("Contributions réunies"),
        "report.build_requested": _("Document du bilan demandé"),
        "report.built": _("Document du bilan établi"),
        "report.presented": _("Bilan présenté au comité"),
        "report.adopted": _("Bilan adopté par le comité"),
        "report.returned": _("Bilan rendu par le comité"),
        "report.published": _("Bilan publié"),
        "report.corrected": _("Nouvelle version ouverte pour corriger le bilan"),
    }
)
