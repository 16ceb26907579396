"""What signatories and the committee are told of an amendment."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any, ClassVar

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from conventions.enums import AccordAnswer, AmendmentState
from conventions.models import AccordRequest, Amendment, Mandate, SigningMandate
from conventions.queries.accords import missing_parts
from conventions.queries.text import part_label
from ofqj_portal.core.models import ActionLink
from ofqj_portal.core.outbox import Mail, Recipient
from ofqj_portal.core.shores import Shore
from partners.enums import Party, Section


def shore_of_seat(party: str, section: str) -> Shore:
    """Say on which shore a party, or a section of the OFQJ, reads its mail."""
    return Shore.QUEBEC if party == Party.RCJEQ or section == Section.QUEBEC else Shore.FRANCE


def recipient_of(mandate: SigningMandate) -> Recipient:
    """Write to whoever may sign: at her account's address, or at the one that was noted."""
    shore = shore_of_seat(mandate.party, mandate.section)
    email = mandate.user.email if mandate.user else mandate.email
    return Recipient(email=email, name=mandate.name, shore=shore, user_id=mandate.user_id)


def members_of(amendment: Amendment, on: date) -> list[Recipient]:
    """List the members of the committee of a convention."""
    seats = Mandate.objects.filter(committee__convention=amendment.convention).current(on).select_related("user")
    return [
        Recipient(seat.user.email, str(seat.user), shore_of_seat(seat.party, seat.section), seat.user_id)
        for seat in seats.order_by("pk")
    ]


@dataclass(frozen=True)
class AccordAsked(Mail):
    """An amendment waits for your accord: by your account, or by this link. `again`: its text has changed."""

    kind: ClassVar[str] = "conventions.accord_asked"
    template: ClassVar[str] = "conventions/emails/accord_asked"
    reason: ClassVar[Any] = gettext_lazy(
        "Vous recevez ce message parce que vous avez le pouvoir de signer pour une partie à la convention."
    )

    request: AccordRequest
    again: bool = False
    link: ActionLink | None = None
    token: str = field(default="", repr=False)

    def recipients(self) -> list[Recipient]:
        return [recipient_of(self.request.mandate)]

    def subject(self) -> str:
        amendment = self.request.amendment
        words = {"amendment": amendment, "title": amendment.title}
        if self.again:
            return _("Le texte a changé : %(amendment)s, %(title)s") % words
        return _("Votre accord est demandé : %(amendment)s, %(title)s") % words

    def context(self) -> dict[str, Any]:
        amendment, mandate = self.request.amendment, self.request.mandate
        missing = missing_parts(amendment).get((mandate.party, mandate.section), [])
        partly = len(missing) < amendment.parts.count()
        return {
            "amendment": amendment,
            "mandate": mandate,
            "again": self.again,
            "by_link": self.link is not None,
            "until": self.link.expires_at if self.link else None,
            "missing": ", ".join(part_label(code) for code in missing) if partly else "",
        }

    def secret(self) -> str:
        return self.token


@dataclass(frozen=True)
class AmendmentSettled(Mail):
    """An amendment is in force, or has no effect: said to the committee and to whoever was asked."""

    kind: ClassVar[str] = "conventions.amendment_settled"
    template: ClassVar[str] = "conventions/emails/amendment_settled"
    reason: ClassVar[Any] = gettext_lazy(
        "Vous recevez ce message parce que vous représentez une partie à la convention."
    )

    amendment: Amendment
    on: date

    def recipients(self) -> list[Recipient]:
        asked = [row.mandate for row in self.amendment.requests.select_related("mandate__user").order_by("pk")]
        people = [*members_of(self.amendment, self.on), *(recipient_of(m) for m in asked if m.user_id or m.email)]
        return list({person.email: person for person in people}.values())

    def subject(self) -> str:
        if self.amendment.state == AmendmentState.IN_FORCE:
            return _("%(amendment)s accepté par chaque partie") % {"amendment": self.amendment}
        return _("%(amendment)s sans effet") % {"amendment": self.amendment}

    def context(self) -> dict[str, Any]:
        refusal = self.amendment.accords.filter(answer=AccordAnswer.REFUSAL).first()
        return {
            "amendment": self.amendment,
            "refusal": refusal,
            "in_force": self.amendment.state == AmendmentState.IN_FORCE,
        }
