"""What the journal says of people, in words. Facts are ids, codes and field names; values stay out."""

from django.utils.translation import gettext_lazy as _

from ofqj_portal.core.journal import register_verbs

register_verbs(
    {
        "participant.added": _("Personne ajoutée à la liste de la structure"),
        "participant.edited": _("Fiche modifiée"),
        "participant.notice_given": _("Information sur les données remise"),
        "participant.consent_answered": _("Réponse à une demande de consentement"),
        "participant.space_link_sent": _("Lien vers son espace envoyé à la personne"),
        "participant.space_closed": _("Lien vers son espace fermé"),
        "participant.request_received": _("Demande reçue sur ses données"),
        "participant.request_taken": _("Demande prise en charge"),
        "participant.request_fulfilled": _("Demande faite"),
        "participant.request_refused": _("Demande refusée"),
        "participant.erased": _("Personne rendue anonyme"),
        "participant.contact_noted": _("Contact noté"),
        "participant.corrected": _("Fiche corrigée à sa demande"),
        "participant.request_cancelled": _("Demande retirée par la personne"),
        "participant.opportunities_set": _("Profil JAMO renseigné"),
        "opportunity_right.granted": _("Droit d’ouvrir les profils JAMO donné"),
        "opportunity_right.revoked": _("Droit d’ouvrir les profils JAMO retiré"),
        "eligibility_rule.added": _("Condition de départ ajoutée"),
        "eligibility_rule.changed": _("Condition de départ modifiée"),
        "participation.waiting": _("Mise sur la liste d’attente"),
        "participation.registered": _("Inscription dans le groupe"),
        "participation.checked": _("Vérifications notées"),
        "participation.confirmed": _("Départ confirmé"),
        "participation.withdrawn": _("Désistement"),
        "participation.departed": _("Départ"),
        "participation.returned": _("Retour"),
        "participation.interrupted": _("Séjour interrompu"),
        "participation.payment_asked": _("Part de l’aide à lui verser directement"),
        "participation.payment_dropped": _("Part de l’aide rendue à la structure"),
        "participation.situation_recorded": _("Situation notée"),
        "participation.news_asked": _("Nouvelles demandées à la personne"),
        "participation.news_put_off": _("Nouvelles remises à plus tard par la personne"),
        "participation.emergency_written": _("Fiche d’urgence remplie"),
        "participation.emergency_erased": _("Fiche d’urgence effacée"),
        "participation.assessed": _("Autoévaluation notée"),
        "professional.added": _("Professionnel·le ajouté·e à l’équipe"),
        "professional.withdrawn": _("Professionnel·le retiré·e de l’équipe"),
        "project.group_printed": _("Liste du groupe préparée pour l’impression"),
        "participant.passed_on": _("Suivi transmis à une autre personne"),
        "project.people_imported": _("Tableau de personnes importé"),
        "project.checked_in": _("Pointage du groupe : tout le monde va bien"),
        "project.incident_reported": _("Incident signalé pendant le séjour"),
        "project.group_departed": _("Départ du groupe noté"),
        "project.group_returned": _("Retour du groupe noté"),
    }
)
