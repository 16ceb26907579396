"""The convention: its articles, who signed, what it aims at, and where its texts disagree."""

from datetime import date, timedelta

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from partners.enums import Party, Section


class Convention(models.Model):
    """A partnership convention. Its term is computed from article 6, whatever years its title names."""

    slug = models.SlugField(_("adresse"), max_length=60, unique=True)
    title = models.CharField(_("titre"), max_length=200)
    title_years = models.CharField(_("années du titre"), max_length=20)
    signed_on = models.DateField(_("signée le"))
    signed_at_place = models.CharField(_("signée à"), max_length=80)
    duration_years = models.PositiveSmallIntegerField(_("durée en années"))
    first_signed_on = models.DateField(_("première convention signée le"), null=True, blank=True)
    first_ended_on = models.DateField(_("première convention échue le"), null=True, blank=True)
    renewed_until = models.DateField(_("renouvelée jusqu’au"), null=True, blank=True, editable=False)
    ended_on = models.DateField(_("prend fin avant son terme le"), null=True, blank=True, editable=False)

    class Meta:
        verbose_name = _("convention")
        verbose_name_plural = _("conventions")
        ordering = ["-signed_on"]
        constraints = [
            models.CheckConstraint(condition=Q(duration_years__gte=1), name="convention_lasts_a_year_or_more"),
        ]

    def __str__(self) -> str:
        return f"{self.title} {self.title_years}"

    def get_absolute_url(self) -> str:
        return reverse("conventions:convention", args=[self.slug])

    @property
    def ends_on(self) -> date:
        """The last day it binds: its first term, or the day it was renewed to; sooner if a notice ended it."""
        term = self.renewed_until or self.first_term_on
        return min(term, self.ended_on) if self.ended_on else term

    @property
    def gap(self) -> tuple[date, date] | None:
        """The first and last days when no convention bound the parties, between the former one and this one."""
        if self.first_ended_on is None or self.first_ended_on + timedelta(days=1) >= self.signed_on:
            return None
        return self.first_ended_on + timedelta(days=1), self.signed_on - timedelta(days=1)

    @property
    def gap_years(self) -> tuple[int, int] | None:
        """The years that the gap touches, both included."""
        return (self.gap[0].year, self.gap[1].year) if self.gap else None

    @property
    def first_term_on(self) -> date:
        """The term of article 6: `duration_years` from the signature, the eve of the anniversary."""
        try:
            anniversary = self.signed_on.replace(year=self.signed_on.year + self.duration_years)
        except ValueError:  # signed on 29 February
            anniversary = date(self.signed_on.year + self.duration_years, 3, 1)
        return anniversary - timedelta(days=1)

    def is_in_force(self, on: date) -> bool:
        """Say whether it binds on that day."""
        return self.signed_on <= on <= self.ends_on


class Article(models.Model):
    """One article: its paragraphs as they were signed, and a summary in our own words beside them."""

    convention = models.ForeignKey(
        Convention, on_delete=models.CASCADE, related_name="articles", verbose_name=_("convention")
    )
    number = models.PositiveSmallIntegerField(_("numéro"))
    title = models.CharField(_("titre"), max_length=120)
    summary = models.TextField(_("résumé"))

    class Meta:
        verbose_name = _("article")
        verbose_name_plural = _("articles")
        ordering = ["convention", "number"]
        constraints = [models.UniqueConstraint(fields=["convention", "number"], name="article_once")]

    def __str__(self) -> str:
        return f"{self.convention} · {self.number}"


class Paragraph(models.Model):
    """One paragraph of an article as it was signed. It never changes: an amendment says what reads otherwise."""

    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="paragraphs", verbose_name=_("article"))
    number = models.PositiveSmallIntegerField(_("rang"))
    text = models.TextField(_("texte"))

    class Meta:
        verbose_name = _("alinéa")
        verbose_name_plural = _("alinéas")
        ordering = ["article", "number"]
        constraints = [models.UniqueConstraint(fields=["article", "number"], name="paragraph_once")]

    def __str__(self) -> str:
        return f"{self.article} · {self.number}"


class Objective(models.Model):
    """One of the aims of article 3 that every action of a plan serves."""

    convention = models.ForeignKey(
        Convention, on_delete=models.CASCADE, related_name="objectives", verbose_name=_("convention")
    )
    number = models.PositiveSmallIntegerField(_("rang"))
    title = models.CharField(_("titre"), max_length=120)
    summary = models.TextField(_("résumé"))

    class Meta:
        verbose_name = _("objectif")
        verbose_name_plural = _("objectifs")
        ordering = ["convention", "number"]
        constraints = [models.UniqueConstraint(fields=["convention", "number"], name="objective_once")]

    def __str__(self) -> str:
        return f"{self.number}. {self.title}"


class Signatory(models.Model):
    """One signature block. A party may have several: the OFQJ signs by each of its secrétaires générales."""

    convention = models.ForeignKey(
        Convention, on_delete=models.CASCADE, related_name="signatories", verbose_name=_("convention")
    )
    position = models.PositiveSmallIntegerField(_("rang"))
    party = models.CharField(_("partie"), max_length=5, choices=Party.choices)
    section = models.CharField(_("section"), max_length=5, choices=Section.choices, blank=True)
    name = models.CharField(_("nom"), max_length=120)
    capacity = models.CharField(_("qualité"), max_length=120)
    by_delegation = models.BooleanField(_("signé par délégation (P/O)"), default=False)

    class Meta:
        verbose_name = _("signataire")
        verbose_name_plural = _("signataires")
        ordering = ["convention", "position"]
        constraints = [
            models.UniqueConstraint(fields=["convention", "position"], name="signatory_once"),
            models.CheckConstraint(condition=Q(section="") | Q(party=Party.OFQJ), name="signatory_section_is_of_ofqj"),
        ]

    def __str__(self) -> str:
        return f"{self.name}, {self.capacity}"


class Disagreement(models.Model):
    """A point on which the sources differ: each reading is kept with its source, and how the portal reads it is said.

    `readings` is a list of {"says": …, "source": …}.
    """

    convention = models.ForeignKey(
        Convention, on_delete=models.CASCADE, related_name="disagreements", verbose_name=_("convention")
    )
    code = models.SlugField(_("code"), max_length=40)
    position = models.PositiveSmallIntegerField(_("rang"))
    title = models.CharField(_("point"), max_length=120)
    readings = models.JSONField(_("lectures"))
    kept = models.TextField(_("ce que fait le portail"))

    class Meta:
        verbose_name = _("désaccord des textes")
        verbose_name_plural = _("désaccords des textes")
        ordering = ["convention", "position"]
        constraints = [models.UniqueConstraint(fields=["convention", "code"], name="disagreement_once")]

    def __str__(self) -> str:
        return self.title
