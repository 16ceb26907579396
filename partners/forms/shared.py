"""What several forms of the directory share."""

from typing import Any

from django import forms


class CivilDateField(forms.DateField):
    """A day as the browser's calendar gives it."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), **kwargs)


class VersionMixin(forms.Form):
    """The form remembers which version of the object was read."""

    version = forms.IntegerField(widget=forms.HiddenInput)

    def accept(self, version: int) -> None:
        """Let the next POST replace `version`, once the person has seen what it says."""
        self.data = self.data.copy()
        self.data["version"] = version
