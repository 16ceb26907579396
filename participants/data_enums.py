"""The closed lists of words about a person's data: her consents, her requests, how long things are kept."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Purpose(models.TextChoices):
    """What a person may say yes or no to. What the law or the stay requires needs no consent and is not here."""

    CONTACT_AFTER = "contact_after", _("Être recontacté·e après le séjour pour dire ce que je deviens")
    IMAGE = "image", _("Paraître sur des photos ou des vidéos")
    TESTIMONY = "testimony", _("Voir mon témoignage publié")
    QUESTIONNAIRE = "questionnaire", _("Répondre au questionnaire sur mes progrès")


class ConsentSource(models.TextChoices):
    ADVISER = "adviser", _("Recueilli par la structure")
    SPACE = "space", _("Donné par la personne dans son espace")


class DelayUnit(models.TextChoices):
    DAYS = "days", _("jours")
    MONTHS = "months", _("mois")


class DelayCode(models.TextChoices):
    """The numbers of a person's data that are kept as data, not written in the code."""

    SPACE_LINK = "space_link", _("Durée d’un lien vers l’espace d’une personne")
    ANSWER_FRANCE = "answer_france", _("Délai de réponse à une demande, France")
    ANSWER_QUEBEC = "answer_quebec", _("Délai de réponse à une demande, Québec")
    RETENTION = "retention", _("Conservation après le dernier contact")
    RETENTION_WARNING = "retention_warning", _("Préavis avant de rendre une personne anonyme")
    EMERGENCY = "emergency", _("Effacement du contact d’urgence après le retour")
    DOWNLOAD = "download", _("Durée du fichier qu’une personne télécharge")
    INCIDENT = "incident", _("Effacement du récit d’un incident après son signalement")


class RequestKind(models.TextChoices):
    """What a person may ask about her data (RGPD 15 to 21, Loi 25)."""

    ACCESS = "access", _("Voir ses données")
    PORTABILITY = "portability", _("Emporter ses données")
    CORRECTION = "correction", _("Faire corriger")
    ERASURE = "erasure", _("Faire effacer")
    OPPOSITION = "opposition", _("S’opposer à un usage")


class RequestSource(models.TextChoices):
    SPACE = "space", _("Son espace")
    MAIL = "mail", _("Un message ou une lettre")
    PHONE = "phone", _("Le téléphone")
    MEETING = "meeting", _("De vive voix")


class RequestState(models.TextChoices):
    RECEIVED = "received", _("Reçue")
    IN_PROGRESS = "in_progress", _("Prise en charge")
    FULFILLED = "fulfilled", _("Faite")
    REFUSED = "refused", _("Refusée")
    CANCELLED = "cancelled", _("Retirée par la personne")


class ErasureCause(models.TextChoices):
    REQUEST = "request", _("À sa demande")
    RETENTION = "retention", _("Durée de conservation passée")
    REPLAY = "replay", _("De nouveau, après une restauration")


REQUEST_OPEN = (RequestState.RECEIVED, RequestState.IN_PROGRESS)


class Allergen(models.TextChoices):
    """The fourteen allergens of Regulation (EU) 1169/2011, annex II; or what is better said face to face."""

    GLUTEN = "gluten", _("Céréales contenant du gluten")
    CRUSTACEANS = "crustaceans", _("Crustacés")
    EGGS = "eggs", _("Œufs")
    FISH = "fish", _("Poissons")
    PEANUTS = "peanuts", _("Arachides")
    SOYA = "soya", _("Soja")
    MILK = "milk", _("Lait")
    NUTS = "nuts", _("Fruits à coque")
    CELERY = "celery", _("Céleri")
    MUSTARD = "mustard", _("Moutarde")
    SESAME = "sesame", _("Sésame")
    SULPHITES = "sulphites", _("Sulfites")
    LUPIN = "lupin", _("Lupin")
    MOLLUSCS = "molluscs", _("Mollusques")
    ASK = "ask", _("À voir avec la personne")
