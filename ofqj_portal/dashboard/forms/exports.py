"""What is asked with the button « Exporter »."""

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from ofqj_portal.dashboard.documents.exports import FileFormat

MAX_QUERY = 2000


class ExportForm(forms.Form):
    """The format of the file, and the filters of the page as its address holds them."""

    format = forms.ChoiceField(label=_("Format"), choices=FileFormat.choices)
    query = forms.CharField(required=False, max_length=MAX_QUERY, widget=forms.HiddenInput)

    def clean_query(self) -> str:
        """Keep the filters that say something, in one order, without the page."""
        data = QueryDict(self.cleaned_data["query"], mutable=True)
        data.pop("page", None)
        kept = QueryDict(mutable=True)
        for name in sorted(data):
            kept.setlist(name, [value for value in data.getlist(name) if value])
        return kept.urlencode()
