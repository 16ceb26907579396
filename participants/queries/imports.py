"""What an import did, in words, and what the pages of the group's jobs add for their owner."""

from collections.abc import Mapping

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ofqj_portal.core.imports import Table, plain_text
from ofqj_portal.core.jobs import JobNote
from ofqj_portal.core.models import Job
from participants.models import PeopleImport


def imported_in_words(outcome: Mapping[str, int]) -> str:
    """Say how many people an import added, changed, left as they were, and how many rows it left aside."""
    added = ngettext("%d personne ajoutée au groupe", "%d personnes ajoutées au groupe", outcome["added"])
    changed = ngettext("%d fiche modifiée", "%d fiches modifiées", outcome["changed"])
    same = ngettext("%d ligne sans changement", "%d lignes sans changement", outcome["same"])
    parts = [added % outcome["added"], changed % outcome["changed"], same % outcome["same"]]
    if outcome["left_aside"]:
        left = ngettext("%d ligne à corriger", "%d lignes à corriger", outcome["left_aside"])
        parts.append(left % outcome["left_aside"])
    return ", ".join(parts)


def import_note(job: Job) -> JobNote:
    """Lead whoever asked for an import to what it did, while its table is kept."""
    brought = PeopleImport.objects.filter(pk=job.args["import"]).select_related("project").first()
    if brought is None:
        return JobNote(_("Le tableau est effacé un jour après son dépôt."))
    return JobNote("", brought.get_absolute_url(), _("Revenir à l’import"))


def paper_note(job: Job) -> JobNote:
    """Say how long a printed list is kept, and lead back to the group."""
    words = _("Ce fichier n’est ouvert qu’à vous, et s’efface après un jour.")
    return JobNote(words, reverse("participants:group", args=[job.args["project"]]), _("Revenir au groupe"))


def pasted_again(table: Table) -> str:
    """Write a table as one pastes it: a line a row, a tab between cells, nothing that would break either."""
    lines = [table.header, *table.rows]
    return "\n".join("\t".join(" ".join(plain_text(cell).split()) for cell in line) for line in lines)
