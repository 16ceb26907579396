"""A structure of the directory: whoever carries, hosts, funds or leads a network, in France, Québec or elsewhere."""

from datetime import date
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q, Value
from django.db.models.functions import Concat, Lower
from django.utils.translation import gettext_lazy as _

from ofqj_portal.core.addresses import address_of
from ofqj_portal.core.roles import Role, structure_ids
from ofqj_portal.core.shores import Shore
from partners import validators
from partners.enums import Country, Freshness, Language, Section, StructureKind, Theme
from partners.models.network import Network
from partners.models.rule import DirectoryRule
from partners.models.search import Fold

if TYPE_CHECKING:
    from ofqj_portal.accounts.models import User
    from partners.models.territory import Territory


class StructureQuerySet(models.QuerySet["Structure"]):
    def active(self) -> "StructureQuerySet":
        """Leave out the structures that closed or left the directory."""
        return self.filter(is_active=True)

    def visible_to(self, user: "User") -> "StructureQuerySet":
        """Keep what `user` may read: all that is open, and what closed to the OFQJ, to admins and to its own people."""
        if structure_ids(user, Role.ADMIN, Role.OFFICER, Role.DECIDER):
            return self
        own = structure_ids(user)
        return self.filter(Q(is_active=True) | Q(pk__in=own)) if own else self.active()

    def stale(self, on: date, rule: DirectoryRule) -> "StructureQuerySet":
        """Keep those whose sheet nobody vouched for in the year (`rule.stale_days`) before that day, or ever."""
        return self.filter(Q(checked_on__isnull=True) | Q(checked_on__lte=on - rule.stale_after))

    def in_networks_of(self, user: "User") -> "StructureQuerySet":
        """Keep the members of the networks led by the structures where `user` has the network role, heads excluded."""
        heads = structure_ids(user, Role.NETWORK)
        return self.filter(network__in=Network.objects.headed_by(heads)) if heads else self.none()

    def matching(self, text: str) -> "StructureQuerySet":
        """Keep those whose name and commune hold each word of `text`; accents, case and small typos do not matter."""
        words = Q()
        for word in text.split()[:8]:
            typed = Fold(Value(word))
            words &= Q(search_text__contains=typed) | Q(search_text__trigram_word_similar=typed)
        return self.filter(words)


