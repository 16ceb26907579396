"""How the convention may end before its term: notices and their registered letters; and disputes, for named readers."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from conventions.enums import NoticeKind, NoticeState
from conventions.models.convention import Convention
from conventions.models.guards import moves_only_along
from conventions.workflow import NOTICE
from ofqj_portal.core.fields import EncryptedTextField
from partners.enums import Party


class FormalNotice(models.Model):
    """A denunciation (one month's notice), a formal notice (seven days after its sending), or an end by law.

    `effective_on` is written once somebody confirms what it does, with what it does before her eyes.
    """

    convention = models.ForeignKey(
        Convention, on_delete=models.PROTECT, related_name="notices", verbose_name=_("convention")
    )
    number = models.PositiveSmallIntegerField(_("numéro"), editable=False)
    kind = models.CharField(_("nature"), max_length=13, choices=NoticeKind.choices)
    party = models.CharField(_("à l’initiative de"), max_length=5, choices=Party.choices)
    against = models.CharField(_("adressée à"), max_length=5, choices=Party.choices, blank=True)
    grounds = models.TextField(_("motifs"))
    legal_text = models.CharField(_("texte qui la cause"), max_length=300, blank=True)
    state = models.CharField(
        _("état"), max_length=9, choices=NoticeState.choices, default=NoticeState.DRAFT, editable=False
    )
    drafted_at = models.DateTimeField(_("préparée le"), editable=False)
    drafted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+", verbose_name=_("préparée par")
    )
    effective_on = models.DateField(_("met fin à la convention le"), null=True, editable=False)
    confirmed_at = models.DateTimeField(_("confirmée le"), null=True, editable=False)

    class Meta:
        verbose_name = _("acte de fin")
        verbose_name_plural = _("actes de fin")
        ordering = ["convention", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["convention", "number"], name="notice_once"),
            models.CheckConstraint(
                condition=~Q(kind=NoticeKind.FORMAL_NOTICE) | (~Q(against="") & ~Q(against=F("party"))),
                name="notice_is_against_another",
                violation_error_message=_("Une mise en demeure s’adresse à une autre partie."),
            ),
            models.CheckConstraint(
                condition=~Q(kind=NoticeKind.BY_LAW) | ~Q(legal_text=""),
                name="notice_by_law_names_its_text",
                violation_error_message=_("Une résiliation de plein droit nomme le texte qui la cause."),
            ),
            models.CheckConstraint(
                condition=Q(state=NoticeState.EFFECTIVE, effective_on__isnull=False)
                | (~Q(state=NoticeState.EFFECTIVE) & Q(effective_on__isnull=True)),
                name="notice_effective_on_a_day",
            ),
        ]
        triggers = [moves_only_along(NOTICE, name="notice_state_moves")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} · {self.get_party_display()}"

    def get_absolute_url(self) -> str:
        return reverse("conventions:notice", args=[self.convention.slug, self.number])


class NoticeDelivery(models.Model):
    """The registered letter to one party: its number, the day it left, the day it was received."""

    notice = models.ForeignKey(
        FormalNotice, on_delete=models.CASCADE, related_name="deliveries", verbose_name=_("acte de fin")
    )
    party = models.CharField(_("destinataire"), max_length=5, choices=Party.choices)
    registered_number = models.CharField(_("numéro du recommandé"), max_length=40, blank=True)
    sent_on = models.DateField(_("envoyé le"), null=True, blank=True)
    received_on = models.DateField(_("reçu le"), null=True, blank=True)

    class Meta:
        verbose_name = _("envoi")
        verbose_name_plural = _("envois")
        ordering = ["notice", "party"]
        constraints = [
            models.UniqueConstraint(fields=["notice", "party"], name="delivery_once_a_party"),
            models.CheckConstraint(
                condition=Q(sent_on__isnull=True) | ~Q(registered_number=""),
                name="delivery_is_registered",
                violation_error_message=_("Un envoi porte le numéro de son recommandé."),
            ),
            models.CheckConstraint(
                condition=Q(received_on__isnull=True) | Q(sent_on__isnull=False, received_on__gte=F("sent_on")),
                name="delivery_received_after_it_left",
                violation_error_message=_("Une lettre est reçue après son envoi."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.notice} · {self.get_party_display()}"


class Dispute(models.Model):
    """A disagreement between parties (article 9), read by the people it names and nobody else; its words are sealed."""

    convention = models.ForeignKey(
        Convention, on_delete=models.PROTECT, related_name="disputes", verbose_name=_("convention")
    )
    number = models.PositiveSmallIntegerField(_("numéro"), editable=False)
    title = EncryptedTextField(_("objet"))
    opened_on = models.DateField(_("ouvert le"))
    opened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("ouvert par")
    )
    readers = models.ManyToManyField(
        settings.AUTH_USER_MODEL, related_name="+", verbose_name=_("personnes qui le lisent")
    )

    class Meta:
        verbose_name = _("désaccord")
        verbose_name_plural = _("désaccords")
        ordering = ["convention", "-number"]
        constraints = [models.UniqueConstraint(fields=["convention", "number"], name="dispute_once")]

    def __str__(self) -> str:
        return f"{self.convention_id} · {self.number}"

    def get_absolute_url(self) -> str:
        return reverse("conventions:dispute", args=[self.convention.slug, self.number])


class DisputeEntry(models.Model):
    """One step of a dispute: amicable talks, mediation, arbitration. Never changed."""

    dispute = models.ForeignKey(Dispute, on_delete=models.PROTECT, related_name="entries", verbose_name=_("désaccord"))
    text = EncryptedTextField(_("ce qui s’est passé"))
    at = models.DateTimeField(_("noté le"))
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("noté par")
    )

    class Meta:
        verbose_name = _("étape d’un désaccord")
        verbose_name_plural = _("étapes d’un désaccord")
        ordering = ["dispute", "-at", "-pk"]

    def __str__(self) -> str:
        return f"{self.dispute_id} · {self.at:%Y-%m-%d}"
