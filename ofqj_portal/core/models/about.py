"""Rows that speak of any object of the portal, named by its model's label and its key."""

from typing import Any, Self

from django.db import models


def reference_to(obj: models.Model) -> tuple[str, str]:
    """Name `obj` as ("projects.project", "42"), the form every row about it uses."""
    return obj._meta.label_lower, str(obj.pk)


class AboutQuerySet(models.QuerySet[Any]):
    def about(self, obj: models.Model) -> Self:
        """Keep the rows that speak of `obj`."""
        object_type, object_id = reference_to(obj)
        return self.filter(object_type=object_type, object_id=object_id)


class AboutModel(models.Model):
    """A row about one object: no foreign key, so that it outlives the object and crosses every app."""

    object_type = models.CharField(max_length=100)
    object_id = models.CharField(max_length=64)

    objects = AboutQuerySet.as_manager()

    class Meta:
        abstract = True
