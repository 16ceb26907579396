"""Who reaches the requests for data of article 5: the two bodies concerned, and the protection officer to read."""

from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from conventions.access import FORM, seats_of
from conventions.enums import Body, DataRequestState
from conventions.models import Convention, DataRequest
from ofqj_portal.core import file_types
from ofqj_portal.core.access import Actor, May, declare, exists_for, open_door
from ofqj_portal.core.files import FileKind, register_kind
from ofqj_portal.core.journal import record
from ofqj_portal.core.models import StoredFile
from ofqj_portal.core.roles import Role, has_role, parties_of, sections_of


def bodies_of(user: Any) -> set[str]:
    """Name the bodies that `user` speaks for: by a seat, as the OFQJ's officer or decider, or for a network."""
    seats = {(grant.party, grant.section or "") for grant in seats_of(user)}
    sections, networks = sections_of(user, Role.OFFICER, Role.DECIDER), parties_of(user, Role.NETWORK)
    offices = {body.value for body in Body if body.section and body.section in sections}
    heads = {body.value for body in Body if not body.section and body.party in networks}
    return {body.value for body in Body if (body.party, body.section) in seats} | offices | heads


def requests_of(user: Any) -> QuerySet[DataRequest]:
    """Keep the requests that the bodies of `user` made or were sent; all of them for the protection officer."""
    rows = DataRequest.objects.select_related("convention", "file", "asked_by")
    if has_role(user, Role.DPO):
        return rows
    bodies = sorted(bodies_of(user))
    return rows.filter(Q(asker__in=bodies) | Q(asked__in=bodies))


def can_answer(user: Any, request: DataRequest) -> bool:
    """Whoever speaks for the body that is asked answers, or refuses."""
    return request.asked in bodies_of(user)


def can_receive(user: Any, request: DataRequest) -> bool:
    """Whoever speaks for the body that asks takes it back, or gives receipt."""
    return request.asker in bodies_of(user)


def can_read_register(user: Any) -> bool:
    """Whoever speaks for a body reads what concerns it; the protection officer reads all."""
    return bool(bodies_of(user)) or has_role(user, Role.DPO)


def get_register(user: Any, slug: str, may: May | None = None) -> Convention:
    """Hand over the convention whose register `user` may read: 404 to whoever speaks for no body."""
    exists_for(can_read_register(user))
    return open_door(Convention.objects.all(), user, may=may, slug=slug)


def can_ask(user: Any, _row: Any = None) -> bool:
    """Whoever speaks for a body asks in its name."""
    return bool(bodies_of(user))


def get_request(user: Any, slug: str, number: int, may: May | None = None) -> DataRequest:
    """Hand over one request: 404 to the bodies it does not concern."""
    return open_door(requests_of(user), user, may=may, convention__slug=slug, number=number)


def _may_take(user: Any, file: StoredFile) -> bool:
    request = DataRequest.objects.filter(pk=file.attached_key, file=file).first()
    if request is None:
        return False
    given = request.state in (DataRequestState.ANSWERED, DataRequestState.RECEIVED)
    return can_answer(user, request) or (given and can_receive(user, request))


def _note_taken(user: Any, file: StoredFile) -> None:
    request = DataRequest.objects.filter(pk=file.attached_key).first()
    if request is not None:
        record(request, "data.taken", by=user, file=request.file_sha256)


ANSWER = register_kind(
    FileKind("conventions.data_answer", _("Réponse à une demande de données"), _may_take,
             types=frozenset({file_types.XLSX}), taken=_note_taken, made_here=True)
)  # fmt: skip

CONCERNED = frozenset({Actor.OFFICER, Actor.DECIDER, Actor.NETWORK, Actor.COMMITTEE})
SPEAK = CONCERNED | {Actor.OTHER_SECTION}
ANSWERS = CONCERNED - {Actor.NETWORK}
declare("conventions:data_requests", subject="convention", reach=SPEAK | {Actor.DPO})
declare("conventions:data_request_new", subject="convention", reach=SPEAK, refused={Actor.DPO}, methods=FORM)
declare("conventions:data_request", subject="data_request", reach=CONCERNED | {Actor.DPO})
for _name in ("data_request_refuse", "data_request_hand_over"):
    declare(
        f"conventions:{_name}", subject="data_request", reach=ANSWERS, refused={Actor.NETWORK, Actor.DPO}, methods=FORM
    )
declare(
    "conventions:data_request_prepare", subject="data_request", reach=ANSWERS, refused={Actor.NETWORK, Actor.DPO},
    methods={"POST"},
)  # fmt: skip
for _name in ("data_request_withdraw", "data_request_receive"):
    declare(
        f"conventions:{_name}", subject="data_request", reach={Actor.NETWORK}, refused=ANSWERS | {Actor.DPO},
        methods={"POST"},
    )  # fmt: skip
