"""The acts on accounts, in the words of the journal."""

from django.utils.translation import gettext_lazy as _

from ofqj_portal.core.journal import register_verbs

register_verbs(
    {
        "account.opened": _("Compte ouvert"),
        "account.closed": _("Compte fermé"),
        "support.saw_as": _("Portail regardé à la place d’une personne"),
        "support.seen_by": _("Le support a regardé le portail à votre place"),
        "support.seen_ended": _("Le support a cessé de regarder"),
        "account.renamed": _("Nom modifié"),
        "account.password_changed": _("Mot de passe changé"),
        "account.password_reset": _("Mot de passe choisi par un lien"),
        "account.password_set": _("Premier mot de passe choisi"),
        "account.totp_activated": _("Double authentification installée"),
        "account.totp_deactivated": _("Double authentification retirée"),
        "account.webauthn_added": _("Clé d’accès ajoutée"),
        "account.webauthn_removed": _("Clé d’accès retirée"),
        "account.provider_linked": _("Fournisseur d’identité relié au compte"),
        "account.new_device": _("Connexion depuis un nouvel appareil"),
        "account.device_trusted": _("Appareil de confiance ajouté"),
        "account.device_forgotten": _("Appareil de confiance retiré"),
        "account.key_renamed": _("Clé d’accès renommée"),
        "account.recovery_codes_generated": _("Nouveaux codes de secours"),
    }
)
