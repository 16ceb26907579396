"""The funding agreement: one text after the other, who signed which one, in what capacity."""

import json
from typing import Any, Self

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from ofqj_portal.core.money import Money
from projects.enums import AgreementState, Currency, SigningMandate, SigningSide
from projects.models.guards import moves_only_along, refuses
from projects.workflow import AGREEMENT

_TEXT = ("decision_id", "number", "text", "text_sha256", "amount", "currency", "rate", "rate_on", "rate_source")
_TEXT_CHANGED = (
    f"({', '.join(f'OLD.{name}' for name in _TEXT)}) IS DISTINCT FROM ({', '.join(f'NEW.{name}' for name in _TEXT)})"
)
_SIGNED_BY = "EXISTS (SELECT 1 FROM projects_agreementsignature s WHERE s.agreement_id = {} AND s.side = '{}')"
_NOT_YET_SIGNED = (
    "OLD.state <> NEW.state AND ("
    f"(NEW.state = 'waiting_ofqj' AND NOT {_SIGNED_BY.format('NEW.id', 'carrier')})"
    f" OR (NEW.state = 'signed' AND NOT {_SIGNED_BY.format('NEW.id', 'ofqj')}))"
)
_OTHER_TEXT = (
    "NOT EXISTS (SELECT 1 FROM projects_grantagreement a WHERE a.id = NEW.agreement_id"
    " AND a.text_sha256 = NEW.text_sha256 AND a.state NOT IN ('refused', 'void'))"
)


class GrantAgreementQuerySet(models.QuerySet["GrantAgreement"]):
    def standing(self) -> Self:
        """Keep the texts that count: waiting, signed or refused, not those that a later one replaced."""
        return self.exclude(state=AgreementState.VOID)

    def signed(self) -> Self:
        """Keep the texts that both sides signed and that still hold."""
        return self.filter(state=AgreementState.SIGNED)


