"""A set of filters of one list, under a name: private, or shared with a circle that the app above names."""

from collections.abc import Collection
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _


class SavedViewQuerySet(models.QuerySet["SavedView"]):
    def seen_by(self, user: Any, *, page: str, circles: Collection[str]) -> Self:
        """Keep what `user` may open on `page`: her own, and those shared with one of `circles` ("section:fr")."""
        shared = Q(circle__in=[circle for circle in circles if circle])
        return self.filter(Q(owner=user) | shared, page=page)


class SavedView(models.Model):
    """`query` is the address's query string, filters and columns, as `services.saved_views.tidy` writes it."""

    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", verbose_name=_("enregistrée par")
    )
    page = models.CharField(_("liste"), max_length=40)
    name = models.CharField(_("nom"), max_length=60)
    query = models.CharField(_("filtres"), max_length=1000, blank=True)
    circle = models.CharField(_("partagée avec"), max_length=40, blank=True)
    is_default = models.BooleanField(_("ouverte d’abord"), default=False)
    saved_at = models.DateTimeField(_("enregistrée le"))

    objects = SavedViewQuerySet.as_manager()

    class Meta:
        verbose_name = _("vue enregistrée")
        verbose_name_plural = _("vues enregistrées")
        ordering = [Lower("name"), "pk"]
        constraints = [
            models.UniqueConstraint(
                Lower("name"),
                "owner",
                "page",
                name="saved_view_named_once",
                violation_error_message=_("Vous avez déjà une vue de ce nom."),
            ),
            models.UniqueConstraint(
                fields=["owner", "page"],
                condition=Q(is_default=True),
                name="saved_view_one_default",
                violation_error_message=_("Une seule vue s’ouvre d’abord."),
            ),
            models.CheckConstraint(
                condition=~Q(name=""),
                name="saved_view_has_a_name",
                violation_error_message=_("Donnez un nom à la vue."),
            ),
        ]

    def __str__(self) -> str:
        return self.name
