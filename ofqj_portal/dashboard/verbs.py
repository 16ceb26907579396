"""What the journal says of the acts that cross the apps."""

from django.utils.translation import gettext_lazy as _

from ofqj_portal.core.journal import register_verbs

register_verbs(
    {
        "export.people_made": _("Liste de personnes exportée"),
        "agenda.address_renewed": _("Adresse d’agenda prise"),
        "agenda.address_closed": _("Adresse d’agenda fermée"),
        "departure.handed_over": _("Travail d’une personne transmis à son départ"),
    }
)
