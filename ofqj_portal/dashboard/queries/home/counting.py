"""Counts that a home asks together: each stands in the one row of a reader."""

from typing import Any

from django.db.models import Count, Subquery, Value
from django.db.models.functions import Coalesce


def count_of(rows: Any) -> Coalesce:
    """Build the expression that counts `rows`, whatever the row it stands in."""
    counted = rows.order_by().annotate(_all=Value(1)).values("_all").annotate(_count=Count("pk")).values("_count")
    return Coalesce(Subquery(counted), Value(0))
