"""Who reaches the pages that cross the apps, and who takes an exported list out again."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from ofqj_portal.core import file_types
from ofqj_portal.core.access import EVERYBODY, SIGNED_IN, Actor, declare
from ofqj_portal.core.files import FileKind, register_kind
from ofqj_portal.core.models import Job, StoredFile
from ofqj_portal.core.read_log import record_read
from ofqj_portal.core.roles import grants_of

EXPORT_FILE = "dashboard.export"
EXPORT_OF_PEOPLE_FILE = "dashboard.export_people"
MAX_EXPORT_BYTES = 100 * 1024 * 1024


def rights_of(user: Any) -> list[list[Any]]:
    """Return the rights `user` holds today, as a job keeps them: an export is made with those it was asked with."""
    rights = [[str(g.role), g.structure_id, g.section, g.party, g.project_id] for g in grants_of(user)]
    return sorted(rights, key=str)


def still_holds(user: Any, rights: list[list[Any]]) -> bool:
    """Say whether `user` may still sign in and lost none of `rights`; one she won since does not matter."""
    held = rights_of(user)
    return user.is_active and all(right in held for right in rights)


def may_take_export(user: Any, file: StoredFile) -> bool:
    """An export is its asker's alone, for as long as she keeps the rights it was asked with."""
    job = Job.objects.filter(pk=file.attached_key, owner=user.pk).first()
    return job is not None and file.created_by_id == user.pk and still_holds(user, job.args.get("rights", []))


def _note_taken(user: Any, file: StoredFile) -> None:
    """Write down that a file with names of people was taken out."""
    record_read(user, file, "dashboard.export_people")


for _kind, _taken in ((EXPORT_FILE, None), (EXPORT_OF_PEOPLE_FILE, _note_taken)):
    register_kind(
        FileKind(
            code=_kind,
            label=_("Liste exportée"),
            may_read=may_take_export,
            types=frozenset({file_types.XLSX, file_types.ZIP}),
            max_bytes=MAX_EXPORT_BYTES,
            taken=_taken,
            made_here=True,
            holds_names=_kind == EXPORT_OF_PEOPLE_FILE,
        )
    )

declare("dashboard:home", reach=EVERYBODY)
declare("dashboard:structure", subject="structure", reach=EVERYBODY)
declare(
    "dashboard:departure",
    subject="membership",
    reach={Actor.MANAGER, Actor.ADMIN},
    refused={Actor.ADVISER},
    methods=("GET", "POST"),
)

declare("dashboard:search", reach=EVERYBODY)
_STAFF = {Actor.ADMIN, Actor.DPO, Actor.OFFICER, Actor.DECIDER, Actor.OTHER_SECTION}
declare("dashboard:rights", reach=_STAFF, refused=SIGNED_IN - _STAFF)
declare("dashboard:network", reach=SIGNED_IN)
declare("dashboard:agenda", reach=SIGNED_IN, methods=("GET", "POST"))
declare("dashboard:agenda_close", subject="own_agenda", reach=(), methods=("POST",))  # one's own only
declare("dashboard:agenda_feed", subject="own_agenda", reach=EVERYBODY)  # whoever knows the secret address

_FORM = ("GET", "POST")
_JUDGES = {Actor.OFFICER, Actor.DECIDER, Actor.OTHER_SECTION}
_FOLLOWERS = {Actor.ADVISER, Actor.MANAGER, Actor.HOST, Actor.STRANGER, Actor.STRANGER_ABROAD}  # own people, each
for _name in ("projects", "structures", "agreements"):
    declare(f"dashboard:export_{_name}", reach=SIGNED_IN, methods=_FORM)
declare("dashboard:export_queue", reach=_JUDGES, methods=_FORM)
declare("dashboard:export_payments", reach={Actor.FINANCE}, methods=_FORM)
declare("dashboard:export_people", reach=_FOLLOWERS, methods=_FORM)
