"""How forms draw their inputs: Django writes its widgets for Jinja2 too, which renders them several times faster."""

from functools import cached_property
from pathlib import Path
from typing import Any

from django.conf import settings
from django.forms import renderers
from django.forms.renderers import DjangoTemplates, Jinja2
from django.template import TemplateDoesNotExist


class FormRenderer(Jinja2):
    """Jinja2 for the widgets that have such a template, ours first; Django's engine for those of the administration."""

    @cached_property
    def engine(self) -> Any:
        """Django's engine of widgets, which looks among the portal's parts first."""
        folders = [settings.ROOT / "templates/jinja2", Path(renderers.__file__).parent / "jinja2"]
        return self.backend({"APP_DIRS": True, "DIRS": folders, "NAME": "djangoforms", "OPTIONS": {}})

    @cached_property
    def _django(self) -> DjangoTemplates:
        return DjangoTemplates()

    def get_template(self, template_name: str) -> Any:
        """Return the template of a widget, wherever it is written."""
        try:
            return super().get_template(template_name)
        except TemplateDoesNotExist:
            return self._django.get_template(template_name)
