"""A young person whom a structure follows."""

import unicodedata
from collections.abc import Iterable
from datetime import date
from typing import Any, Self

from django.apps import apps
from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q, Value
from django.db.models.functions import Concat, Lower
from django.utils.translation import gettext_lazy as _

from ofqj_portal.core.addresses import address_of
from ofqj_portal.core.crypto import keyed_hash
from ofqj_portal.core.fields import EncryptedTextField
from ofqj_portal.core.roles import Role, led_project_ids, sections_of, structure_ids
from ofqj_portal.core.shores import Shore
from participants.enums import HAS_LEFT, EducationLevel, Gender, ParticipationState
from partners.enums import Country
from partners.models.search import Fold
from projects.enums import AFTER_DEPARTURE, DECIDED_YES, IN_REVIEW, ProjectState
from projects.models import Project

#: A section reads a group while it reviews the dossier, or still has money to pay on it.
GROUP_READ_BY_OFQJ = (IN_REVIEW | DECIDED_YES | AFTER_DEPARTURE) - {ProjectState.CLOSED}
#: What stands in the place of a name once a person is erased: every list and paper stays readable.
ANONYMOUS_FIRST_NAME, ANONYMOUS_LAST_NAME = "Personne", "anonymisée"
LEAVES = (ParticipationState.CONFIRMED, *HAS_LEFT)


def identity_hash_of(first_name: str, last_name: str, born_on: date) -> str:
    """Return the key that two entries of one person share, whatever their accents, case, hyphens and spaces."""
    name = f"{last_name} {first_name}"
    plain = (name if name.isascii() else unicodedata.normalize("NFKD", name)).casefold()
    letters = "".join(filter(str.isalnum, plain))
    return keyed_hash(f"{letters}|{born_on.isoformat()}", "participant")


class ParticipantQuerySet(models.QuerySet["Participant"]):
    def followed_by(self, structures: Iterable[int]) -> Self:
        """Keep the people these structures follow; who was rendered anonymous is followed by nobody."""
        return self.filter(structure__in=structures, anonymised_at=None)

    def visible_to(self, user: Any) -> Self:
        """Keep the people `user` may read about.

        They are those her structure follows; those of a dossier of her section, while it is reviewed or paid; those
        who leave on a stay that she leads, during it.
        """
        named = self.filter(anonymised_at=None)
        here = apps.get_model("participants", "Participation").objects.filter(participant=OuterRef("pk"))
        reviewed = Project.objects.visible_to(user).filter(
            state__in=GROUP_READ_BY_OFQJ,
            aid_requests__section__in=sections_of(user, Role.OFFICER, Role.DECIDER),
        )
        led = here.filter(project__in=led_project_ids(user), state__in=LEAVES)
        return named.filter(
            Q(structure__in=structure_ids(user, Role.ADVISER, Role.MANAGER))
            | Exists(here.filter(project__in=reviewed.values("pk")))
            | Exists(led)
        )

    def matching(self, words: str) -> Self:
        """Keep the people whose first or last name holds every word, whatever its accents and case."""
        rows = self.annotate(folded=Fold(Concat("first_name", Value(" "), "last_name")))
        for word in words.split():
            rows = rows.filter(folded__contains=Fold(Value(word)))
        return rows


class Participant(models.Model):
    """A young person. Her name stays readable for the lists of her own structure; how to reach her is encrypted.

    She has no account. `identity_hash` says « a déjà participé » across structures without showing a name.
    """

    structure = models.ForeignKey(
        "partners.Structure", on_delete=models.PROTECT, related_name="+", verbose_name=_("structure qui suit")
    )
    first_name = models.CharField(_("prénom"), max_length=100)
    last_name = models.CharField(_("nom"), max_length=100)
    born_on = models.DateField(_("date de naissance"))
    identity_hash = models.CharField(max_length=64, editable=False, db_index=True)
    email = EncryptedTextField(_("adresse e-mail"), blank=True, default="")
    phone = EncryptedTextField(_("téléphone"), blank=True, default="")
    gender = models.CharField(_("genre"), max_length=10, choices=Gender.choices, default=Gender.NOT_SAID)
    education_level = models.CharField(
        _("niveau d’études"), max_length=12, choices=EducationLevel.choices, default=EducationLevel.NOT_SAID
    )
    territory = models.ForeignKey(
        "partners.Territory",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("département ou région administrative"),
    )
    area_code = models.CharField(_("code INSEE de la commune ou code de la MRC"), max_length=5, blank=True, default="")
    area_name = models.CharField(_("commune ou MRC"), max_length=100, blank=True, default="")
    is_rural = models.BooleanField(_("commune rurale"), null=True, blank=True)
    is_frr = models.BooleanField(_("commune en zone FRR (ex-ZRR)"), null=True, blank=True)
    is_qpv = models.BooleanField(_("habite en QPV"), null=True, blank=True)
    notice_given_on = models.DateField(_("information donnée le"), null=True, blank=True)
    notice_version = models.CharField(_("version de l’information"), max_length=20, blank=True, default="")
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, editable=False, on_delete=models.SET_NULL, related_name="+"
    )
    followed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        editable=False,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("suivie par"),
    )
    created_at = models.DateTimeField(_("créé le"), editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)
    last_contact_on = models.DateField(_("dernier contact noté le"), null=True, blank=True)
    retention_warned_on = models.DateField(_("anonymisation annoncée le"), null=True, blank=True, editable=False)
    opportunities_forgotten = models.BooleanField(_("réponses JAMO effacées"), default=False, editable=False)
    anonymised_at = models.DateTimeField(_("rendue anonyme le"), null=True, blank=True, editable=False)

    objects = ParticipantQuerySet.as_manager()

    class Meta:
        verbose_name = _("participant·e")
        verbose_name_plural = _("participant·es")
        ordering = [Lower("last_name"), Lower("first_name"), "pk"]
        indexes = [models.Index(fields=["structure", "last_name"], name="participant_by_structure")]
        constraints = [
            models.CheckConstraint(
                condition=Q(gender__in=Gender.values, education_level__in=EducationLevel.values),
                name="participant_answers_known",
            ),
            models.UniqueConstraint(
                fields=["structure", "identity_hash"],
                name="participant_once_per_structure",
                violation_error_message=_("Cette personne est déjà dans la liste de votre structure."),
            ),
            models.CheckConstraint(
                condition=Q(notice_given_on__isnull=True, notice_version="")
                | (Q(notice_given_on__isnull=False) & ~Q(notice_version="")),
                name="participant_notice_has_version",
                violation_error_message=_("Une information donnée a une date et une version."),
            ),
            models.CheckConstraint(
                condition=Q(anonymised_at__isnull=True)
                | Q(
                    first_name=ANONYMOUS_FIRST_NAME,
                    last_name=ANONYMOUS_LAST_NAME,
                    area_code="",
                    area_name="",
                ),
                name="participant_anonymous_names_nobody",
                violation_error_message=_("Une personne rendue anonyme n’a plus de nom ni de commune."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.first_name} {self.last_name}"

    def get_absolute_url(self) -> str:
        return address_of("participants:detail", self.pk)

    @property
    def shore(self) -> Shore:
        """The shore she lives on: it says which law speaks to her, and in whose words."""
        country = self.territory.country if self.territory_id else self.structure.country
        return Shore.QUEBEC if country == Country.QC else Shore.FRANCE
