"""Search that forgives accents and case: the database function `fold`, immutable so that an index can hold it."""

from django.db import models


class Fold(models.Func):
    """Lower-case a text and drop its accents, as the index does."""

    function = "fold"
    arity = 1
    output_field = models.TextField()
