"""Which sheet says what, when two become one."""

import re
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from ofqj_portal.core.forms import OnceForm
from partners.models import Structure
from partners.services.merging import CHOICES, ONE_ONLY

KEPT, MERGED = "kept", "merged"


class MergeForm(OnceForm):
    """For each thing the two sheets say otherwise, which one is right; what one leaves empty comes from the other."""

    seen = forms.CharField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, kept: Structure, merged: Structure, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kept, self.merged = kept, merged
        self.fields["seen"].initial = f"{kept.pk}:{kept.version}:{merged.pk}:{merged.version}"
        self.from_merged = {choice for choice in CHOICES if self._of(merged, choice) and not self._of(kept, choice)}
        for choice in CHOICES:
            ours, theirs = self._of(kept, choice), self._of(merged, choice)
            if ours and theirs and ours != theirs:
                self.fields[choice] = forms.ChoiceField(
                    label=_label(choice),
                    choices=[(KEPT, ours), (MERGED, theirs)],
                    initial=KEPT,
                    widget=forms.RadioSelect,
                    help_text=_("L’autre ne sera plus sur aucune fiche.") if choice in ONE_ONLY else "",
                )

    def taken(self) -> set[str]:
        """Return the choices that go to the merged sheet."""
        return self.from_merged | {choice for choice in CHOICES if self.cleaned_data.get(choice) == MERGED}

    def versions(self) -> tuple[int, int]:
        """Return the versions of both sheets that the page showed; none that exists if it showed others."""
        parts = self.cleaned_data["seen"].split(":")
        if len(parts) != 4 or [parts[0], parts[2]] != [str(self.kept.pk), str(self.merged.pk)]:
            return 0, 0
        kept, merged = (int(part) if re.fullmatch(r"[0-9]{1,9}", part) else 0 for part in parts[1::2])
        return kept, merged

    def _of(self, structure: Structure, choice: str) -> str:
        if choice == "place":
            town = " ".join(part for part in (structure.postal_code, structure.commune) if part)
            return ", ".join(part for part in (structure.street, town, str(structure.territory or "")) if part)
        if choice in ("themes", "languages"):
            return ", ".join(structure.theme_labels if choice == "themes" else structure.language_labels)
        value = getattr(structure, choice)
        return "" if value is None else str(value)


def _label(choice: str) -> Any:
    return (
        _("Adresse et territoire") if choice == "place" else Structure._meta.get_field(choice).verbose_name.capitalize()
    )
