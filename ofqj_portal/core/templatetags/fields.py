"""A field and its input, for crispy's templates (`templates/bootstrap5/`)."""

from typing import Any

from django import forms, template
from django.utils.safestring import SafeString

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
    return SafeString(field) if field.is_hidden else part("bootstrap5/field.html", field=field, drawn_as=kind(field))


def kind(field: Any) -> str:
    """Say how a bound field is drawn: box, choices, file, select or input."""
    return next((word for widgets, word in KINDS if isinstance(field.field.widget, widgets)), "input")


def control(field: Any, kind: str) -> SafeString:
    """Draw the input of a bound field with the classes of its kind, and of its errors."""
    widget = field.field.widget
    words = [widget.attrs.get("class", ""), type(widget).__name__.lower(), CLASSES.get(kind, "form-control")]
    if field.errors:
        words.append("is-invalid")
    attrs = {"class": " ".join(dict.fromkeys(" ".join(words).split()))}
    return _choice(field, widget, attrs) if type(widget) is forms.Select else SafeString(field.as_widget(attrs=attrs))


def _choice(field: Any, widget: forms.Select, attrs: dict[str, str]) -> SafeString:
    """Draw a choice as Django's own does, which makes a dictionary of each of its options first."""
    attrs = field.build_widget_attrs(attrs, widget)
    if field.auto_id and "id" not in widget.attrs:
        attrs.setdefault("id", field.auto_id)
    chosen, groups = widget.format_value(field.value()), []
    for key, words in widget.choices:
        options = words if isinstance(words, (list, tuple)) else [(key, words)]
        groups.append((key if options is words else "", [("" if k is None else str(k), said) for k, said in options]))
    first = next((key for _group, options in groups for key, _said in options if key in chosen), None)
    attrs = widget.build_attrs(widget.attrs, attrs)
    return part("components/select.html", name=field.html_name, attrs=attrs, groups=groups, chosen=first)