class GrantAgreement(models.Model):
    """One text of the agreement of one section's grant. The text never changes: another text is another row.

    `text` is canonical JSON (see documents.grant_agreement) and `text_sha256` its digest, which the database checks.
    `rate` is how many units of the other currency one unit of `currency` was worth when the text was written.
    """

    decision = models.ForeignKey("projects.Decision", models.PROTECT, related_name="agreements")
    number = models.PositiveSmallIntegerField(_("numéro du texte"))
    state = models.CharField(
        _("état"), max_length=20, choices=AgreementState.choices, default=AgreementState.WAITING_CARRIER
    )
    text = models.TextField(_("texte"))
    text_sha256 = models.CharField(_("empreinte du texte"), max_length=64)
    amount = models.DecimalField(_("aide"), max_digits=12, decimal_places=2)
    currency = models.CharField(_("devise"), max_length=3, choices=Currency.choices)
    rate = models.DecimalField(_("taux"), max_digits=12, decimal_places=6, null=True)
    rate_on = models.DateField(_("taux du"), null=True)
    rate_source = models.CharField(_("source du taux"), max_length=120, blank=True, default="")
    reason = models.TextField(_("pourquoi un nouveau texte"), blank=True, default="", max_length=1000)
    made_at = models.DateTimeField(_("établie le"))
    waiting_since = models.DateTimeField(_("attend depuis le"))
    refused_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    refused_at = models.DateTimeField(_("refusée le"), null=True)
    refusal = models.TextField(_("motif du refus"), blank=True, default="", max_length=2000)
    voided_at = models.DateTimeField(_("sans effet depuis le"), null=True)
    void_reason = models.TextField(_("pourquoi elle est sans effet"), blank=True, default="", max_length=1000)
    paper = models.ForeignKey("core.StoredFile", models.PROTECT, null=True, related_name="+")
    signed_on_paper = models.PositiveSmallIntegerField(_("signatures sur le papier"), null=True)

    objects = GrantAgreementQuerySet.as_manager()

    class Meta:
        verbose_name = _("convention de subvention")
        verbose_name_plural = _("conventions de subvention")
        ordering = ["decision_id", "number"]
        indexes = [
            # The few that wait for a decider, among all those ever signed.
            models.Index(
                fields=["waiting_since", "id"],
                condition=Q(state=AgreementState.WAITING_OFQJ),
                name="agreement_to_countersign",
            )
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["decision", "number"],
                name="grant_agreement_numbered",
                violation_error_message=_("Ce texte existe déjà."),
            ),
            models.UniqueConstraint(
                fields=["decision"],
                condition=~Q(state=AgreementState.VOID),
                name="grant_agreement_one_standing",
                violation_error_message=_("Cette subvention a déjà une convention en cours."),
            ),
            models.CheckConstraint(
                condition=Q(amount__gt=0),
                name="grant_agreement_amount_positive",
                violation_error_message=_("Une convention porte un montant positif."),
            ),
            models.CheckConstraint(
                condition=Q(rate__isnull=True) | (Q(rate__gt=0, rate_on__isnull=False) & ~Q(rate_source="")),
                name="grant_agreement_rate_is_dated",
                violation_error_message=_("Un taux de change a sa date et sa source."),
            ),
            models.CheckConstraint(
                condition=(Q(state=AgreementState.VOID, voided_at__isnull=False) & ~Q(void_reason=""))
                | (~Q(state=AgreementState.VOID) & Q(voided_at__isnull=True, void_reason="")),
                name="grant_agreement_void_says_why",
                violation_error_message=_("Une convention sans effet dit depuis quand et pourquoi."),
            ),
            models.CheckConstraint(
                condition=~Q(state=AgreementState.REFUSED)
                | (Q(refused_by__isnull=False, refused_at__isnull=False) & ~Q(refusal="")),
                name="grant_agreement_refused_says_why",
                violation_error_message=_("Un refus de signer a un auteur et un motif."),
            ),
        ]
        triggers = [
            moves_only_along(AGREEMENT, name="grant_agreement_moves"),
            pgtrigger.Protect(name="grant_agreement_kept", operation=pgtrigger.Delete),
            refuses(
                "grant_agreement_digest",
                when="NEW.text_sha256 <> encode(sha256(convert_to(NEW.text, 'UTF8')), 'hex')",
                then="grant agreement: the digest is not that of the text",
                operation=pgtrigger.Insert,
            ),
            refuses(
                "grant_agreement_text_kept",
                when=_TEXT_CHANGED,
                then="grant agreement: a text never changes",
                operation=pgtrigger.Update,
            ),
            refuses(
                "grant_agreement_signatures_first",
                when=_NOT_YET_SIGNED,
                then="grant agreement: it moves with a signature",
                operation=pgtrigger.UpdateOf("state"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.decision_id} · {self.number}"

    @property
    def money(self) -> Money:
        return Money(self.amount, self.currency)

    @property
    def content(self) -> dict[str, Any]:
        """The text, read back from its canonical JSON."""
        return json.loads(self.text)


class AgreementSignature(models.Model):
    """One side signed one exact text: who, when, in what capacity. Never changed, never deleted."""

    agreement = models.ForeignKey(GrantAgreement, models.PROTECT, related_name="signatures")
    side = models.CharField(_("partie"), max_length=10, choices=SigningSide.choices)
    signed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    signed_at = models.DateTimeField(_("signée le"))
    name = models.CharField(_("nom"), max_length=160)
    capacity = models.CharField(_("fonction"), max_length=160)
    mandate = models.CharField(_("à quel titre"), max_length=10, choices=SigningMandate.choices)
    delegated_by = models.CharField(_("par délégation de"), max_length=160, blank=True, default="")
    text_sha256 = models.CharField(_("empreinte du texte signé"), max_length=64)

    class Meta:
        verbose_name = _("signature de convention")
        verbose_name_plural = _("signatures de convention")
        ordering = ["agreement_id", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["agreement", "side"],
                name="agreement_signature_one_a_side",
                violation_error_message=_("Cette partie a déjà signé ce texte."),
            ),
            models.CheckConstraint(
                condition=~Q(capacity="") & ~Q(name=""),
                name="agreement_signature_says_who",
                violation_error_message=_("Une signature dit qui signe, et à quelle fonction."),
            ),
            models.CheckConstraint(
                condition=(Q(mandate=SigningMandate.DELEGATED) & ~Q(delegated_by=""))
                | Q(mandate=SigningMandate.OWN, delegated_by=""),
                name="agreement_signature_delegation_named",
                violation_error_message=_("Une signature par délégation nomme qui délègue."),
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="agreement_signature_kept", operation=pgtrigger.Update | pgtrigger.Delete),
            refuses(
                "agreement_signature_of_this_text",
                when=_OTHER_TEXT,
                then="agreement signature: it is for another text, or one that no longer stands",
                operation=pgtrigger.Insert,
            ),
            refuses(
                "agreement_signature_in_order",
                when=f"NEW.side = 'ofqj' AND NOT {_SIGNED_BY.format('NEW.agreement_id', 'carrier')}",
                then="agreement signature: the structure signs first",
                operation=pgtrigger.Insert,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.agreement_id} · {self.get_side_display()}"
