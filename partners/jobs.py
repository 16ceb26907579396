"""What the directory does in the background."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ofqj_portal.accounts.models import User
from ofqj_portal.core import calendar, files
from ofqj_portal.core.jobs import Progress, handles
from ofqj_portal.core.models import Job, StoredFile
from partners.imports import read_directory
from partners.services.imports import import_structures


@handles("partners.import_structures", title=gettext_lazy("Import de l’annuaire"))
def import_directory(job: Job, progress: Progress) -> None:
    """Import a file that was checked and confirmed, in the name of whoever confirmed it."""
    table = read_directory(files.read(StoredFile.objects.get(pk=job.args["file"])))
    progress(0, len(table.rows), _("Lecture de %(count)d lignes") % {"count": len(table.rows)})
    done = import_structures(
        table=table,
        by=User.objects.get(pk=job.owner_id),
        on=calendar.today(),
        leave_wrong_rows=job.args["leave_wrong_rows"],
        attach={int(line): pk for line, pk in job.args.get("attach", {}).items()},
    )
    progress(
        len(table.rows),
        len(table.rows),
        _("%(added)d ajoutées, %(changed)d modifiées, %(same)d inchangées")
        % {"added": done.added, "changed": done.changed, "same": done.same},
    )