class Structure(models.Model):
    name = models.CharField(_("nom"), max_length=200)
    kind = models.CharField(_("type"), max_length=20, choices=StructureKind)
    country = models.CharField(_("pays"), max_length=5, choices=Country)
    other_country = models.CharField(_("nom du pays"), max_length=80, blank=True)
    section = models.CharField(_("section de l’OFQJ"), max_length=2, choices=Section, blank=True)
    network = models.ForeignKey(
        Network, models.PROTECT, null=True, blank=True, verbose_name=_("réseau"), related_name="structures"
    )
    siret = models.CharField(_("SIRET"), max_length=14, blank=True, validators=[validators.validate_siret])
    rna = models.CharField(_("RNA"), max_length=10, blank=True, validators=[validators.validate_rna])
    neq = models.CharField(_("NEQ"), max_length=10, blank=True, validators=[validators.validate_neq])
    imilo_code = models.CharField(_("code i-milo"), max_length=20, blank=True)
    service_public_id = models.CharField(_("identifiant service-public.fr"), max_length=80, blank=True)

    territory = models.ForeignKey(
        "partners.Territory",
        models.PROTECT,
        null=True,
        blank=True,
        verbose_name=_("département ou région administrative"),
        related_name="structures",
    )
    street = models.CharField(_("adresse"), max_length=200, blank=True)
    postal_code = models.CharField(_("code postal"), max_length=12, blank=True)
    commune = models.CharField(_("commune"), max_length=100, blank=True)
    insee_code = models.CharField(_("code INSEE de la commune"), max_length=5, blank=True)
    latitude = models.DecimalField(_("latitude"), max_digits=8, decimal_places=5, null=True, blank=True)
    longitude = models.DecimalField(_("longitude"), max_digits=8, decimal_places=5, null=True, blank=True)
    time_zone = models.CharField(_("fuseau horaire"), max_length=40, default="Europe/Paris")

    email = models.EmailField(_("adresse e-mail"), blank=True)
    phone = models.CharField(_("téléphone"), max_length=30, blank=True)
    website = models.URLField(_("site web"), blank=True)
    themes = ArrayField(
        models.CharField(max_length=20, choices=Theme), verbose_name=_("thèmes"), default=list, blank=True
    )
    languages = ArrayField(
        models.CharField(max_length=4, choices=Language), verbose_name=_("langues parlées"), default=list, blank=True
    )
    opening_hours = models.TextField(_("horaires d’ouverture"), max_length=600, blank=True)
    hosting_capacity = models.PositiveSmallIntegerField(_("places d’accueil"), null=True, blank=True)
    checked_on = models.DateField(_("fiche vérifiée le"), null=True, blank=True)
    checked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        verbose_name=_("fiche vérifiée par"),
        related_name="+",
    )
    is_active = models.BooleanField(_("dans l’annuaire"), default=True)
    merged_into = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        verbose_name=_("réunie à"),
        related_name="merged_sheets",
    )
    version = models.PositiveIntegerField(_("version"), default=1, editable=False)

    search_text = models.GeneratedField(
        expression=Fold(Concat(F("name"), Value(" "), F("commune"))), output_field=models.TextField(), db_persist=True
    )
    sort_name = models.GeneratedField(expression=Fold(F("name")), output_field=models.TextField(), db_persist=True)

    objects = StructureQuerySet.as_manager()

    class Meta:
        verbose_name = _("structure")
        verbose_name_plural = _("structures")
        indexes = [
            models.Index(Lower("name"), name="structure_name_order"),
            GinIndex(OpClass("search_text", "gin_trgm_ops"), name="structure_search"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(country__in=Country.values) & Q(kind__in=StructureKind.values),
                name="structure_kind_and_country_known",
            ),
            models.CheckConstraint(
                condition=~Q(name__regex=r"^\s*$"),
                name="structure_name_given",
                violation_error_message=_("Donnez un nom à la structure."),
            ),
            models.CheckConstraint(
                condition=Q(country=Country.OTHER, territory__isnull=True) & ~Q(other_country="")
                | ~Q(country=Country.OTHER) & Q(other_country=""),
                name="structure_other_country_named",
                violation_error_message=_("Nommez le pays, sans territoire, si ce n’est ni la France ni le Québec."),
            ),
            models.CheckConstraint(
                condition=Q(kind=StructureKind.OFQJ, section__in=Section.values)
                | ~Q(kind=StructureKind.OFQJ) & Q(section=""),
                name="structure_section_for_ofqj_only",
                violation_error_message=_("Seul l’OFQJ a une section, France ou Québec."),
            ),
            models.CheckConstraint(
                condition=Q(siret="") | Q(siret__regex=validators.SIRET_FORMAT, country=Country.FR),
                name="structure_siret_french",
                violation_error_message=_("Un SIRET compte 14 chiffres et appartient à une structure de France."),
            ),
            models.CheckConstraint(
                condition=Q(rna="") | Q(rna__regex=validators.RNA_FORMAT, country=Country.FR),
                name="structure_rna_french",
                violation_error_message=_("Un RNA s’écrit W et 9 chiffres et appartient à une structure de France."),
            ),
            models.CheckConstraint(
                condition=Q(neq="") | Q(neq__regex=validators.NEQ_FORMAT, country=Country.QC),
                name="structure_neq_quebec",
                violation_error_message=_("Un NEQ compte 10 chiffres et appartient à une structure du Québec."),
            ),
            models.CheckConstraint(
                condition=Q(imilo_code="") | Q(imilo_code__regex=validators.IMILO_FORMAT, country=Country.FR),
                name="structure_imilo_french",
                violation_error_message=_("Un code i-milo appartient à une structure de France."),
            ),
            models.CheckConstraint(
                condition=Q(service_public_id="")
                | Q(service_public_id__regex=validators.SERVICE_PUBLIC_FORMAT, country=Country.FR),
                name="structure_service_public_french",
                violation_error_message=_("L’annuaire de l’administration ne tient que des structures de France."),
            ),
            models.CheckConstraint(
                condition=Q(latitude__isnull=True, longitude__isnull=True)
                | Q(latitude__isnull=False, longitude__isnull=False)
                & Q(latitude__range=(-90, 90), longitude__range=(-180, 180)),
                name="structure_place_whole",
                violation_error_message=_("Donnez latitude et longitude, ou aucune des deux."),
            ),
            models.CheckConstraint(
                condition=Q(merged_into__isnull=True) | Q(is_active=False) & ~Q(merged_into=F("id")),
                name="structure_merged_is_out",
                violation_error_message=_("Une fiche réunie à une autre n’est plus dans l’annuaire."),
            ),
            *(
                models.UniqueConstraint(
                    field,
                    condition=~Q(**{field: ""}),
                    name=f"structure_{field}_unique",
                    violation_error_message=message,
                )
                for field, message in [
                    ("siret", _("Une structure porte déjà ce SIRET.")),
                    ("rna", _("Une structure porte déjà ce RNA.")),
                    ("neq", _("Une structure porte déjà ce NEQ.")),
                    ("imilo_code", _("Une structure porte déjà ce code i-milo.")),
                    ("service_public_id", _("Une structure porte déjà cet identifiant de service-public.fr.")),
                    ("section", _("Cette section de l’OFQJ a déjà sa structure.")),
                ]
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return address_of("dashboard:structure", self.pk)

    def clean(self) -> None:
        """Refuse a territory of the other shore."""
        if self.territory and self.territory.country != self.country:
            raise ValidationError({"territory": _("Ce territoire n’est pas dans le pays de la structure.")})

    @property
    def is_french(self) -> bool:
        return self.country == Country.FR

    @property
    def shore(self) -> Shore:
        """Whose words and formats its people read; a third country reads those of France."""
        return Shore.QUEBEC if self.country == Country.QC else Shore.FRANCE

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.time_zone)

    @property
    def region(self) -> "Territory | None":
        """The region of its territory; select_related("territory__parent") before looping."""
        return self.territory.region if self.territory else None

    @property
    def country_label(self) -> str:
        return self.other_country or str(Country(self.country).label)

    @property
    def theme_labels(self) -> list[str]:
        return [str(Theme(code).label) for code in self.themes]

    @property
    def language_labels(self) -> list[str]:
        return [str(Language(code).label) for code in self.languages]

    def freshness(self, on: date, rule: DirectoryRule) -> Freshness:
        """Say how old the last check of the sheet is on that day; one never checked is obsolete."""
        if self.checked_on is None or self.checked_on <= on - rule.obsolete_after:
            return Freshness.OBSOLETE
        return Freshness.STALE if self.checked_on <= on - rule.stale_after else Freshness.FRESH


class Contact(models.Model):
    """Somebody to call at a structure, account or not."""

    structure = models.ForeignKey(Structure, models.CASCADE, verbose_name=_("structure"), related_name="contacts")
    name = models.CharField(_("nom"), max_length=150)
    duty = models.CharField(_("fonction"), max_length=100, blank=True)
    email = models.EmailField(_("adresse e-mail"), blank=True)
    phone = models.CharField(_("téléphone"), max_length=30, blank=True)
    is_mobility = models.BooleanField(_("référent·e mobilité"), default=False)

    class Meta:
        verbose_name = _("contact")
        verbose_name_plural = _("contacts")

    def __str__(self) -> str:
        return self.name
