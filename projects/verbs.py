"""The acts of a dossier, in the words of the journal."""

from django.utils.translation import gettext_lazy as _

from ofqj_portal.core.journal import register_verbs

register_verbs(
    {
        "project.created": _("Brouillon commencé"),
        "project.section_saved": _("Dossier modifié"),
        "project.partner_invited": _("Partenaire invité"),
        "project.partner_removed": _("Partenaire retiré du dossier"),
        "project.hosting_link_sent": _("Lien personnel envoyé à un partenaire"),
        "project.hosting_link_revoked": _("Lien personnel annulé"),
        "project.hosting_confirmed": _("Accueil confirmé"),
        "project.hosting_refused": _("Accueil refusé"),
        "project.host_part_saved": _("Part du partenaire d’accueil modifiée"),
        "project.piece_added": _("Pièce jointe"),
        "project.piece_removed": _("Pièce retirée"),
        "project.submitted": _("Dossier déposé"),
        "project.message_sent": _("Message écrit"),
        "project.message_withdrawn": _("Message retiré par son auteur"),
        "project.withdrawn": _("Dossier retiré"),
        "project.reopened": _("Dossier rouvert en brouillon"),
        "project.complements_answered": _("Compléments envoyés"),
        "project.taken_in_charge": _("Instruction commencée"),
        "project.assigned": _("Dossier confié à une personne"),
        "project.reminders_paused": _("Relances suspendues"),
        "project.reminders_resumed": _("Relances reprises"),
        "project.complements_requested": _("Compléments demandés"),
        "project.reviewed": _("Avis donné"),
        "project.conflict_declared": _("Conflit d’intérêts déclaré"),
        "project.conflict_lifted": _("Conflit d’intérêts levé"),
        "project.share_awarded": _("Accord d’une section"),
        "project.share_awarded_conditionally": _("Accord sous conditions d’une section"),
        "project.share_refused": _("Refus d’une section"),
        "project.share_closed_without_action": _("Sans suite d’une section"),
        "project.condition_lifted": _("Conditions levées"),
        "project.condition_not_met": _("Conditions non remplies"),
        "project.decision_undone": _("Décision reprise"),
        "project.decisions_announced": _("Courriers envoyés à la structure"),
        "project.partial_plan_confirmed": _("Plan confirmé par la structure"),
        "project.departed": _("Départ du groupe, aide recalculée"),
        "project.returned": _("Retour du groupe"),
        "project.interrupted": _("Séjour interrompu"),
        "project.cancelled": _("Projet annulé"),
        "project.report_saved": _("Bilan enregistré"),
        "project.report_submitted": _("Bilan remis"),
        "project.report_sent_back": _("Bilan renvoyé"),
        "project.closed": _("Dossier clos"),
        "project.payment_recorded": _("Versement noté"),
        "envelope.total_changed": _("Montant de l’enveloppe modifié"),
    }
)
