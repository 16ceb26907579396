"""The inputs of a table of forms, column by column: the attributes that all its rows bear are composed once.

A row whose field has errors, and a column of inputs that have a way of their own, are drawn as a field that stands
alone (`templatetags.fields.control`).
"""

from typing import Any

from django.utils.safestring import SafeString
from markupsafe import escape

from ofqj_portal.core.inputs import Writer, writer_of
from ofqj_portal.core.templatetags.fields import classes_of, control, kind


class Column:
    """One field of the forms of a formset, all alike but for their values.

    `label` names it in each cell, with the words of its row, for whoever does not see the headers.
    """

    def __init__(self, name: str, label: str) -> None:
        self.name = name
        self.label = escape(label)
        self._kind = ""
        self._attributes: dict[str, Any] = {}  # those that all rows bear, once one was drawn
        self._write: Writer | None = None

    def cell(self, form: Any, row: str) -> SafeString:
        """Draw the label, the input and the errors of this column in one form, the `row` of its table."""
        field = form[self.name]
        words = f'<label class="masque" for="{field.id_for_label}">{self.label}, {escape(row)}</label>'
        if errors := field.errors:
            said = f'<p class="invalid-feedback" id="{field.id_for_label}_error">{escape(" ".join(errors))}</p>'
            return SafeString(f"{words}{control(field, kind(field))}{said}")
        if not self._attributes:
            self._share(field)
        if self._write is None:
            return SafeString(words + control(field, self._kind))
        attributes = {**self._attributes, "id": field.auto_id}
        return SafeString(words + self._write(field.field.widget, field.html_name, field.value(), attributes))

    def _share(self, field: Any) -> None:
        """Compose from a first row what the others bear too."""
        widget, self._kind = field.field.widget, kind(field)
        told = field.build_widget_attrs({"class": classes_of(field, self._kind)}, widget)
        self._attributes = {**widget.attrs, **told}
        alike = not field.help_text and not field.field.localize and "id" not in widget.attrs
        self._write = writer_of(type(widget)) if alike else None
