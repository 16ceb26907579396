"""What people do to their own settings, in the words of the journal."""

from django.utils.translation import gettext_lazy as _

from ofqj_portal.core.journal import register_verbs

register_verbs(
    {
        "view.saved": _("Vue enregistrée"),
        "view.removed": _("Vue retirée"),
        "preference.kept": _("Rythme des courriels choisi"),
        "mail.bounced": _("Courriel revenu"),
        "mail.resent": _("Courriel renvoyé"),
        "view.opened_first": _("Vue d’ouverture choisie"),
    }
)
