"""The inputs of forms, written in one go: Django draws each through a context and a template, ten times dearer.

Only inputs that keep Django's own way of reading their value are written here; any other is drawn by its widget.
"""

from collections.abc import Callable, Iterator
from functools import cache, lru_cache
from typing import Any

from django import forms
from django.forms.widgets import ChoiceWidget, Input, Widget
from django.utils.safestring import SafeString
from markupsafe import escape

#: Writes a widget of this name and value, with its attributes.
Writer = Callable[[Any, str, Any, dict[str, Any]], str]
_FOLDER = "django/forms/widgets"
_ONE_TAG = {f"{_FOLDER}/{name}.html" for name in ("text", "number", "email", "url", "tel", "search", "hidden", "date")}


def draw_input(field: Any, attrs: dict[str, Any]) -> SafeString:
    """Draw the input of a bound field as `as_widget` does, with these attributes."""
    widget = field.field.widget
    writer = writer_of(type(widget))
    if writer is None or field.field.localize:
        return SafeString(field.as_widget(attrs=attrs))
    told = field.build_widget_attrs(attrs, widget)
    if field.auto_id and "id" not in widget.attrs:
        told.setdefault("id", field.auto_id)
    return SafeString(writer(widget, field.html_name, field.value(), {**widget.attrs, **told}))


@cache
def writer_of(kind: type[Any]) -> Writer | None:
    """Return what writes this kind of widget; None for one that has a way of its own."""
    if kind.render is not Widget.render or kind._render is not Widget._render:
        return None
    if kind.get_context is Input.get_context and kind.template_name in _ONE_TAG:
        return _one_tag
    if kind.get_context is forms.CheckboxInput.get_context and kind.template_name == f"{_FOLDER}/checkbox.html":
        return _box
    if kind.get_context is Widget.get_context and kind.template_name == f"{_FOLDER}/textarea.html":
        return _text
    return _choice if _is_plain_choice(kind) else None


def _is_plain_choice(kind: type[Any]) -> bool:
    return (
        kind.template_name == f"{_FOLDER}/select.html"
        and kind.get_context is forms.Select.get_context
        and kind.optgroups is ChoiceWidget.optgroups
        and kind.create_option is ChoiceWidget.create_option
        and not kind.allow_multiple_selected
    )


def _attributes(attrs: dict[str, Any]) -> str:
    return "".join(
        f" {name}" if value is True else f' {name}="{escape(value)}"'
        for name, value in attrs.items()
        if value is not False
    )


def _one_tag(widget: Any, name: str, value: Any, attrs: dict[str, Any]) -> str:
    shown = widget.format_value(value)
    held = "" if shown is None else f' value="{escape(shown)}"'
    return f'<input type="{widget.input_type}" name="{escape(name)}"{held}{_attributes(attrs)}>'


def _box(widget: Any, name: str, value: Any, attrs: dict[str, Any]) -> str:
    return _one_tag(widget, name, value, attrs | {"checked": True} if widget.check_test(value) else attrs)


def _text(widget: Any, name: str, value: Any, attrs: dict[str, Any]) -> str:
    shown = widget.format_value(value)
    return f'<textarea name="{escape(name)}"{_attributes(attrs)}>\n{escape(shown) if shown else ""}</textarea>'


def _choice(widget: Any, name: str, value: Any, attrs: dict[str, Any]) -> str:
    options = _options(tuple(_grouped(widget.choices)), frozenset(widget.format_value(value)))
    return f'<select name="{escape(name)}"{_attributes(attrs)}>{options}\n</select>'


@lru_cache(maxsize=256)
def _options(groups: tuple[tuple[str, tuple[tuple[str, str], ...]], ...], waited: frozenset[str]) -> str:
    """Write the options of a choice: those of a table come back on each of its rows."""
    lines = []
    for group, options in groups:
        lines += [f'\n  <optgroup label="{escape(group)}">'] if group else []
        for code, label in options:
            chosen = " selected" if code in waited else ""
            lines.append(f'\n  <option value="{escape(code)}"{chosen}>{escape(label)}</option>')
            if chosen:
                waited = frozenset()  # the first that is chosen is the only one
        lines += ["\n  </optgroup>"] if group else []
    return "".join(lines)


def _grouped(choices: Any) -> Iterator[tuple[str, tuple[tuple[str, str], ...]]]:
    """Return the options under the name of their group; those that stand alone have none."""
    for code, label in choices:
        if isinstance(label, list | tuple):
            yield str("" if code is None else code), tuple((str(one), str(said)) for one, said in label)
        else:
            yield "", ((str("" if code is None else code), str(label)),)
