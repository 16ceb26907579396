"""The committee of article 5: its mandates, its meetings, and the votes it records (R25b)."""

from datetime import date
from typing import Self

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from conventions.enums import Ballot, VoteOutcome
from conventions.models.convention import Convention
from conventions.models.guards import refuses
from ofqj_portal.core.models import StoredFile
from partners.enums import Party, Section


class Committee(models.Model):
    """The committee of a convention, and how many voices it takes: data, because nobody confirmed them."""

    convention = models.OneToOneField(
        Convention, on_delete=models.PROTECT, related_name="committee", verbose_name=_("convention")
    )
    name = models.CharField(_("nom"), max_length=120)
    quorum_parties = models.PositiveSmallIntegerField(_("parties présentes exigées"), default=3)
    yes_needed = models.PositiveSmallIntegerField(_("voix favorables exigées"), default=2)
    consultation_days = models.PositiveSmallIntegerField(_("jours d’une consultation écrite, au moins"), default=7)

    class Meta:
        verbose_name = _("comité")
        verbose_name_plural = _("comités")
        constraints = [
            models.CheckConstraint(
                condition=Q(quorum_parties__range=(1, 3), yes_needed__range=(1, 3)), name="committee_rules_make_sense"
            )
        ]

    def __str__(self) -> str:
        return self.name


class MandateQuerySet(models.QuerySet["Mandate"]):
    def current(self, on: date) -> Self:
        """Keep the mandates that hold on that day, both bounds included."""
        return self.filter(starts_on__lte=on).exclude(ends_on__lt=on)


class Mandate(models.Model):
    """A seat in the committee: it gives its holder the committee role for a party, and a section for the OFQJ."""

    committee = models.ForeignKey(
        Committee, on_delete=models.PROTECT, related_name="mandates", verbose_name=_("comité")
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="mandates", verbose_name=_("personne")
    )
    party = models.CharField(_("partie"), max_length=5, choices=Party.choices)
    section = models.CharField(_("section"), max_length=5, choices=Section.choices, blank=True)
    is_alternate = models.BooleanField(_("suppléance"), default=False)
    starts_on = models.DateField(_("depuis le"))
    ends_on = models.DateField(_("jusqu’au"), null=True, blank=True)

    objects = MandateQuerySet.as_manager()

    class Meta:
        verbose_name = _("mandat")
        verbose_name_plural = _("mandats")
        ordering = ["committee", "party", "section", "is_alternate", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["committee", "user", "starts_on"], name="mandate_once"),
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                name="mandate_ends_after_it_starts",
                violation_error_message=_("La fin ne peut pas précéder le début."),
            ),
            models.CheckConstraint(
                condition=(Q(party=Party.OFQJ) & ~Q(section="")) | (~Q(party=Party.OFQJ) & Q(section="")),
                name="mandate_section_is_of_ofqj",
                violation_error_message=_("Un mandat de l’OFQJ précise sa section, les autres n’en ont pas."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} · {self.seat_label}"

    @property
    def seat_label(self) -> str:
        """Name the body it is a seat of."""
        return self.get_section_display() or self.get_party_display()


class MeetingQuerySet(models.QuerySet["Meeting"]):
    def held_by(self, now: object) -> Self:
        """Keep the meetings that have begun at `now`."""
        return self.filter(meets_at__lte=now)


class Meeting(models.Model):
    """A meeting of the committee: at least one a year (R25)."""

    committee = models.ForeignKey(
        Committee, on_delete=models.PROTECT, related_name="meetings", verbose_name=_("comité")
    )
    title = models.CharField(_("objet"), max_length=160)
    meets_at = models.DateTimeField(_("se tient le"))
    place = models.CharField(_("lieu ou adresse de la visioconférence"), max_length=160, blank=True)
    duration_minutes = models.PositiveSmallIntegerField(_("durée en minutes"), default=120)
    present = models.ManyToManyField(Mandate, related_name="+", blank=True, verbose_name=_("présents"))
    secretary = models.ForeignKey(
        Mandate,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("secrétaire de séance"),
    )
    sequence = models.PositiveSmallIntegerField(_("numéro de l’invitation"), default=0, editable=False)
    cancelled_at = models.DateTimeField(_("annulée le"), null=True, editable=False)
    cancel_reason = models.CharField(_("pourquoi"), max_length=300, blank=True, editable=False)
    bundle = models.ForeignKey(
        StoredFile, on_delete=models.SET_NULL, null=True, related_name="+", editable=False,
        verbose_name=_("dossier de réunion"),
    )  # fmt: skip

    objects = MeetingQuerySet.as_manager()

    class Meta:
        verbose_name = _("réunion du comité")
        verbose_name_plural = _("réunions du comité")
        ordering = ["-meets_at"]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("conventions:meeting", args=[self.pk])


class Vote(models.Model):
    """A vote as it was taken, in a meeting or in writing: never changed. It names its one subject and its figures."""

    meeting = models.ForeignKey(
        Meeting, on_delete=models.PROTECT, null=True, related_name="votes", verbose_name=_("réunion")
    )
    consultation = models.ForeignKey(
        "conventions.Consultation", on_delete=models.PROTECT, null=True, related_name="votes",
        verbose_name=_("consultation écrite"),
    )  # fmt: skip
    plan = models.ForeignKey(
        "conventions.ActionPlan", on_delete=models.PROTECT, null=True, related_name="votes", verbose_name=_("plan")
    )
    report = models.ForeignKey(
        "conventions.AnnualReport", on_delete=models.PROTECT, null=True, related_name="votes", verbose_name=_("bilan")
    )
    resolution = models.ForeignKey(
        "conventions.Resolution", on_delete=models.PROTECT, null=True, related_name="votes",
        verbose_name=_("résolution"),
    )  # fmt: skip
    figures_hash = models.CharField(_("empreinte des chiffres votés"), max_length=64, blank=True)
    outcome = models.CharField(_("résultat"), max_length=9, choices=VoteOutcome.choices)
    parties_present = models.PositiveSmallIntegerField(_("parties présentes"))
    recorded_at = models.DateTimeField(_("consigné le"))
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+",
        verbose_name=_("consigné par"), help_text=_("Vide : le portail, à la clôture d’une consultation écrite."),
    )  # fmt: skip

    class Meta:
        verbose_name = _("vote")
        verbose_name_plural = _("votes")
        ordering = ["-recorded_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(plan__isnull=False, report__isnull=True, resolution__isnull=True)
                | Q(plan__isnull=True, report__isnull=False, resolution__isnull=True)
                | Q(plan__isnull=True, report__isnull=True, resolution__isnull=False),
                name="vote_about_one_thing",
            ),
            models.CheckConstraint(
                condition=Q(meeting__isnull=False, consultation__isnull=True, recorded_by__isnull=False)
                | Q(meeting__isnull=True, consultation__isnull=False),
                name="vote_taken_in_one_place",
            ),
            models.CheckConstraint(
                condition=Q(report__isnull=True) | ~Q(figures_hash=""), name="vote_names_its_figures"
            ),
            models.UniqueConstraint(fields=["plan"], condition=Q(outcome="carried"), name="vote_validates_a_plan_once"),
            models.UniqueConstraint(
                fields=["report"], condition=Q(outcome="carried"), name="vote_adopts_a_report_once"
            ),
        ]
        triggers = [
            refuses("vote_kept", when="TRUE", then="vote: never changes", operation=pgtrigger.Update | pgtrigger.Delete)
        ]

    def __str__(self) -> str:
        return f"{self.taken_in} · {self.get_outcome_display()}"

    @property
    def taken_in(self) -> models.Model:
        """The meeting or the written consultation it was taken in."""
        return self.meeting or self.consultation


