"""Who reads an amendment, who writes it for her party, who answers it. Judges the person, never the state."""

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from conventions.access import FORM, READ_CONVENTION, READERS_OF_CONVENTION, can_keep, can_see_drafts, can_write_for
from conventions.enums import AmendmentState, Body
from conventions.models import AccordRequest, Amendment, Article, Convention, PartyAccord, SigningMandate
from conventions.queries.accords import SeatKey
from conventions.queries.obligations import Act, Obligation
from ofqj_portal.core import file_types
from ofqj_portal.core.access import EVERYBODY, Actor, May, declare, open_door
from ofqj_portal.core.files import FileKind, register_kind
from ofqj_portal.core.models import StoredFile
from ofqj_portal.core.roles import Role, grants_of, has_role, parties_of

#: They follow an amendment while the parties talk about it; the others read what is in force.
NEGOTIATORS = (Role.OFFICER, Role.DECIDER, Role.FINANCE, Role.COMMITTEE, Role.DPO)


def can_follow_talks(user: Any, _row: Any = None) -> bool:
    """The OFQJ, the committee, the networks that are a party, and the protection officer follow what is proposed."""
    return has_role(user, *NEGOTIATORS) or bool(parties_of(user, Role.NETWORK))


def amendments_of(user: Any) -> QuerySet[Amendment]:
    """Keep the amendments `user` may read: those in force, and the others for whoever follows the talks."""
    rows = Amendment.objects.select_related("convention", "report")
    if can_follow_talks(user):
        return rows
    return rows.filter(state=AmendmentState.IN_FORCE) if has_role(user, *READERS_OF_CONVENTION) else rows.none()


def seats_held(user: Any) -> list[SeatKey]:
    """List the (party, section) for which `user` sits in the committee."""
    return sorted({(g.party, g.section or "") for g in grants_of(user) if g.role == Role.COMMITTEE})


def can_propose(user: Any, _row: Any = None) -> bool:
    """A member of the committee proposes for her party."""
    return bool(seats_held(user))


def can_write(user: Any, amendment: Amendment) -> bool:
    """The members of the committee of the party that proposes it write it and take it back."""
    return amendment.party in {party for party, _section in seats_held(user)}


def can_speak_for(user: Any, mandate: SigningMandate) -> bool:
    """The members of the committee of a party say who may sign for it."""
    return (mandate.party, mandate.section) in seats_held(user)


def can_answer(user: Any, amendment: Amendment) -> bool:
    """Whoever was asked with her own account answers."""
    return amendment.requests.filter(mandate__user=user).exists()


def can_follow(user: Any, obligation: Obligation) -> bool:
    """Say whether the page that an obligation names opens for `user`."""
    if obligation.act == Act.WRITE:
        return any(can_write_for(user, body) for body in Body if (body.party, body.section) == obligation.seat)
    rights = {Act.KEEP: can_keep, Act.SIT: can_propose, Act.READ_DRAFT: can_see_drafts}
    return rights.get(obligation.act, can_follow_talks)(user)


# ---- doors ----------------------------------------------------------------------------------------------------------


def get_amendment(user: Any, slug: str, number: int, may: May | None = None, states: Any = None) -> Amendment:
    """Hand over an amendment: 404, 403, 409 as for any door."""
    return open_door(amendments_of(user), user, may=may, states=states, convention__slug=slug, number=number)


def get_article(user: Any, amendment: Amendment, number: int) -> Article:
    """Hand over an article of the convention of an amendment."""
    rows = Article.objects.filter(convention=amendment.convention).select_related("convention")
    return open_door(rows.prefetch_related("paragraphs"), user, number=number)


def get_request(user: Any, amendment: Amendment, pk: int) -> AccordRequest:
    """Hand over a request for an accord: 403 to whoever does not speak for that seat."""
    rows = amendment.requests.select_related("mandate", "amendment__convention")
    return open_door(rows, user, may=lambda who, row: can_speak_for(who, row.mandate), pk=pk)


def get_signing_convention(user: Any, slug: str, may: May | None = None) -> Convention:
    """Hand over a convention to whoever may read who signs it."""
    rows = Convention.objects.all() if can_follow_talks(user) else Convention.objects.none()
    return open_door(rows, user, may=may, slug=slug)


def get_signing_mandate(user: Any, slug: str, pk: int) -> SigningMandate:
    """Hand over a power to sign to a member of the committee of its seat; 403 to the others."""
    convention = get_signing_convention(user, slug)
    return open_door(convention.signing_mandates.select_related("convention"), user, may=can_speak_for, pk=pk)


# ---- proof files ----------------------------------------------------------------------------------------------------


def may_read_proof(user: Any, file: StoredFile) -> bool:
    """The OFQJ, the committee, the networks that are a party and the protection officer read who answered what."""
    return can_follow_talks(user) and PartyAccord.objects.filter(pk=file.attached_key).exists()


PROOF = register_kind(
    FileKind(
        "conventions.accord_proof",
        _("Preuve d’un accord"),
        may_read_proof,
        types=frozenset({file_types.PDF}),
        made_here=True,
    )
)


def may_read_act(user: Any, file: StoredFile) -> bool:
    """Whoever follows the talks reads by what act a signature is delegated."""
    return can_follow_talks(user) and SigningMandate.objects.filter(delegation_act=file).exists()


DELEGATION_ACT = register_kind(
    FileKind("conventions.delegation_act", _("Acte de délégation"), may_read_act, types=frozenset({file_types.PDF}))
)

# ---- who reaches which page -----------------------------------------------------------------------------------------

TALKS = frozenset(
    {Actor.OFFICER, Actor.DECIDER, Actor.OTHER_SECTION, Actor.FINANCE, Actor.NETWORK, Actor.COMMITTEE, Actor.DPO}
)
SEAT = frozenset({Actor.COMMITTEE})

declare("conventions:text", subject="convention", reach=READ_CONVENTION)
declare("conventions:amendment_new", subject="convention", reach=SEAT, refused=READ_CONVENTION - SEAT, methods=FORM)
declare("conventions:amendment", subject="amendment", reach=TALKS)
for _name in ("amendment_article", "amendment_dates", "amendment_propose", "amendment_withdraw"):
    declare(f"conventions:{_name}", subject="amendment", reach=SEAT, refused=TALKS - SEAT, methods=FORM)
declare("conventions:accord", subject="proposed_amendment", reach=SEAT, refused=TALKS - SEAT, methods=FORM)
declare("conventions:accord_again", subject="proposed_amendment", reach=SEAT, refused=TALKS - SEAT, methods={"POST"})
declare("conventions:accord_link", subject="accord_link", reach=EVERYBODY, methods=FORM)  # whoever holds the link
declare("conventions:obligations", subject="convention", reach=TALKS)
declare("conventions:agenda_renew", subject="convention", reach=TALKS, methods={"POST"})
declare("conventions:agenda_feed", subject="agenda_link", reach=EVERYBODY)  # whoever knows the secret address
declare("conventions:signing", subject="convention", reach=TALKS)
declare("conventions:signing_new", subject="convention", reach=SEAT, refused=TALKS - SEAT, methods=FORM)
declare("conventions:delegation_act", subject="signing_mandate", reach=SEAT, refused=TALKS - SEAT, methods=FORM)
declare("conventions:proof_check", subject="convention", reach=TALKS, methods=FORM)
declare("conventions:signing_change", subject="signing_mandate", reach=SEAT, refused=TALKS - SEAT, methods=FORM)
