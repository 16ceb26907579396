"""The errors of a form as a list of links, for the summary at the top of the page."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django import template
from django.forms import BaseForm, BaseFormSet

register = template.Library()


@dataclass(frozen=True)
class FieldError:
    """One thing to mend: `anchor` is the id of its field ("" when it belongs to no field)."""

    anchor: str
    label: str
    message: str


@register.simple_tag
def error_list(*forms: Any) -> list[FieldError]:
    """Return the errors of bound forms and formsets, in the order of the page; others count for none."""
    return [error for form in forms for error in _errors_of(form)]


@register.filter
def has_required(form: Any) -> bool:
    """Tell whether the form has a visible field that must be filled."""
    return any(field.field.required for field in form.visible_fields()) if form else False


def _errors_of(form: Any) -> Iterator[FieldError]:
    if isinstance(form, BaseFormSet):
        if form.is_bound:
            yield from (FieldError("", "", message) for message in form.non_form_errors())
            for row in form.forms:
                yield from _errors_of(row)
    elif isinstance(form, BaseForm) and form.is_bound:
        yield from (FieldError("", "", message) for message in form.non_field_errors())
        for field in form:
            label = str(field.label).rstrip(" \u00a0.?:")
            yield from (FieldError(_anchor(field), label, message) for message in field.errors)


def _anchor(field: Any) -> str:
    """Return the id that a link can reach: the first input of a group of choices, else the field's own."""
    if field.is_hidden:
        return ""
    return field.id_for_label or (f"div_{field.auto_id}" if field.auto_id else "")