class PartyBallot(models.Model):
    """The one voice of a party. The OFQJ's is cast by one section with the other's agreement on record (R25b)."""

    vote = models.ForeignKey(Vote, on_delete=models.PROTECT, related_name="ballots", verbose_name=_("vote"))
    party = models.CharField(_("partie"), max_length=5, choices=Party.choices)
    choice = models.CharField(_("voix"), max_length=7, choices=Ballot.choices)
    cast_by = models.ForeignKey(Mandate, on_delete=models.PROTECT, related_name="+", verbose_name=_("portée par"))
    agreed_by = models.ForeignKey(
        Mandate, on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("avec l’accord de")
    )
    reserve = models.TextField(_("réserve écrite"), blank=True)

    class Meta:
        verbose_name = _("voix d’une partie")
        verbose_name_plural = _("voix des parties")
        ordering = ["vote", "party"]
        constraints = [
            models.UniqueConstraint(fields=["vote", "party"], name="ballot_one_voice_a_party"),
            models.CheckConstraint(
                condition=(Q(party=Party.OFQJ) & Q(agreed_by__isnull=False))
                | (~Q(party=Party.OFQJ) & Q(agreed_by__isnull=True)),
                name="ballot_of_ofqj_is_agreed",
                violation_error_message=_("La voix de l’OFQJ porte l’accord de ses deux sections."),
            ),
            models.CheckConstraint(
                condition=Q(agreed_by__isnull=True) | ~Q(agreed_by=F("cast_by")), name="ballot_agreed_by_another"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_party_display()} · {self.get_choice_display()}"
