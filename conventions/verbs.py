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
