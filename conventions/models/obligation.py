"""What the texts oblige the parties to do by a day: the rules, as data nobody confirmed yet, and the agenda feeds."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from conventions.enums import ObligationKind
from conventions.models.convention import Convention


class ObligationRule(models.Model):
    """One kind of date that the texts create: its article, when it falls due, what follows if nothing is done.

    Kinds that come back each year fall due on `month`/`day` of the year they are about, `year_shift` years later.
    The others fall due on a date of their own, `days` days after what starts them. Days of reminders count from it.
    """

    convention = models.ForeignKey(
        Convention, on_delete=models.CASCADE, related_name="obligation_rules", verbose_name=_("convention")
    )
    kind = models.CharField(_("obligation"), max_length=14, choices=ObligationKind.choices)
    article = models.PositiveSmallIntegerField(_("article"))
    title = models.CharField(_("ce qui est dû"), max_length=120)
    consequence = models.TextField(_("si rien n’est fait"))
    month = models.PositiveSmallIntegerField(
        _("mois"), null=True, blank=True, validators=[MinValueValidator(1), MaxValueValidator(12)]
    )
    day = models.PositiveSmallIntegerField(
        _("jour"), null=True, blank=True, validators=[MinValueValidator(1), MaxValueValidator(31)]
    )
    year_shift = models.PositiveSmallIntegerField(_("années plus tard"), default=0)
    days = models.PositiveSmallIntegerField(_("délai en jours"), null=True, blank=True)
    remind_before = ArrayField(models.PositiveSmallIntegerField(), verbose_name=_("relances, jours avant"), blank=True)
    remind_after = ArrayField(models.PositiveSmallIntegerField(), verbose_name=_("relances, jours après"), blank=True)

    class Meta:
        verbose_name = _("règle d’échéance")
        verbose_name_plural = _("règles d’échéance")
        ordering = ["convention", "article", "kind"]
        constraints = [
            models.UniqueConstraint(fields=["convention", "kind"], name="obligation_rule_once"),
            models.CheckConstraint(
                condition=Q(month__isnull=True, day__isnull=True)
                | Q(month__isnull=False, day__isnull=False, month__range=(1, 12), day__range=(1, 31)),
                name="obligation_rule_has_a_day",
                violation_error_message=_("Donnez le mois et le jour, ou ni l’un ni l’autre."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} · {self.title}"


class AgendaFeed(models.Model):
    """The secret address by which one person's calendar reads the dates; only its hash is kept, a new one ends it."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+", verbose_name=_("personne")
    )
    token_hash = models.CharField(max_length=64, unique=True)
    issued_at = models.DateTimeField(_("depuis le"))

    class Meta:
        verbose_name = _("adresse d’agenda")
        verbose_name_plural = _("adresses d’agenda")

    def __str__(self) -> str:
        return f"{self.user_id}"
