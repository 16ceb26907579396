"""The acts of the directory, in the words of the journal."""

from django.utils.translation import gettext_lazy as _

from ofqj_portal.core.journal import register_verbs

register_verbs(
    {
        "structure.created": _("Structure ajoutée à l’annuaire"),
        "structure.changed": _("Fiche modifiée"),
        "structure.checked": _("Fiche vérifiée"),
        "structure.imported": _("Fiche mise à jour par un import"),
        "structure.merged": _("Une autre fiche réunie à celle-ci"),
        "structure.merged_into": _("Fiche réunie à une autre"),
        "structure.merge_undone": _("Réunion de fiches défaite"),
        "structure.told_apart": _("Dite différente d’une fiche qui lui ressemble"),
        "structure.compared_again": _("De nouveau comparée à une fiche qui lui ressemble"),
        "membership.added": _("Accès ouvert à une personne"),
        "membership.ended": _("Accès d’une personne arrêté"),
        "invitation.sent": _("Personne invitée"),
        "invitation.resent": _("Invitation relancée"),
        "invitation.revoked": _("Invitation annulée"),
        "invitation.accepted": _("Invitation acceptée"),
        "invitation.declined": _("Invitation déclinée"),
        "join.asked": _("Accès demandé à la structure"),
        "join.accepted": _("Demande d’accès acceptée"),
        "join.refused": _("Demande d’accès refusée"),
        "agreement.recorded": _("Entente enregistrée"),
        "agreement.confirmed": _("Entente confirmée"),
        "agreement.changed": _("Entente modifiée"),
        "agreement.renewed": _("Entente renouvelée"),
        "agreement.text_kept": _("Texte de l’entente joint"),
        "agreement.ended": _("Entente arrêtée"),
    }
)
