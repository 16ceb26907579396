"""Who may bind a party, and what each says of an amendment: bound to the digest of the exact text (article 7, R22)."""

from datetime import date
from typing import Self

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from conventions.enums import AccordAnswer
from conventions.models.amendment import Amendment
from conventions.models.convention import Convention
from conventions.models.guards import refuses, settled_with
from ofqj_portal.core.models import ActionLink, StoredFile
from partners.enums import Party, Section


class SigningMandateQuerySet(models.QuerySet["SigningMandate"]):
    def current(self, on: date) -> Self:
        """Keep the mandates that hold on that day, both bounds included."""
        return self.filter(starts_on__lte=on).exclude(ends_on__lt=on)


class SigningMandate(models.Model):
    """A person who may sign for a party between two days, in a capacity; with an account, or by a personal link."""

    convention = models.ForeignKey(
        Convention, on_delete=models.PROTECT, related_name="signing_mandates", verbose_name=_("convention")
    )
    party = models.CharField(_("partie"), max_length=5, choices=Party.choices)
    section = models.CharField(_("section"), max_length=5, choices=Section.choices, blank=True)
    name = models.CharField(_("nom"), max_length=120)
    capacity = models.CharField(_("qualité"), max_length=120)
    delegated_by = models.CharField(
        _("par délégation de"),
        max_length=160,
        blank=True,
        help_text=_("Qui délègue sa signature (P/O), et par quel acte."),
    )
    delegation_act = models.ForeignKey(
        StoredFile, on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("acte de délégation"),
        editable=False,
    )  # fmt: skip
    email = models.EmailField(_("adresse e-mail"), max_length=254, blank=True)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+",
        verbose_name=_("compte"),
    )  # fmt: skip
    starts_on = models.DateField(_("depuis le"))
    ends_on = models.DateField(_("jusqu’au"), null=True, blank=True)

    objects = SigningMandateQuerySet.as_manager()

    class Meta:
        verbose_name = _("pouvoir de signer")
        verbose_name_plural = _("pouvoirs de signer")
        ordering = ["convention", "party", "section", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["convention", "party", "section", "name", "starts_on"],
                name="signing_mandate_once",
                violation_error_message=_("Ce pouvoir de signer est déjà noté."),
            ),
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                name="signing_mandate_ends_after_it_starts",
                violation_error_message=_("La fin ne peut pas précéder le début."),
            ),
            models.CheckConstraint(
                condition=(Q(party=Party.OFQJ) & ~Q(section="")) | (~Q(party=Party.OFQJ) & Q(section="")),
                name="signing_mandate_section_is_of_ofqj",
                violation_error_message=_("L’OFQJ signe par chacune de ses sections, les autres parties n’en ont pas."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name}, {self.capacity}"

    @property
    def seat_label(self) -> str:
        """The signature block it fills."""
        return str(self.get_section_display() or self.get_party_display())

    def holds_on(self, on: date) -> bool:
        """Say whether it holds on that day."""
        return self.starts_on <= on and (self.ends_on is None or on <= self.ends_on)


class AccordRequest(models.Model):
    """One person asked for her accord on one amendment. `seen_versions` are the texts she has had before her."""

    amendment = models.ForeignKey(
        Amendment, on_delete=models.CASCADE, related_name="requests", verbose_name=_("avenant")
    )
    mandate = models.ForeignKey(
        SigningMandate, on_delete=models.PROTECT, related_name="requests", verbose_name=_("pouvoir de signer")
    )
    asked_at = models.DateTimeField(_("demandé le"))
    seen_versions = models.JSONField(_("versions lues"), default=list)

    class Meta:
        verbose_name = _("demande d’accord")
        verbose_name_plural = _("demandes d’accord")
        ordering = ["amendment", "pk"]
        constraints = [models.UniqueConstraint(fields=["amendment", "mandate"], name="accord_asked_once")]

    def __str__(self) -> str:
        return f"{self.amendment} · {self.mandate}"


class PartyAccord(models.Model):
    """What one signatory answered, word for word what she saw: never changed. A refusal says why."""

    amendment = models.ForeignKey(
        Amendment, on_delete=models.PROTECT, related_name="accords", verbose_name=_("avenant")
    )
    mandate = models.ForeignKey(
        SigningMandate, on_delete=models.PROTECT, related_name="accords", verbose_name=_("pouvoir de signer")
    )
    party = models.CharField(_("partie"), max_length=5, choices=Party.choices)
    section = models.CharField(_("section"), max_length=5, choices=Section.choices, blank=True)
    name = models.CharField(_("nom"), max_length=120)
    capacity = models.CharField(_("qualité"), max_length=120)
    delegated_by = models.CharField(_("par délégation de"), max_length=160, blank=True)
    answer = models.CharField(_("réponse"), max_length=7, choices=AccordAnswer.choices)
    reason = models.TextField(_("motif du refus"), blank=True)
    text_version = models.PositiveSmallIntegerField(_("version du texte"))
    text_hash = models.CharField(_("empreinte du texte"), max_length=64)
    given_at = models.DateTimeField(_("donné le"))
    given_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("compte")
    )
    link = models.ForeignKey(
        ActionLink, on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("lien personnel")
    )
    paper = models.ForeignKey(
        StoredFile, on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("fichier de preuve")
    )

    class Meta:
        verbose_name = _("accord d’une partie")
        verbose_name_plural = _("accords des parties")
        ordering = ["amendment", "given_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["mandate", "amendment", "text_version"], name="accord_once_per_text"),
            models.CheckConstraint(
                condition=Q(answer=AccordAnswer.ACCORD) | ~Q(reason=""),
                name="accord_refusal_says_why",
                violation_error_message=_("Un refus dit pourquoi."),
            ),
            models.CheckConstraint(
                condition=Q(given_by__isnull=False, link__isnull=True) | Q(given_by__isnull=True, link__isnull=False),
                name="accord_by_an_account_or_a_link",
            ),
        ]
        triggers = [
            refuses(
                "accord_kept",
                when="TG_OP = 'DELETE' OR to_jsonb(OLD) - 'paper_id' IS DISTINCT FROM to_jsonb(NEW) - 'paper_id'",
                then="accord: never changes",
                operation=pgtrigger.Update | pgtrigger.Delete,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.amendment} · {self.name} · {self.get_answer_display()}"

    @property
    def seat_label(self) -> str:
        """The signature block it fills."""
        return str(self.get_section_display() or self.get_party_display())


class AccordPart(models.Model):
    """One part of the text that an accord covers, by its digest; a later change of that part voids it for good."""

    accord = models.ForeignKey(PartyAccord, on_delete=models.CASCADE, related_name="parts", verbose_name=_("accord"))
    code = models.CharField(_("partie du texte"), max_length=12)
    text_hash = models.CharField(_("empreinte"), max_length=64)
    voided_at = models.DateTimeField(_("tombé le"), null=True)
    voided_by_version = models.PositiveSmallIntegerField(_("par la version"), null=True)

    class Meta:
        verbose_name = _("partie d’un accord")
        verbose_name_plural = _("parties d’un accord")
        ordering = ["accord", "code"]
        constraints = [
            models.UniqueConstraint(fields=["accord", "code"], name="accord_part_once"),
            models.CheckConstraint(
                condition=Q(voided_at__isnull=True, voided_by_version__isnull=True)
                | Q(voided_at__isnull=False, voided_by_version__isnull=False),
                name="accord_part_voided_by_a_text",
            ),
        ]
        triggers = [
            refuses(
                "accord_part_kept",
                when="OLD.voided_at IS NOT NULL OR NEW.code <> OLD.code OR NEW.text_hash <> OLD.text_hash"
                " OR NEW.accord_id <> OLD.accord_id",
                then="accord: what was agreed to never changes",
                operation=pgtrigger.Update,
            ),
            settled_with(
                "accord_part_settled",
                parent="SELECT a.amendment_id FROM conventions_partyaccord a WHERE a.id = this.accord_id",
                states="'in_force', 'void'",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.accord_id} · {self.code}"
