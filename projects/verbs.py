"""The acts of a dossier, in the words of the journal."""

from django.utils.translation import gettext_lazy as _

from ofqj_portal.core.journal import register_verbs

register_verbs(
    {
        "project.created": _("Brouillon commencé"),
        "project.section_saved": _("Dossier modifié"),
        "project.partner_invited": _("Partenaire invité"),
        "project.partner_removed": _("Partenaire retiré du dossier"),
        "project.hosting_confirmed": _("Accueil confirmé"),
        "project.hosting_refused": _("Accueil refusé"),
        "project.host_part_saved": _("Part du partenaire d’accueil modifiée"),
        "project.piece_added": _("Pièce jointe"),
        "project.piece_removed": _("Pièce retirée"),
        "project.submitted": _("Dossier déposé"),
        "project.withdrawn": _("Dossier retiré"),
        "project.reopened": _("Dossier rouvert en brouillon"),
        "project.complements_answered": _("Compléments envoyés"),
    }
)
