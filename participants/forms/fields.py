"""The fields of this app's forms: a day, and a question answered by yes, no, or nothing yet."""

from datetime import date
from typing import Any

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.translation import gettext_lazy as _

EARLIEST = date(1900, 1, 1)
LATEST = date(2099, 12, 31)


def day_field(label: Any, *, required: bool = True, help_text: Any = "", latest: date = LATEST) -> forms.DateField:
    """Make the field of a civil date, typed or picked; nothing before 1900 nor after `latest` passes."""
    return forms.DateField(
        label=label,
        required=required,
        help_text=help_text,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": _("Écrivez une date, par exemple 31/12/2001.")},
        validators=[
            MinValueValidator(EARLIEST, _("Cette date est trop ancienne.")),
            MaxValueValidator(latest, _("Cette date ne convient pas : elle est trop lointaine.")),
        ],
    )


class YesNoField(forms.TypedChoiceField):
    """Yes, no, or not said: None while nobody answered."""

    def __init__(self, **kwargs: Any) -> None:
        choices = [("", _("Non renseigné")), ("yes", _("Oui")), ("no", _("Non"))]
        kwargs.setdefault("required", False)
        super().__init__(choices=choices, coerce=lambda value: value == "yes", empty_value=None, **kwargs)

    def prepare_value(self, value: Any) -> Any:
        """Show what is stored as the choice it came from."""
        return {True: "yes", False: "no", None: ""}.get(value, value)
