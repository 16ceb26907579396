"""What the report of a stay shows and quotes: its pictures and its testimonies, each with the consent behind it."""

from datetime import date
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from ofqj_portal.core.models import StoredFile
from participants.data_enums import Purpose
from participants.enums import PhotoShows
from participants.models.consent import PersonConsent
from participants.models.participant import Participant
from projects.models import Project

QUOTE_MAX = 1000


def _agrees(purpose: Purpose, on: date) -> Exists:
    return Exists(PersonConsent.objects.alive(on).filter(participant=OuterRef("participant"), purpose=purpose))


class ReportPhotoQuerySet(models.QuerySet["ReportPhoto"]):
    def usable(self, on: date) -> Self:
        """Keep the pictures that may be shown on that day: each person one recognises still agrees to her image."""
        people = PhotoPerson.objects.filter(photo=OuterRef("pk"))
        refused = people.filter(~_agrees(Purpose.IMAGE, on))
        return self.filter(Q(shows=PhotoShows.NOBODY) | Exists(people), ~Exists(refused))


class ReportPhoto(models.Model):
    """A picture joined to the report of a stay, with the words for who does not see it."""

    project = models.ForeignKey(Project, models.CASCADE, related_name="+", verbose_name=_("dossier"))
    file = models.OneToOneField(StoredFile, models.PROTECT, related_name="+", verbose_name=_("photo"))
    alternative = models.CharField(_("ce qu’on y voit"), max_length=200)
    shows = models.CharField(_("qui on y reconnaît"), max_length=10, choices=PhotoShows.choices)
    people = models.ManyToManyField(Participant, through="PhotoPerson", related_name="+")
    added_at = models.DateTimeField(_("jointe le"))
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, related_name="+", null=True, verbose_name=_("jointe par")
    )

    objects = ReportPhotoQuerySet.as_manager()

    class Meta:
        verbose_name = _("photo du bilan")
        verbose_name_plural = _("photos du bilan")
        ordering = ["project", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(alternative__regex=r"^\s*$"),
                name="report_photo_says_what_it_shows",
                violation_error_message=_("Dites ce qu’on voit sur la photo, pour qui ne la voit pas."),
            ),
            models.CheckConstraint(
                condition=Q(shows__in=PhotoShows.values),
                name="report_photo_says_whom_it_shows",
                violation_error_message=_("Dites si on reconnaît quelqu’un sur la photo."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.project_id} · {self.pk}"


class PhotoPerson(models.Model):
    """Somebody one recognises on a picture."""

    photo = models.ForeignKey(ReportPhoto, models.CASCADE, related_name="shown", verbose_name=_("photo"))
    participant = models.ForeignKey(Participant, models.CASCADE, related_name="+", verbose_name=_("personne"))

    class Meta:
        verbose_name = _("personne sur une photo")
        verbose_name_plural = _("personnes sur une photo")
        ordering = ["photo", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["photo", "participant"],
                name="photo_person_once",
                violation_error_message=_("Cette personne est déjà nommée sur cette photo."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.photo_id} · {self.participant_id}"


class TestimonyQuerySet(models.QuerySet["Testimony"]):
    def usable(self, on: date) -> Self:
        """Keep the words that may be quoted on that day: nobody's in particular, or of somebody who still agrees."""
        return self.filter(Q(participant__isnull=True) | Q(_agrees(Purpose.TESTIMONY, on)))


class Testimony(models.Model):
    """Words about the stay: a participant's, with her consent, or anonymous ones that the adviser reports."""

    project = models.ForeignKey(Project, models.CASCADE, related_name="+", verbose_name=_("dossier"))
    participant = models.ForeignKey(
        Participant, models.CASCADE, related_name="+", null=True, blank=True, verbose_name=_("personne citée")
    )
    words = models.TextField(_("ses mots"), max_length=QUOTE_MAX)
    added_at = models.DateTimeField(_("noté le"))
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, related_name="+", null=True, verbose_name=_("noté par")
    )

    objects = TestimonyQuerySet.as_manager()

    class Meta:
        verbose_name = _("témoignage")
        verbose_name_plural = _("témoignages")
        ordering = ["project", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(words__regex=r"^\s*$"),
                name="testimony_has_words",
                violation_error_message=_("Écrivez les mots que vous citez."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.project_id} · {self.pk}"
