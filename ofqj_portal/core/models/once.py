"""Things that may happen only once, or only in order: posted forms, slots of the clock, numbers."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class UsedToken(models.Model):
    """The token of a form that was acted upon: a second identical POST finds it taken."""

    token = models.UUIDField(primary_key=True)
    used_at = models.DateTimeField()
    result = models.CharField(max_length=300, blank=True)

    class Meta:
        verbose_name = _("formulaire déjà traité")
        verbose_name_plural = _("formulaires déjà traités")
        indexes = [models.Index(fields=["used_at"], name="used_token_at")]

    def __str__(self) -> str:
        return str(self.token)


class PeriodicRun(models.Model):
    """A slot of a periodic entry that was taken: it runs once, whoever ticks."""

    name = models.CharField(max_length=100)
    slot = models.DateTimeField()
    taken_at = models.DateTimeField()

    class Meta:
        verbose_name = _("passage d’une tâche périodique")
        verbose_name_plural = _("passages des tâches périodiques")
        constraints = [models.UniqueConstraint(fields=["name", "slot"], name="periodic_once_per_slot")]

    def __str__(self) -> str:
        return f"{self.name} {self.slot:%Y-%m-%d %H:%M}"


class NumberSequence(models.Model):
    """The last number given in a series; numbers are never reused."""

    name = models.CharField(max_length=60, primary_key=True)
    last_value = models.PositiveIntegerField()

    class Meta:
        verbose_name = _("série de numéros")
        verbose_name_plural = _("séries de numéros")

    def __str__(self) -> str:
        return f"{self.name} {self.last_value}"
