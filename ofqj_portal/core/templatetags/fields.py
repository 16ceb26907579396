"""A field and its input, for crispy's templates (`templates/bootstrap5/`)."""

from typing import Any

from django import forms, template
from django.utils.safestring import SafeString

from ofqj_portal.core.inputs import draw_input
from ofqj_portal.core.templatetags.portal import part

register = template.Library()

KINDS = (
    (forms.CheckboxInput, "box"),
    ((forms.RadioSelect, forms.CheckboxSelectMultiple), "choices"),
    (forms.FileInput, "file"),
    (forms.Select, "select"),
)
CLASSES = {"box": "form-check-input", "select": "form-select"}


@register.simple_tag
def field(field: Any) -> SafeString:
    """Draw a bound field, with its label, help and errors; a hidden one is its input alone."""
    return hidden(field) if field.is_hidden else part("bootstrap5/field.html", field=field, drawn_as=kind(field))


def hidden(field: Any) -> SafeString:
    """Draw a hidden field, which has no words."""
    return SafeString(field) if field.field.show_hidden_initial else draw_input(field, {})


def kind(field: Any) -> str:
    """Say how a bound field is drawn: box, choices, file, select or input."""
    return next((word for widgets, word in KINDS if isinstance(field.field.widget, widgets)), "input")


def control(field: Any, kind: str) -> SafeString:
    """Draw the input of a bound field with the classes of its kind, and of its errors."""
    return draw_input(field, {"class": classes_of(field, kind)})


def classes_of(field: Any, kind: str) -> str:
    """Name the classes of the input of a bound field."""
    widget = field.field.widget
    words = [widget.attrs.get("class", ""), type(widget).__name__.lower(), CLASSES.get(kind, "form-control")]
    if field.errors:
        words.append("is-invalid")
    return " ".join(dict.fromkeys(" ".join(words).split()))
