"""Where a section is given money back: its own account, which it prints on its letters; nobody's personal data."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from partners.enums import Section
from projects.enums import AccountScheme


class RepaymentAccount(models.Model):
    """The account of one section, written on its shore's own way; a structure that owes money reads it."""

    section = models.CharField(_("section"), max_length=5, choices=Section.choices, unique=True)
    holder = models.CharField(_("titulaire du compte"), max_length=140)
    iban = models.CharField(_("IBAN"), max_length=34, blank=True, default="")
    bic = models.CharField(_("BIC"), max_length=11, blank=True, default="")
    institution = models.CharField(_("numéro d’institution"), max_length=3, blank=True, default="")
    transit = models.CharField(_("numéro de transit"), max_length=5, blank=True, default="")
    account = models.CharField(_("numéro de compte"), max_length=12, blank=True, default="")
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    changed_at = models.DateTimeField(_("noté le"))

    class Meta:
        verbose_name = _("compte de remboursement")
        verbose_name_plural = _("comptes de remboursement")
        ordering = ["section"]
        constraints = [
            models.CheckConstraint(
                condition=(~Q(iban="") & Q(institution="", transit="", account=""))
                | (Q(iban="", bic="") & ~Q(institution="") & ~Q(transit="") & ~Q(account="")),
                name="repayment_account_whole",
                violation_error_message=_("Un compte a un IBAN, ou les trois numéros d’un compte canadien."),
            ),
        ]

    def __str__(self) -> str:
        return self.holder

    @property
    def scheme(self) -> AccountScheme:
        return AccountScheme.IBAN if self.iban else AccountScheme.CANADIAN
